/**
 * A table for people: the first column to the left, the others to the right, two spaces between.
 *
 * @param header Names of the columns.
 * @param rows Cells, each as long as the header.
 * @returns The lines.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(table(["name", "n"], [["a", "10"], ["bcdef", "2"]]), [
 *   "name    n",
 *   "a      10",
 *   "bcdef   2",
 * ]);
 * ```
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column].length))
  );
  return [header, ...rows].map((row) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])
    ).join("  ").trimEnd()
  );
}
