import type { Metric } from "./metric.ts";
import { addCounts, catalogueSize, startCounts } from "./recommendation_counts.ts";

function distinct(counts: Float64Array): number {
  return counts.reduce((items, count) => count > 0 ? items + 1 : items, 0);
}

/**
 * Item coverage@k: the number of distinct items in the first k places of the lists of the evaluated users (those with a
 * relevant test item). Range 0 to the size of the catalogue; higher is more of it.
 *
 * Ge, Delgado-Battenfeld and Jannach, "Beyond accuracy", RecSys 2010.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { measure } from "./metric.ts";
 *
 * const relevant = new Map([[9, 1]]);
 * const lists = [{ items: [0, 1, 2], relevant }, { items: [0, 3], relevant }];
 * strictEqual(measure(itemCoverage, lists, { cutoff: 2, trainingCounts: new Uint32Array(10).fill(1) }), 3);
 * ```
 */
export const itemCoverage: Metric = {
  name: "item-coverage",
  group: "coverage",
  description: "number of distinct items recommended; higher shows more of the catalogue",
  start: startCounts,
  add: addCounts,
  value: distinct,
};

/**
 * Item coverage@k as a share of the catalogue, the items with at least one training rating. Range 0 to 1.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { measure } from "./metric.ts";
 *
 * const lists = [{ items: [0, 1], relevant: new Map([[1, 1]]) }];
 * strictEqual(measure(itemCoverageShare, lists, { cutoff: 2, trainingCounts: Uint32Array.of(3, 1, 2, 4, 0) }), 0.5);
 * ```
 */
export const itemCoverageShare: Metric = {
  name: "item-coverage-share",
  group: "coverage",
  description: "distinct items recommended / items in training; higher shows more of the catalogue",
  start: startCounts,
  add: addCounts,
  value: (counts, context) => distinct(counts) / Math.max(1, catalogueSize(context)),
};
