import { discountedNovelty } from "./discounted_novelty.ts";
import { meanOverUsers, requireNeed, type UserMetric } from "./metric.ts";

/**
 * Expected popularity complement@k of the relevant items: sum of rel(n) (1 - pop / |U|) / log2(n + 1) over the list's ranks n <= k, divided
 * by the sum of 1 / log2(n + 1), the mean over users; pop is the item's number of training ratings and |U| the number of users with a
 * training rating. Range 0 to 1; higher shows more relevant items that few know.
 *
 * Vargas and Castells, RecSys 2011, section 4.1; relevance, discount and norm are Elliot's (SIGIR 2021).
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 *
 * // A hit at rank 2, on an item that 1 of 4 users rated.
 * const list = { items: [0, 1], relevant: new Map([[1, 1]]) };
 * const value = epc.ofUser(list, { cutoff: 2, trainingCounts: Uint32Array.of(4, 1), trainingUsers: 4 });
 * ok(Math.abs(value - (3 / 4 / Math.log2(3)) / (1 + 1 / Math.log2(3))) < 1e-12);
 * ```
 */
export const epc: UserMetric = meanOverUsers({
  name: "epc",
  group: "novelty",
  description:
    "how few users know the relevant items found, discounted by rank; higher is more novel",
  needs: ["trainingUsers"],
  ofUser(list, context) {
    const users = requireNeed("epc", context, "trainingUsers");
    return discountedNovelty(
      list,
      context.cutoff,
      (item) => 1 - context.trainingCounts[item] / Math.max(1, users),
    );
  },
});
