/** An item of the ratings, and what a knowledge graph calls it. */
export interface ItemEntity {
  /** Id of the item. */
  readonly item: string;
  /** The entity: an IRI or an id. */
  readonly entity: string;
}

/** Which entities of a knowledge graph stand for which items. */
export interface ItemEntities {
  /** The items of each entity; one film may be in a catalogue twice. */
  readonly itemsOf: ReadonlyMap<string, readonly string[]>;
  /** Items with at least one entity. */
  readonly items: number;
  /** Items that several entities stand for; they get the attributes of all. */
  readonly itemsWithSeveral: number;
  /** Entities that stand for several items; each of these gets the attributes. */
  readonly sharedEntities: number;
}

/**
 * Joins pairs of item and entity to a mapping; a repeated pair counts once.
 *
 * @param pairs Items and entities, in any number on either side.
 * @returns The mapping.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 *
 * const mapping = itemEntities([
 *   { item: "6", entity: "dbr:Heat" },
 *   { item: "6b", entity: "dbr:Heat" },
 *   { item: "7", entity: "dbr:Ali" },
 * ]);
 * deepStrictEqual(mapping.itemsOf.get("dbr:Heat"), ["6", "6b"]);
 * strictEqual(mapping.sharedEntities, 1);
 * ```
 */
export function itemEntities(pairs: Iterable<ItemEntity>): ItemEntities {
  const itemsOf = new Map<string, string[]>();
  const entitiesOf = new Map<string, number>();
  for (const { item, entity } of pairs) {
    const items = itemsOf.get(entity) ?? [];
    if (items.includes(item)) continue;
    items.push(item);
    itemsOf.set(entity, items);
    entitiesOf.set(item, (entitiesOf.get(item) ?? 0) + 1);
  }
  return {
    itemsOf,
    items: entitiesOf.size,
    itemsWithSeveral: [...entitiesOf.values()].filter((count) => count > 1).length,
    sharedEntities: [...itemsOf.values()].filter((items) => items.length > 1).length,
  };
}
