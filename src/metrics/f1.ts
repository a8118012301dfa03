import { countHits, meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * F1@k = 2 P R / (P + R) with each user's own precision P and recall R, the mean over users; 0 where there are no hits.
 * With P = hits / k and R = hits / |rel| this is 2 hits / (k + |rel|). Range 0 to 1; higher is better. It is not the
 * harmonic mean of the averages, which is `f1-of-means`.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const list = { items: [7, 1, 4], relevant: new Map([[7, 1]]) };
 * strictEqual(f1.ofUser(list, { cutoff: 3, trainingCounts: new Uint32Array(8) }), 0.5);
 * ```
 */
export const f1: UserMetric = meanOverUsers({
  name: "f1",
  description: "harmonic mean of each user's precision and recall, averaged over users",
  ofUser: (list, { cutoff }) => 2 * countHits(list, cutoff) / (cutoff + list.relevant.size),
});
