import { countHits, meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * Hit rate@k: the share of users with at least one relevant item in the first k places. Range 0 to 1; higher is better.
 *
 * Deshpande and Karypis, "Item-based top-N recommendation algorithms", TOIS 2004, for one held-out item.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const list = { items: [7, 1], relevant: new Map([[7, 1], [3, 1]]) };
 * strictEqual(hitRate.ofUser(list, { cutoff: 5, trainingCounts: new Uint32Array(8) }), 1);
 * ```
 */
export const hitRate: UserMetric = meanOverUsers({
  name: "hit-rate",
  description: "share of users with a relevant item in the first k places",
  ofUser: (list, { cutoff }) => countHits(list, cutoff) > 0 ? 1 : 0,
});
