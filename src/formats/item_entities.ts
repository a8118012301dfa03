import { withoutBrackets } from "../data/prefixes.ts";
import { InputError, UsageError } from "../errors.ts";
import type { ColumnOptions, ColumnPlan } from "./columns.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import { type FileHead, peek } from "./file_head.ts";
import type { InputSource } from "./input_source.ts";
import { iriProblem, looksLikeIri } from "./iri.ts";
import { itemEntityColumns, type LinkRole } from "./item_entity_columns.ts";
import { type EntityLinks, LINK_STATUSES, type LinkRow, takeLinks } from "./link_review.ts";
import { parseDecimal } from "./number.ts";
import { iriOf } from "./rdf_terms.ts";
import { textChunks } from "./text.ts";

/** How to read a file of items and entities. */
export interface ItemEntityOptions extends DelimitedOptions, ColumnOptions<"item" | "entity"> {
  /**
   * Take links with at least this score, 0 to 1, that nobody has reviewed: of ambiguous ones the best, where there is a single best.
   */
  readonly minScore?: number;
  /**
   * Whether every entity must be an IRI, to be looked up somewhere (default false): names with a usual prefix then become the IRIs that
   * they stand for, and angle brackets fall away.
   */
  readonly iris?: boolean;
}

const wanted = ({ iris }: ItemEntityOptions) => `items and ${iris ? "IRIs" : "entities"}`;

/**
 * Reads which item of the ratings is which entity of a knowledge graph. An item may be several entities and an entity several items. The
 * layouts, with a header or without one:
 *
 * - two columns, item and entity, such as RecBole's `.link`;
 * - more columns, where a header names these two or a single column holds IRIs: published mappings have a title between;
 * - links as `link` writes them and a person reviewed them. What is still ambiguous is refused: nobody has decided;
 * - one IRI a line, which is the item's id as well.
 *
 * @param source Where to read; gzip or plain.
 * @param options The layout where it is not to be recognised, what to take, and a signal to stop.
 * @returns The links in the order of the file; a repeated pair counts once.
 * @throws {InputError} Where the file is empty, columns are not found, a line has another number of fields than the first, an item or an
 * entity is missing, an IRI, status or score cannot be read, or a row is ambiguous and no score decides.
 * @throws {UsageError} Where a score is to decide and the file has none, or the options contradict each other.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, rejects } from "node:assert/strict";
 *
 * const file = (text: string) => ({ name: "links.tsv", stream: new Blob([text]).stream() });
 * const { pairs } = await readItemEntities(file("item_id:token\tentity_id:token\n949\tm.0dtfn\n"));
 * deepStrictEqual(pairs, [{ item: "949", entity: "m.0dtfn" }]);
 *
 * const links = "item\tentity\tscore\tstatus\n7\tdbr:Ali\t0.9\tambiguous\n7\tdbr:Ali_G\t0.8\tambiguous\n";
 * await rejects(readItemEntities(file(links)), /line 2, column 4: the status is 'ambiguous'/);
 * const best = await readItemEntities(file(links), { minScore: 0.85, iris: true });
 * deepStrictEqual(best.pairs, [{ item: "7", entity: "http://dbpedia.org/resource/Ali" }]);
 * ```
 */
export async function readItemEntities(
  source: InputSource,
  options: ItemEntityOptions = {},
): Promise<EntityLinks> {
  const { head, input } = await peek(source, options.signal);
  if (head.lines.length === 0) {
    await input.stream.cancel();
    throw new InputError({ file: source.name }, `the file is empty, expected ${wanted(options)}`);
  }
  const rows = isListOfIris(head, options)
    ? await readList(input, options)
    : await readColumns(input, options);
  if (rows.length === 0) {
    throw new InputError(
      { file: source.name },
      `there is a header and nothing else, expected ${wanted(options)}`,
    );
  }
  return takeLinks(rows, options.minScore);
}

/** IRIs hold commas and bars, so that what looks like several fields may be one. */
function isListOfIris({ lines }: FileHead, options: ItemEntityOptions): boolean {
  const { delimiter, columns, header, minScore, iris } = options;
  const [first] = lines, told = delimiter ?? columns ?? header ?? minScore;
  if (told !== undefined || !looksLikeIri(first)) return false;
  if (first.split(/[\t,;|]/).slice(1).some(looksLikeIri)) return false;
  // Ids of entities may be anything, unless they are to be IRIs.
  return !first.includes("\t") && (iris || lines.some((line) => !/[\s,;|]/.test(line.trim())));
}

async function readList(source: InputSource, { signal }: ItemEntityOptions): Promise<LinkRow[]> {
  let text = "";
  for await (const piece of textChunks(source, signal)) text += piece;
  return text.split(/\r?\n/).flatMap((line, k): LinkRow[] => {
    if (line.trim() === "") return [];
    const entity = checkedIri(line, { file: source.name, line: k + 1, column: 1 });
    return [{ item: entity, entity, status: "accepted", score: 0 }];
  });
}

async function readColumns(source: InputSource, options: ItemEntityOptions): Promise<LinkRow[]> {
  const file = source.name;
  const rows: LinkRow[] = [];
  let plan: ColumnPlan<LinkRole> | undefined;
  let first: { readonly record: readonly string[]; readonly line: number } | undefined;
  const take = (record: readonly string[], line: number) =>
    rows.push(rowOf(record, plan!.at, { file, line }, options));
  /** The second record tells whether the first is a header. */
  const begin = (second?: readonly string[]) => {
    const { record, line } = first!;
    plan = itemEntityColumns(record, second, { file, line }, options);
    if (options.minScore !== undefined && plan.at.score === undefined) {
      throw new UsageError(
        `Cannot choose links of ${file} by their score: it has no column 'score', expected a file that link wrote`,
      );
    }
    if (!plan.header) take(record, line);
  };
  await readDelimited(source, { of: wanted(options), minFields: 2 }, (record, line) => {
    if (first === undefined) {
      first = { record, line };
      return;
    }
    if (plan === undefined) begin(record);
    take(record, line);
  }, options);
  if (plan === undefined) begin();
  return rows;
}

function rowOf(
  record: readonly string[],
  at: ColumnPlan<LinkRole>["at"],
  { file, line }: { readonly file: string; readonly line: number },
  { minScore, iris }: ItemEntityOptions,
): LinkRow {
  const field = (role: LinkRole) => at[role] === undefined ? undefined : record[at[role]];
  const place = (role: LinkRole) => ({ file, line, column: at[role]! + 1 });
  const fail = (role: LinkRole, problem: string): never => {
    throw new InputError(place(role), problem);
  };
  const item = field("item")!, entity = field("entity")!;
  const text = field("status") || (field("status") === "" ? "none" : "accepted");
  const status = LINK_STATUSES.find((known) => known === text.trim().toLowerCase()) ??
    fail("status", `the status is '${text}', expected one of ${LINK_STATUSES.join(", ")}`);
  if (item === "") fail("item", "the item is empty, expected an id");
  const isLink = status !== "none" && status !== "rejected";
  if (isLink && entity === "") fail("entity", "the entity is empty, expected an IRI or an id");
  if (status === "ambiguous" && minScore === undefined) {
    fail(
      "status",
      "the status is 'ambiguous', expected a person's choice: 'accepted' for the entity that is meant and 'rejected' for the " +
        "others, or a least score to decide by",
    );
  }
  const written = field("score");
  const score = written === undefined || !isLink ? 0 : parseDecimal(written) ??
    fail("score", `the score is '${written}', expected a number from 0 to 1`);
  return {
    item,
    entity: iris && isLink ? checkedIri(entity, place("entity")) : entity,
    status,
    score,
  };
}

function checkedIri(
  field: string,
  place: { readonly file: string; readonly line: number; readonly column: number },
): string {
  const bare = withoutBrackets(field.trim());
  const iri = iriOf(bare) ?? bare;
  const problem = iriProblem(iri);
  if (problem === undefined) return iri;
  throw new InputError(place, problem);
}
