import { normalisedGain } from "./discounted_gain.ts";
import { meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * nDCG@k with binary gain: a relevant item at rank n adds 1 / log2(n + 1), divided by what min(|rel|, k) relevant items in
 * the first places would give; the mean over users. Range 0 to 1; higher is better.
 *
 * Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * // The one relevant item is at rank 3: 1 / log2(4).
 * const list = { items: [1, 2, 7], relevant: new Map([[7, 1]]) };
 * strictEqual(ndcg.ofUser(list, { cutoff: 5, trainingCounts: new Uint32Array(8) }), 0.5);
 * ```
 */
export const ndcg: UserMetric = meanOverUsers({
  name: "ndcg",
  description: "discounted gain of relevant items, over that of an ideal list; relevant or not",
  ofUser: (list, { cutoff }) => normalisedGain(list, cutoff, () => 1),
});
