import type { Reason } from "../explanation.ts";
import type { ExportFormat, ExportOptions, RankedExplanation } from "./exporter.ts";

/** The columns, in order; README.md says what they hold. */
export const CSV_COLUMNS = [
  ...["user", "rank", "item", "item_label", "score", "reason", "kind", "relation", "value"],
  ...["label", "contribution", "weight", "of_item", "count", "ratings"],
  ...["strongest_item", "strongest_label", "strongest_rating", "strongest_share"],
  ...["inferred", "inferred_from"],
] as const;

/**
 * CSV after RFC 4180: lines end with CRLF, cells with a comma, a quotation mark or a line break stand in quotation marks, and
 * marks in them are doubled. One line for each contribution.
 *
 * Spreadsheets take a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula, quoted or not, and ids and titles
 * come from outside. So a cell of text that begins with one of them gets an apostrophe in front; so does one that begins with an
 * apostrophe, so that taking one away from any cell that has it gives the text back.
 */
export const csv: ExportFormat = {
  description: "CSV, one line for each contribution",
  ending: ".csv",
  mediaType: "text/csv",
  open(options) {
    const text = options.spreadsheet === false ? quoted : (cell: string) => quoted(harmless(cell));
    return {
      begin: () => `${CSV_COLUMNS.join(",")}\r\n`,
      write: (explanation) =>
        explanation.reasons.map((reason, k) =>
          `${cells(explanation, reason, k, options, text).join(",")}\r\n`
        ).join(""),
      end: () => "",
    };
  },
};

function cells(
  { user, rank, item, score }: RankedExplanation,
  reason: Reason,
  index: number,
  { titleOf }: ExportOptions,
  text: (cell: string) => string,
): (string | number | boolean)[] {
  const title = (id: string) => text(titleOf?.(id) ?? id);
  const strongest = reason.evidence[0];
  const isOther = reason.kind === "other";
  return [
    ...[text(user), rank ?? "", text(item), title(item), score, index + 1, reason.kind],
    ...[text(reason.relation), text(reason.value), text(reason.label), reason.contribution],
    ...(isOther ? ["", ""] : [reason.weight, reason.ofItem]),
    ...[reason.count ?? 1, reason.evidence.length],
    ...(strongest
      ? [text(strongest.item), title(strongest.item), strongest.rating, strongest.share]
      : ["", "", "", ""]),
    isOther ? "" : reason.inferred === true,
    text((reason.inference?.tokens ?? []).map(({ label }) => label).join("; ")),
  ];
}

function quoted(cell: string): string {
  const text = cell.toWellFormed();
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet takes for the beginning of a formula, the wide forms of Asian keyboards included, and our own mark. */
const FORMULA = /^['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function harmless(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}
