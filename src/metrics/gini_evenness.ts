import type { Metric } from "./metric.ts";
import { addCounts, catalogueSize, startCounts } from "./recommendation_counts.ts";

/**
 * How evenly the recommendations fall on the catalogue: 1 - Gini index@k, so 1 where every item of the catalogue is
 * recommended equally often and 0 where all lists show one and the same item. Higher is more even. The Gini index itself,
 * where higher is less even, is 1 minus this number.
 *
 * With c the counts of all n items that have a training rating, in ascending order, those never recommended included as 0:
 * Gini = sum over j = 1 .. n of (2 j - n - 1) c_j / ((n - 1) sum c). Counted over the lists of the evaluated users; 0 where
 * no list shows anything, and 1 for a recommended catalogue of one item.
 *
 * Gunawardana, Shani and Yogev, "Evaluating recommender systems", Recommender Systems Handbook, 2022; the direction is
 * that of Anelli et al., "Elliot", SIGIR 2021.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { measure } from "./metric.ts";
 *
 * // Counts 0, 1, 1 of n = 3: Gini = (0 * 1 + 2 * 1) / (2 * 2) = 1/2.
 * const lists = [{ items: [0, 1], relevant: new Map([[1, 1]]) }];
 * strictEqual(measure(giniEvenness, lists, { cutoff: 2, trainingCounts: Uint32Array.of(1, 1, 1) }), 0.5);
 * ```
 */
export const giniEvenness: Metric = {
  name: "gini-evenness",
  group: "coverage",
  description: "1 - Gini index of how often items are recommended; higher is more even",
  start: startCounts,
  add: addCounts,
  value(counts, context) {
    const n = catalogueSize(context);
    const sorted = counts.filter((_, item) => context.trainingCounts[item] > 0).sort();
    let sum = 0, weighted = 0;
    for (let j = 1; j <= n; j++) {
      sum += sorted[j - 1];
      weighted += (2 * j - n - 1) * sorted[j - 1];
    }
    if (sum === 0) return 0;
    return n === 1 ? 1 : 1 - weighted / ((n - 1) * sum);
  },
};
