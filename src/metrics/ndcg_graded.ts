import { normalisedGain } from "./discounted_gain.ts";
import { meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * nDCG@k with graded gain: a relevant item of rating r at rank n adds (2^(r - threshold + 1) - 1) / log2(n + 1), divided by
 * the most that any list could give; the mean over users. Range 0 to 1; higher is better.
 *
 * Burges et al., "Learning to rank using gradient descent", ICML 2005, with grades counted from the threshold as in Anelli
 * et al., "Elliot", SIGIR 2021.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * // Threshold 4: a rating of 5 has grade 2 and gain 3, a rating of 4 has grade 1 and gain 1.
 * const list = { items: [8, 1, 2], relevant: new Map([[7, 2], [8, 1]]) };
 * strictEqual(ndcgGraded.ofUser(list, { cutoff: 1, trainingCounts: new Uint32Array(9) }), 1 / 3);
 * ```
 */
export const ndcgGraded: UserMetric = meanOverUsers({
  name: "ndcg-graded",
  description: "as ndcg, with a gain that doubles with each rating step above the threshold",
  ofUser(list, { cutoff }) {
    // All gains are divided by 2^top, which changes no ratio: play counts in the thousands would overflow.
    let top = 1;
    for (const grade of list.relevant.values()) top = Math.max(top, grade);
    return normalisedGain(list, cutoff, (grade) => 2 ** (grade - top) - 2 ** -top);
  },
});
