import { InputError, UsageError } from "../errors.ts";
import { type ColumnPlan, type ColumnRole, findColumns } from "./columns.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import { mappingColumns } from "./mapping.ts";
import { parseDecimal } from "./number.ts";

/** What a row of a file of links may say of itself: as `link` writes them, or as a person judged it. */
export const LINK_STATUSES = ["proposed", "ambiguous", "none", "accepted", "rejected"] as const;

/** One of {@link LINK_STATUSES}. */
export type LinkStatus = typeof LINK_STATUSES[number];

/** How to read a file of items and entities. */
export interface EntityLinkOptions extends DelimitedOptions {
  /**
   * Take links with at least this score, 0 to 1, that nobody has reviewed: of ambiguous ones the best, where there is a single best.
   */
  readonly minScore?: number;
}

/** Links of items to entities. */
export interface EntityLinks {
  /** The links taken. */
  readonly pairs: readonly (readonly [item: string, entity: string])[];
  /** Rows without an entity, or that were rejected. */
  readonly empty: number;
  /** Rows whose score is below the least that was asked for. */
  readonly belowScore: number;
  /** Ambiguous rows that are not the single best of their item. */
  readonly undecided: number;
}

type Role = "item" | "entity" | "score" | "status";

/** Without a header there are two columns alone. */
const LATE = 100;

const COLUMNS: readonly ColumnRole<Role>[] = [
  ...mappingColumns,
  { role: "score", names: ["score"], position: LATE, optional: true },
  { role: "status", names: ["status"], position: LATE, optional: true },
];

interface Row {
  readonly item: string;
  readonly entity: string;
  readonly status: LinkStatus;
  readonly score: number;
  readonly line: number;
}

/**
 * Reads which entities stand for which items: two columns, item and entity, or a file of links as `link` writes it and a person
 * reviewed it. Any number of entities may stand for an item and the other way round. What is still ambiguous is refused: nobody has decided.
 *
 * @param source Where to read; gzip or plain.
 * @param options The delimiter, a score to decide by, and a signal to stop.
 * @returns The links.
 * @throws {InputError} Where the file is empty, a line has another number of fields than the first, an item or an entity is missing, a
 * status or score cannot be read, or a row is ambiguous and no score decides.
 * @throws {UsageError} Where a score is to decide and the file has none.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, rejects } from "node:assert/strict";
 *
 * const text = "item\tentity\tscore\tstatus\n6\tdbr:Heat_(film)\t1\tproposed\n7\tdbr:Ali\t0.9\tambiguous\n7\tdbr:Ali_G\t0.8\tambiguous\n";
 * const links = () => ({ name: "links.tsv", stream: new Blob([text]).stream() });
 * await rejects(readEntityLinks(links()), /line 3, column 4: the status is 'ambiguous'/);
 * const { pairs } = await readEntityLinks(links(), { minScore: 0.85 });
 * deepStrictEqual(pairs, [["6", "dbr:Heat_(film)"], ["7", "dbr:Ali"]]);
 * ```
 */
export async function readEntityLinks(
  source: InputSource,
  options: EntityLinkOptions = {},
): Promise<EntityLinks> {
  const rows = await readRows(source, options);
  const { minScore } = options;
  const best = new Map<string, number>(), ties = new Map<string, number>();
  const isOpen = ({ status, score }: Row) =>
    (status === "ambiguous" || status === "proposed") && score < (minScore ?? -Infinity);
  for (const row of rows) {
    if (row.status !== "ambiguous" || isOpen(row)) continue;
    const known = best.get(row.item) ?? -Infinity;
    if (row.score > known) ties.set(row.item, 1);
    else if (row.score === known) ties.set(row.item, ties.get(row.item)! + 1);
    best.set(row.item, Math.max(known, row.score));
  }
  const pairs: [string, string][] = [];
  let empty = 0, belowScore = 0, undecided = 0;
  for (const row of rows) {
    const { item, entity, status, score } = row;
    if (status === "none" || status === "rejected") empty++;
    else if (isOpen(row)) belowScore++;
    else if (status === "ambiguous" && (score < best.get(item)! || ties.get(item)! > 1)) {
      undecided++;
    } else pairs.push([item, entity]);
  }
  return { pairs, empty, belowScore, undecided };
}

async function readRows(source: InputSource, options: EntityLinkOptions): Promise<Row[]> {
  const file = source.name;
  const rows: Row[] = [];
  let plan: ColumnPlan<Role> | undefined;
  await readDelimited(source, { of: "items and entities", minFields: 2 }, (record, line) => {
    if (plan === undefined) {
      plan = findColumns(record, COLUMNS, { file, line }, {});
      if (record.length > 2 && !plan.header) {
        throw new InputError(
          { file, line },
          `found ${record.length} columns, expected the two of item and entity, or a header with such names`,
        );
      }
      if (options.minScore !== undefined && plan.at.score === undefined) {
        throw new UsageError(
          `Cannot choose links of ${file} by their score: it has no column 'score', expected a file that link wrote`,
        );
      }
      if (plan.header) return;
    }
    rows.push(rowOf(record, plan.at, { file, line }, options.minScore));
  }, options);
  if (rows.length === 0) {
    throw new InputError(
      { file },
      "there is a header and nothing else, expected items and entities",
    );
  }
  return rows;
}

function rowOf(
  record: readonly string[],
  at: ColumnPlan<Role>["at"],
  { file, line }: { readonly file: string; readonly line: number },
  minScore: number | undefined,
): Row {
  const field = (role: Role) => at[role] === undefined ? undefined : record[at[role]];
  const fail = (role: Role, problem: string): never => {
    throw new InputError({ file, line, column: at[role]! + 1 }, problem);
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
  return { item, entity, status, score, line };
}
