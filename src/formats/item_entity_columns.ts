import { InputError, type InputPosition } from "../errors.ts";
import {
  type ColumnOptions,
  type ColumnPlan,
  type ColumnRole,
  findColumns,
  hasKnownNames,
  plainColumnName,
} from "./columns.ts";
import { looksLikeIri } from "./iri.ts";
import { mappingColumns } from "./registry.ts";

/** What a column of a file of items and entities may hold. */
export type LinkRole = "item" | "entity" | "score" | "status";

const ITEM = 0;

/** Score and status are found by their names alone. */
const NOWHERE = Number.MAX_SAFE_INTEGER;

const COLUMNS: readonly ColumnRole<LinkRole>[] = [
  ...mappingColumns,
  { role: "score", names: ["score"], position: NOWHERE, optional: true },
  { role: "status", names: ["status"], position: NOWHERE, optional: true },
];

/**
 * Finds the columns of a file of items and entities: by their names, or, where no names are known, an item first and an entity second or
 * in the only column of IRIs, as published mappings with a title between have it.
 *
 * @param first Fields of the first record.
 * @param second Fields of the second record, where there is one: a first record without an IRI above one with it is a header.
 * @param where The file and line of the first record, for messages.
 * @param options What the caller says of the columns.
 * @returns Where the columns are.
 * @throws {InputError} Where a column is missing or two could be meant.
 * @throws {UsageError} Where the options contradict each other.
 */
export function itemEntityColumns(
  first: readonly string[],
  second: readonly string[] | undefined,
  where: InputPosition,
  options: ColumnOptions<"item" | "entity">,
): ColumnPlan<LinkRole> {
  const named = options.header ?? hasKnownNames(first, COLUMNS);
  if (options.columns !== undefined || named) {
    return findColumns<LinkRole>(first, COLUMNS, where, options);
  }
  const header = options.header === undefined && second !== undefined &&
    irisIn(first).length === 0 && irisIn(second).length > 0;
  const iris = irisIn(header ? second : first);
  if (first.length > 2 && iris.length !== 1) {
    const found = iris.length === 0 ? "no IRIs in them" : "IRIs in several";
    throw new InputError(
      where,
      `found ${first.length} columns and ${found}, expected the two of item and entity, or a header with such names`,
    );
  }
  const optional = header ? findOptional(first) : { score: undefined, status: undefined };
  return { header, at: { item: ITEM, entity: iris[0] ?? ITEM + 1, ...optional } };
}

/** The columns behind that of the item that hold IRIs. */
function irisIn(record: readonly string[]): number[] {
  return record.flatMap((field, k) => k > ITEM && looksLikeIri(field) ? [k] : []);
}

function findOptional(header: readonly string[]): ColumnPlan<"score" | "status">["at"] {
  const names = header.map(plainColumnName);
  const at = (name: string) => names.includes(name) ? names.indexOf(name) : undefined;
  return { score: at("score"), status: at("status") };
}
