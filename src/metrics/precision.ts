import { countHits, meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * Precision@k = hits / k, the mean over users. It divides by k even where the list is shorter: an empty place is a
 * miss. Range 0 to 1; higher is better.
 *
 * Herlocker et al., "Evaluating collaborative filtering recommender systems", TOIS 2004.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const list = { items: [7], relevant: new Map([[7, 1]]) };
 * strictEqual(precision.ofUser(list, { cutoff: 5, trainingCounts: new Uint32Array(8) }), 0.2);
 * ```
 */
export const precision: UserMetric = meanOverUsers({
  name: "precision",
  description: "share of the first k places that hold a relevant item",
  ofUser: (list, { cutoff }) => countHits(list, cutoff) / cutoff,
});
