import { countHits, meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * Recall@k = hits / |rel|, the mean over users, where rel are all of the user's relevant test items, those that no list
 * could contain included. Range 0 to 1, and at most k / |rel| for one user; higher is better.
 *
 * Herlocker et al., "Evaluating collaborative filtering recommender systems", TOIS 2004.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const list = { items: [7, 1], relevant: new Map([[7, 1], [3, 1]]) };
 * strictEqual(recall.ofUser(list, { cutoff: 5, trainingCounts: new Uint32Array(8) }), 0.5);
 * ```
 */
export const recall: UserMetric = meanOverUsers({
  name: "recall",
  description: "share of the user's relevant items that are in the first k places",
  ofUser: (list, { cutoff }) => countHits(list, cutoff) / list.relevant.size,
});
