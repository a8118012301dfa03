import { meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * The mean of precision@n over n = 1 .. k, the mean over users: what Elliot reports as "MAP". It is no average precision (`map`): it
 * counts ranks without a hit too, and does not look at how many items are relevant. Range 0 to 1; higher is better.
 *
 * Anelli et al., "Elliot: a comprehensive and rigorous framework for reproducible recommender systems evaluation", SIGIR 2021, as its
 * released code computes it.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 *
 * // Precision at 1, 2, 3 is 1, 1/2, 2/3.
 * const list = { items: [7, 1, 3], relevant: new Map([[7, 1], [3, 1]]) };
 * const value = mapElliot.ofUser(list, { cutoff: 3, trainingCounts: new Uint32Array(8) });
 * ok(Math.abs(value - (1 + 1 / 2 + 2 / 3) / 3) < 1e-12);
 * ```
 */
export const mapElliot: UserMetric = meanOverUsers({
  name: "map-elliot",
  description: "mean of precision at 1 .. k, which Elliot calls MAP",
  ofUser({ items, relevant }, { cutoff }) {
    let hits = 0, sum = 0;
    for (let place = 0; place < cutoff; place++) {
      if (place < items.length && relevant.has(items[place])) hits++;
      sum += hits / (place + 1);
    }
    return sum / cutoff;
  },
});
