import type { Metric } from "./metric.ts";
import { addCounts, startCounts } from "./recommendation_counts.ts";

/**
 * Shannon entropy@k of what is recommended: - sum of p_i log2 p_i in bits, p_i the share of all places 1 .. k that show item i. From 0, where
 * all places show one item (or nothing is shown), to log2 of the size of the catalogue, where all items are shown equally often.
 *
 * Gunawardana, Shani and Yogev, "Evaluating recommender systems", Recommender Systems Handbook, 2022. Elliot's (SIGIR 2021) weighs each
 * user by 1 instead of each place, which is the same where all lists are equally long.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { measure } from "./metric.ts";
 *
 * const relevant = new Map([[1, 1]]);
 * const lists = [{ items: [0, 1], relevant }, { items: [2, 3], relevant }];
 * strictEqual(measure(shannonEntropy, lists, { cutoff: 2, trainingCounts: Uint32Array.of(1, 1, 1, 1) }), 2);
 * ```
 */
export const shannonEntropy: Metric = {
  name: "shannon-entropy",
  group: "coverage",
  description: "entropy in bits of which items are recommended; higher is more even",
  start: startCounts,
  add: addCounts,
  value(counts) {
    const sum = counts.reduce((sum, count) => sum + count, 0);
    let entropy = 0;
    for (const count of counts) if (count > 0) entropy += count / sum * Math.log2(sum / count);
    return entropy;
  },
};
