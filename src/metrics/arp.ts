import { meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * Average recommendation popularity@k: the mean number of training ratings of the items in the first k places, the mean over users; 0 for an
 * empty list. From 0 to the number of ratings of the most popular item; lower is less biased towards what is popular.
 *
 * Yin et al., "Challenging the long tail recommendation", VLDB 2012, as ARP in Abdollahpouri, Burke and Mobasher, "Managing popularity bias in
 * recommender systems with personalized re-ranking", FLAIRS 2019, equation 6.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const list = { items: [0, 2], relevant: new Map([[1, 1]]) };
 * strictEqual(arp.ofUser(list, { cutoff: 2, trainingCounts: Uint32Array.of(9, 4, 1) }), 5);
 * ```
 */
export const arp: UserMetric = meanOverUsers({
  name: "arp",
  group: "novelty",
  description: "mean number of training ratings of the items shown; lower is less popular",
  ofUser({ items }, { cutoff, trainingCounts }) {
    const places = Math.min(items.length, cutoff);
    let sum = 0;
    for (let place = 0; place < places; place++) sum += trainingCounts[items[place]];
    return places === 0 ? 0 : sum / places;
  },
});
