import { InputError } from "../errors.ts";
import { type ColumnOptions, type ColumnPlan, type ColumnRole, findColumns } from "./columns.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import { ratingColumns } from "./registry.ts";

/** How a mapping file is laid out, where it is not to be recognised. */
export interface MappingOptions extends DelimitedOptions, ColumnOptions<"item" | "entity"> {}

/** An item of the ratings, and what a knowledge graph calls it. */
export interface ItemEntity {
  /** Id of the item. */
  readonly item: string;
  /** The entity: an IRI or an id. */
  readonly entity: string;
}

/** The columns of a mapping file. */
export const mappingColumns: readonly ColumnRole<"item" | "entity">[] = [
  { role: "item", names: ratingColumns[1].names, position: 1 },
  {
    role: "entity",
    names: ["entity", "entityid", "uri", "iri", "dbpediauri", "resource", "head", "headid"],
    position: 2,
  },
];

/**
 * Reads which item of the ratings is which entity of a knowledge graph: two columns, item and entity, with a header or without one,
 * such as RecBole's `.link`. An item may be several entities and an entity several items.
 *
 * @param source Where to read; gzip or plain.
 * @param options The layout where it is not to be recognised, and a signal to stop.
 * @returns The pairs in the order of the file.
 * @throws {InputError} Where the file is empty, has more than two columns that nothing names, a line has another number of fields
 * than the first, or an item or entity is empty.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(["item_id:token\tentity_id:token\n949\tm.0dtfn\n"]).stream();
 * deepStrictEqual(await readMapping({ name: "ml.link", stream }), [{ item: "949", entity: "m.0dtfn" }]);
 * ```
 */
export async function readMapping(
  source: InputSource,
  options: MappingOptions = {},
): Promise<ItemEntity[]> {
  const file = source.name;
  const pairs: ItemEntity[] = [];
  let plan: ColumnPlan<"item" | "entity"> | undefined;
  await readDelimited(source, { of: "items and entities", minFields: 2 }, (record, line) => {
    if (plan === undefined) {
      plan = findColumns(record, mappingColumns, { file, line }, options);
      if (record.length > 2 && !plan.header && options.columns === undefined) {
        throw new InputError(
          { file, line },
          `found ${record.length} columns, expected the two of item and entity, a header with such names, or to be told ` +
            "which columns they are",
        );
      }
      if (plan.header) return;
    }
    const field = (role: "item" | "entity"): string => {
      const column = plan!.at[role]! + 1;
      if (record[column - 1] !== "") return record[column - 1];
      throw new InputError({ file, line, column }, `the ${role} is empty, expected some text`);
    };
    pairs.push({ item: field("item"), entity: field("entity") });
  }, options);
  if (pairs.length === 0) {
    throw new InputError(
      { file },
      "there is a header and nothing else, expected items and entities",
    );
  }
  return pairs;
}

/**
 * The items that each entity stands for.
 *
 * @param pairs Items and entities.
 * @returns Ids of items by entity, in the order of the pairs, none twice.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const items = itemsByEntity([{ item: "1", entity: "dbr:Heat" }, { item: "2", entity: "dbr:Heat" }]);
 * deepStrictEqual(items.get("dbr:Heat"), ["1", "2"]);
 * ```
 */
export function itemsByEntity(pairs: readonly ItemEntity[]): Map<string, string[]> {
  const items = new Map<string, string[]>();
  for (const { item, entity } of pairs) {
    const known = items.get(entity);
    if (known === undefined) items.set(entity, [item]);
    else if (!known.includes(item)) known.push(item);
  }
  return items;
}
