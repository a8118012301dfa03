import { giniEvenness } from "./gini_evenness.ts";
import type { Metric } from "./metric.ts";

/**
 * The Gini index@k itself: 0 where every item of the catalogue is recommended equally often, 1 where all lists show one and the same item (or
 * nothing is shown); higher is less even. It is 1 less `gini-evenness`, which is what Elliot calls "Gini".
 *
 * Gunawardana, Shani and Yogev, "Evaluating recommender systems", Recommender Systems Handbook, 2022.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { measure } from "./metric.ts";
 *
 * // All places show item 0 of 3.
 * const lists = [{ items: [0], relevant: new Map([[1, 1]]) }];
 * strictEqual(measure(giniIndex, lists, { cutoff: 1, trainingCounts: Uint32Array.of(1, 1, 1) }), 1);
 * ```
 */
export const giniIndex: Metric = {
  ...giniEvenness,
  name: "gini-index",
  description: "Gini index of how often items are recommended; higher is less even",
  value: (counts, context) => 1 - giniEvenness.value(counts, context),
};
