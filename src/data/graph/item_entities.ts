import { comparableName } from "../prefixes.ts";

/** An item of the ratings, and what a knowledge graph calls it. */
export interface ItemEntity {
  /** Id of the item. */
  readonly item: string;
  /** The entity: an IRI or an id. */
  readonly entity: string;
}

/** Which entities of a knowledge graph stand for which items. */
export interface ItemEntities {
  /**
   * The items of each entity; one film may be in a catalogue twice. Entities with a usual prefix or in angle brackets stand here as IRIs;
   * {@link itemsOfEntity} finds them in any form.
   */
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
 * deepStrictEqual(itemsOfEntity(mapping.itemsOf, "http://dbpedia.org/resource/Heat"), ["6", "6b"]);
 * strictEqual(mapping.sharedEntities, 1);
 * ```
 */
export function itemEntities(pairs: Iterable<ItemEntity>): ItemEntities {
  const sets = new Map<string, Set<string>>();
  const entitiesOf = new Map<string, number>();
  for (const { item, entity } of pairs) {
    const name = comparableName(entity), items = sets.get(name) ?? new Set();
    if (items.has(item)) continue;
    sets.set(name, items.add(item));
    entitiesOf.set(item, (entitiesOf.get(item) ?? 0) + 1);
  }
  const itemsOf = new Map(Array.from(sets, ([entity, items]) => [entity, [...items]]));
  return {
    itemsOf,
    items: entitiesOf.size,
    itemsWithSeveral: [...entitiesOf.values()].filter((count) => count > 1).length,
    sharedEntities: [...itemsOf.values()].filter((items) => items.length > 1).length,
  };
}

/**
 * The items that an entity stands for, in whatever form its name is: a file may link items to `dbr:Heat` and another speak of the IRI.
 *
 * @param itemsOf As {@link itemEntities} makes it.
 * @param entity The entity.
 * @returns The items, or undefined where it stands for none.
 */
export function itemsOfEntity(
  itemsOf: ItemEntities["itemsOf"],
  entity: string,
): readonly string[] | undefined {
  return itemsOf.get(entity) ?? itemsOf.get(comparableName(entity));
}
