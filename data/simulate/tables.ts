/** A table of a tab separated file: the header's names and the rows below it. */
export interface Table {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Cells, as text, row by row. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Writes a table with a header and a line feed after each line.
 *
 * @param table The table; no cell may hold a tab or a line break.
 * @returns The text of the file.
 * @throws {TypeError} Where a cell would break the layout.
 */
export function formatTable(table: Table): string {
  const lines = [table.columns, ...table.rows].map((row) => {
    const broken = row.find((cell) => /[\t\r\n]/.test(cell));
    if (broken !== undefined) {
      throw new TypeError(
        `Cannot write a table: cell is ${JSON.stringify(broken)}, expected no tab or line break`,
      );
    }
    return row.join("\t");
  });
  return lines.join("\n") + "\n";
}

/**
 * Reads what {@link formatTable} wrote.
 *
 * @param text The text of the file.
 * @returns The table.
 */
export function parseTable(text: string): Table {
  const [columns, ...rows] = text.replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  return { columns, rows };
}
