import { type Html, markup } from "./html.ts";
import { numberText } from "./number_text.ts";

/** A table that any part of the program can hand to a report. */
export interface ReportTable {
  /** What it shows, in a few words. */
  readonly caption: string;
  /** Heads of the columns; the first column names the rows. */
  readonly columns: readonly string[];
  /** The rows, each as long as `columns`: texts, and numbers that are written to three digits. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** What a reader must know to read it, a paragraph each. */
  readonly notes?: readonly string[];
}

/**
 * A table as HTML: a caption, heads of columns and rows, numbers to the right.
 *
 * @param table The table.
 * @returns The markup.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 *
 * const { html } = tableHtml({ caption: "Metrics", columns: ["metric", "value"], rows: [["nDCG", 0.25]] });
 * ok(html.includes('<th scope="row">nDCG</th><td class="number">0.250</td>'));
 * ```
 */
export function tableHtml({ caption, columns, rows, notes = [] }: ReportTable): Html {
  const numeric = columns.map((_, column) =>
    rows.length > 0 && rows.every((row) => typeof row[column] === "number")
  );
  const kind = (column: number) => numeric[column] ? "number" : "text";
  const text = (cell: string | number) => typeof cell === "number" ? numberText(cell) : cell;
  const heads = columns.map((column, k) =>
    markup`<th scope="col" class="${kind(k)}">${column}</th>`
  );
  const lines = rows.map(([first, ...cells]) => {
    const values = cells.map((cell, k) => markup`<td class="${kind(k + 1)}">${text(cell)}</td>`);
    return markup`<tr><th scope="row">${text(first)}</th>${values}</tr>\n`;
  });
  return markup`
    <div class="table-box" role="region" aria-label="${caption}" tabindex="0">
      <table>
        <caption>${caption}</caption>
        <thead><tr>${heads}</tr></thead>
        <tbody>${lines}</tbody>
      </table>
    </div>
    ${notes.map((note) => markup`<p class="muted">${note}</p>`)}
  `;
}
