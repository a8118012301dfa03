import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { meanOverUsers, requireNeed, type UserMetric } from "./metric.ts";

/**
 * Intra-list distance@k: the mean over all pairs of items in the first k places of 1 - |A n B| / |A u B| (Jaccard), A and B their sets of
 * attributes, the mean over users; 0 for a list of fewer than two items. Two items without any attribute are at distance 0, one without and
 * one with at distance 1. Range 0 to 1; higher is more diverse.
 *
 * Smyth and McClave, "Similarity vs. diversity", ICCBR 2001; Zhang and Hurley, "Avoiding monotony", RecSys 2008.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 *
 * // Item 0 has attributes 0 and 1, item 1 has 1: they share one of two.
 * const graph = bipartiteGraph(2, 2, [0, 0, 1], [0, 1, 1]);
 * const list = { items: [0, 1], relevant: new Map([[1, 1]]) };
 * strictEqual(intraListDistance.ofUser(list, { cutoff: 2, trainingCounts: Uint32Array.of(1, 1), graph }), 0.5);
 * ```
 */
export const intraListDistance: UserMetric = meanOverUsers({
  name: "intra-list-distance",
  group: "diversity",
  description:
    "mean Jaccard distance of the attributes of two items of a list; higher is more diverse",
  needs: ["graph"],
  ofUser({ items }, context) {
    const graph = requireNeed("intra-list-distance", context, "graph");
    const places = Math.min(items.length, context.cutoff);
    let sum = 0;
    for (let a = 0; a < places; a++) {
      for (let b = 0; b < a; b++) sum += distance(graph, items[a], items[b]);
    }
    return places < 2 ? 0 : sum / (places * (places - 1) / 2);
  },
});

/** Both lists of attributes ascend. */
function distance({ itemStart, itemAttributes }: BipartiteGraph, a: number, b: number): number {
  let k = itemStart[a], l = itemStart[b], shared = 0;
  const both = itemStart[a + 1] - k + itemStart[b + 1] - l;
  while (k < itemStart[a + 1] && l < itemStart[b + 1]) {
    const difference = itemAttributes[k] - itemAttributes[l];
    if (difference === 0) shared++;
    if (difference <= 0) k++;
    if (difference >= 0) l++;
  }
  return both === 0 ? 0 : 1 - shared / (both - shared);
}
