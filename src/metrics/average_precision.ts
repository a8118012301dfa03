import { meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * Mean average precision@k: the sum of precision@n over the ranks n <= k that hold a relevant item, divided by |rel|, the
 * mean over users. Range 0 to 1, and at most k / |rel| for one user; higher is better.
 *
 * Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 2008, equation 8.8; it is `map_cut_k` of
 * trec_eval. Others under the same name differ: some divide by min(|rel|, k), and Elliot averages precision@n over all
 * n = 1 .. k.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * // Hits at ranks 1 and 4 of 2 relevant items: (1/1 + 2/4) / 2.
 * const list = { items: [7, 1, 2, 3], relevant: new Map([[7, 1], [3, 1]]) };
 * strictEqual(averagePrecision.ofUser(list, { cutoff: 5, trainingCounts: new Uint32Array(8) }), 0.75);
 * ```
 */
export const averagePrecision: UserMetric = meanOverUsers({
  name: "map",
  description: "mean average precision: precision at each hit's rank, summed, over all relevant",
  ofUser({ items, relevant }, { cutoff }) {
    const places = Math.min(items.length, cutoff);
    let hits = 0, sum = 0;
    for (let place = 0; place < places; place++) {
      if (relevant.has(items[place])) sum += ++hits / (place + 1);
    }
    return sum / relevant.size;
  },
});
