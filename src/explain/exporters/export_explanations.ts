import { UsageError } from "../../errors.ts";
import { csv } from "./csv.ts";
import type {
  ExplanationWriter,
  ExportFormat,
  ExportOptions,
  RankedExplanation,
} from "./exporter.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { markdown } from "./markdown.ts";
import { turtle } from "./turtle.ts";

/** The formats that explanations can be written in, by name. To add one: its file and a line here. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormatName, ExportFormat>> = {
  json,
  jsonl,
  csv,
  markdown,
  turtle,
};

/** Name of an export format. */
export type ExportFormatName = "json" | "jsonl" | "csv" | "markdown" | "turtle";

/**
 * Writes explanations as text, one after another: whatever their number, one is in memory at a time.
 *
 * @param explanations The explanations, those of a user together and best first; made as they are asked for.
 * @param format One of `EXPORT_FORMATS`; src/explain/exporters/README.md describes each.
 * @param options Titles of items, and what single formats leave open.
 * @returns Pieces of the text in order: the beginning, each explanation, the end. Complete where there is no explanation.
 * @throws {UsageError} Where the format is unknown or an option is out of range; while pieces are taken, where a number of an explanation
 * is not finite.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const explanation = {
 *   user: "ann",
 *   item: "949",
 *   score: 0.5,
 *   error: 0,
 *   evidence: "exact" as const,
 *   sentence: "Recommended because you like films directed by Michael Mann.",
 *   reasons: [{
 *     kind: "attribute" as const,
 *     relation: "director",
 *     value: "Michael Mann",
 *     label: "director: Michael Mann",
 *     contribution: 0.5,
 *     weight: 0.5,
 *     ofItem: true,
 *     evidence: [{ item: "8874", rating: 5, share: 1 }],
 *   }],
 * };
 * const titles = new Map([["949", "Heat (1995)"]]);
 * let text = "";
 * for (const piece of exportExplanations([explanation], "csv", { titleOf: (id) => titles.get(id) })) text += piece;
 * strictEqual(
 *   text,
 *   "user,rank,item,item_label,score,reason,kind,relation,value,label,contribution,weight,of_item,count,ratings," +
 *     "strongest_item,strongest_label,strongest_rating,strongest_share,inferred,inferred_from\r\n" +
 *     "ann,,949,Heat (1995),0.5,1,attribute,director,Michael Mann,director: Michael Mann,0.5,0.5,true,1,1,8874,8874,5,1,false,\r\n",
 * );
 * ```
 */
export function exportExplanations(
  explanations: Iterable<RankedExplanation>,
  format: ExportFormatName,
  options?: ExportOptions,
): Generator<string, void>;
/**
 * The same for explanations that arrive one after another.
 *
 * @param explanations The explanations.
 * @param format One of `EXPORT_FORMATS`.
 * @param options Titles of items, and what single formats leave open.
 * @returns Pieces of the text in order.
 * @throws {UsageError} As above.
 */
export function exportExplanations(
  explanations: AsyncIterable<RankedExplanation>,
  format: ExportFormatName,
  options?: ExportOptions,
): AsyncGenerator<string, void>;
export function exportExplanations(
  explanations: Iterable<RankedExplanation> | AsyncIterable<RankedExplanation>,
  format: ExportFormatName,
  options: ExportOptions = {},
): Generator<string, void> | AsyncGenerator<string, void> {
  if (!Object.hasOwn(EXPORT_FORMATS, format)) {
    throw new UsageError(
      `Cannot export explanations: the format is '${format}', expected one of ` +
        Object.keys(EXPORT_FORMATS).join(", "),
    );
  }
  const writer = EXPORT_FORMATS[format].open(options);
  return Symbol.asyncIterator in explanations
    ? piecesInTime(explanations, writer)
    : pieces(explanations, writer);
}

function* pieces(
  explanations: Iterable<RankedExplanation>,
  writer: ExplanationWriter,
): Generator<string, void> {
  yield writer.begin();
  for (const explanation of explanations) yield writer.write(checked(explanation));
  yield writer.end();
}

async function* piecesInTime(
  explanations: AsyncIterable<RankedExplanation>,
  writer: ExplanationWriter,
): AsyncGenerator<string, void> {
  yield writer.begin();
  for await (const explanation of explanations) yield writer.write(checked(explanation));
  yield writer.end();
}

/** JSON and Turtle have no way to write other numbers, and a sum of them says nothing. */
function checked(explanation: RankedExplanation): RankedExplanation {
  const { user, item, score, reasons } = explanation;
  const wrong = [score, ...reasons.map(({ contribution }) => contribution)]
    .find((value) => !Number.isFinite(value));
  if (wrong === undefined) return explanation;
  throw new UsageError(
    `Cannot export explanations: a number of item '${item}' for user '${user}' is ${wrong}, expected a finite one`,
  );
}
