import { discountedNovelty } from "./discounted_novelty.ts";
import { meanOverUsers, type UserMetric } from "./metric.ts";
import { popularityOf } from "./popularity.ts";

/**
 * Expected free discovery@k: as `epc`, with -log2(pop / sum of pop) bits for an item of pop training ratings. An item without a training
 * rating counts as the rarest that has one. From 0, at most log2 of the number of training ratings; higher is more novel.
 *
 * Vargas and Castells, RecSys 2011, section 4.1; relevance, discount and norm are Elliot's (SIGIR 2021).
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * // A hit at rank 1, on an item with 2 of 8 ratings: 2 bits.
 * const list = { items: [1], relevant: new Map([[1, 1]]) };
 * strictEqual(efd.ofUser(list, { cutoff: 1, trainingCounts: Uint32Array.of(6, 2) }), 2);
 * ```
 */
export const efd: UserMetric = meanOverUsers({
  name: "efd",
  group: "novelty",
  description:
    "bits by which the relevant items found are rare, discounted by rank; higher is more novel",
  ofUser(list, { cutoff, trainingCounts }) {
    const { total, fewest } = popularityOf(trainingCounts);
    return discountedNovelty(
      list,
      cutoff,
      (item) => -Math.log2((trainingCounts[item] || fewest) / Math.max(1, total)),
    );
  },
});
