import type { Metric } from "./metric.ts";
import { precision } from "./precision.ts";
import { recall } from "./recall.ts";

/**
 * The harmonic mean of mean precision@k and mean recall@k; 0 where both are 0. Range 0 to 1; higher is better. This is
 * the "F1" of Bellini et al., KaRS 2018 (arXiv 1807.05006); it is no mean over users, so no user has a value of their own,
 * and it differs from the mean of the users' F1.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { measure } from "./metric.ts";
 *
 * // Precision 1/2 and 0, recall 1 and 0: means 1/4 and 1/2, harmonic mean 1/3.
 * const lists = [{ items: [0, 1], relevant: new Map([[0, 1]]) }, { items: [0, 1], relevant: new Map([[2, 1]]) }];
 * strictEqual(measure(f1OfMeans, lists, { cutoff: 2, trainingCounts: new Uint32Array(3) }), 1 / 3);
 * ```
 */
export const f1OfMeans: Metric = {
  name: "f1-of-means",
  group: "accuracy",
  description: "harmonic mean of mean precision and mean recall (the F1 of KaRS 2018)",
  start: () => new Float64Array(3),
  add(tally, list, context) {
    tally[0] += precision.ofUser(list, context);
    tally[1] += recall.ofUser(list, context);
    tally[2]++;
  },
  value([precisions, recalls, users]) {
    if (users === 0) return NaN;
    const sum = precisions + recalls;
    return sum === 0 ? 0 : 2 * (precisions / users) * (recalls / sum);
  },
};
