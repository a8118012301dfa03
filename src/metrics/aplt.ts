import { meanOverUsers, type UserMetric } from "./metric.ts";
import { popularityOf } from "./popularity.ts";

/**
 * Average percentage of long tail items@k: the share of the items in the first k places that are in the long tail, the mean over users; 0
 * for an empty list. The long tail is all items outside the head, the most rated items that together have 80 % of the training ratings (the
 * item that reaches the 80 % is in the head). Range 0 to 1; higher shows more of the tail.
 *
 * Abdollahpouri, Burke and Mobasher, FLAIRS 2019, equation 7; the head's share is that of Elliot (SIGIR 2021).
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * // Item 0 alone has 8 of 10 ratings.
 * const list = { items: [0, 2], relevant: new Map([[1, 1]]) };
 * strictEqual(aplt.ofUser(list, { cutoff: 2, trainingCounts: Uint32Array.of(8, 1, 1) }), 0.5);
 * ```
 */
export const aplt: UserMetric = meanOverUsers({
  name: "aplt",
  group: "novelty",
  description: "share of the items shown that are outside the most rated with 80 % of the ratings",
  ofUser({ items }, { cutoff, trainingCounts }) {
    const { longTail } = popularityOf(trainingCounts);
    const places = Math.min(items.length, cutoff);
    let tail = 0;
    for (let place = 0; place < places; place++) tail += longTail[items[place]];
    return places === 0 ? 0 : tail / places;
  },
});
