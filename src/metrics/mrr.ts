import { meanOverUsers, type UserMetric } from "./metric.ts";

/**
 * Mean reciprocal rank@k: 1 / (rank of the first relevant item), ranks from 1, and 0 where there is none in the first k
 * places; the mean over users. Range 0 to 1; higher is better.
 *
 * Voorhees, "The TREC-8 question answering track report", TREC 1999.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const list = { items: [1, 7, 3], relevant: new Map([[7, 1], [3, 1]]) };
 * strictEqual(mrr.ofUser(list, { cutoff: 5, trainingCounts: new Uint32Array(8) }), 0.5);
 * ```
 */
export const mrr: UserMetric = meanOverUsers({
  name: "mrr",
  description: "1 / rank of the first relevant item, 0 where it is beyond k",
  ofUser({ items, relevant }, { cutoff }) {
    const places = Math.min(items.length, cutoff);
    for (let place = 0; place < places; place++) {
      if (relevant.has(items[place])) return 1 / (place + 1);
    }
    return 0;
  },
});
