import type { BipartiteGraph } from "../data/bipartite_graph.ts";

/**
 * The attributes of some items, which metrics of diversity take for what there is to be covered.
 *
 * @param graph Which item has which attribute.
 * @param items Indices of items.
 * @returns The distinct attributes.
 */
export function attributesOf(graph: BipartiteGraph, items: Iterable<number>): Set<number> {
  const found = new Set<number>();
  for (const item of items) {
    for (let k = graph.itemStart[item]; k < graph.itemStart[item + 1]; k++) {
      found.add(graph.itemAttributes[k]);
    }
  }
  return found;
}

/** Adds up what items tell that the items before them had not told, or not so often. */
export interface SubtopicGains {
  /**
   * What an item would add: the sum over its attributes of (1 - alpha)^(number of items taken that have it).
   *
   * @param item Index of the item.
   */
  of(item: number): number;
  /** Takes an item in. */
  take(item: number): void;
}

/**
 * Starts with no item taken.
 *
 * @param graph Which item has which attribute.
 * @param alpha How much an attribute that was told once loses, 0 to 1.
 * @returns The gains.
 */
export function subtopicGains(graph: BipartiteGraph, alpha: number): SubtopicGains {
  const { itemStart, itemAttributes } = graph;
  /** (1 - alpha)^(times taken); 1 where it is missing. */
  const left = new Map<number, number>();
  return {
    of(item) {
      let gain = 0;
      for (let k = itemStart[item]; k < itemStart[item + 1]; k++) {
        gain += left.get(itemAttributes[k]) ?? 1;
      }
      return gain;
    },
    take(item) {
      for (let k = itemStart[item]; k < itemStart[item + 1]; k++) {
        const f = itemAttributes[k];
        left.set(f, (left.get(f) ?? 1) * (1 - alpha));
      }
    },
  };
}
