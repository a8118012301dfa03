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
 * @param pairs Item id and entity, in any number on either side.
 * @returns The mapping.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 *
 * const mapping = itemEntities([["6", "dbr:Heat"], ["6b", "dbr:Heat"], ["7", "dbr:Ali"]]);
 * deepStrictEqual(mapping.itemsOf.get("dbr:Heat"), ["6", "6b"]);
 * strictEqual(mapping.sharedEntities, 1);
 * ```
 */
export function itemEntities(
  pairs: Iterable<readonly [item: string, entity: string]>,
): ItemEntities {
  const itemsOf = new Map<string, string[]>();
  const entitiesOf = new Map<string, number>();
  for (const [item, entity] of pairs) {
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
