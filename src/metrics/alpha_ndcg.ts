import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { meanOverUsers, requireNeed, type UserMetric } from "./metric.ts";
import { subtopicGains } from "./subtopics.ts";

const ALPHA = 0.5;

/**
 * alpha-nDCG@k with alpha = 0.5: a relevant item gains for each of its attributes (1 - alpha)^(number of relevant items above it that have the
 * attribute), discounted by 1 / log2(rank + 1), divided by the same of an ideal list, the mean over users; 0 where no relevant item of the
 * user has an attribute. The ideal list takes at each of the min(|rel|, k) places the relevant item that gains most, of equals the one with
 * the lower index; as the best list is hard to find, this is the usual stand-in, and a value may lie a little above 1. Higher is more
 * diverse.
 *
 * Clarke et al., "Novelty and diversity in information retrieval evaluation", SIGIR 2008, equations 5 to 7, with attributes as nuggets.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 *
 * // Items 0 and 1 have attribute 0, item 2 has 1. Showing 0 and 1 gains 1 and 1/2; showing 0 and 2 would gain 1 and 1.
 * const graph = bipartiteGraph(3, 2, [0, 1, 2], [0, 0, 1]);
 * const list = { items: [0, 1], relevant: new Map([[0, 1], [1, 1], [2, 1]]) };
 * const value = alphaNdcg.ofUser(list, { cutoff: 2, trainingCounts: new Uint32Array(3).fill(1), graph });
 * ok(Math.abs(value - (1 + 0.5 / Math.log2(3)) / (1 + 1 / Math.log2(3))) < 1e-12);
 * ```
 */
export const alphaNdcg: UserMetric = meanOverUsers({
  name: "alpha-ndcg",
  group: "diversity",
  description: "as ndcg, with gains by attribute that halve each time the attribute comes again",
  needs: ["graph"],
  ofUser({ items, relevant }, context) {
    const graph = requireNeed("alpha-ndcg", context, "graph");
    const gains = subtopicGains(graph, ALPHA);
    const places = Math.min(items.length, context.cutoff);
    let found = 0;
    for (let place = 0; place < places; place++) {
      if (!relevant.has(items[place])) continue;
      found += gains.of(items[place]) / Math.log2(place + 2);
      gains.take(items[place]);
    }
    // The ideal list takes the most time, and most lists find nothing.
    return found === 0 ? 0 : found / idealGain(graph, relevant.keys(), context.cutoff);
  },
});

function idealGain(graph: BipartiteGraph, relevant: Iterable<number>, cutoff: number): number {
  const gains = subtopicGains(graph, ALPHA);
  const left = Array.from(relevant).sort((a, b) => a - b)
    .map((item) => ({ item, bound: Infinity }));
  let sum = 0;
  for (let place = 0; place < cutoff && left.length > 0; place++) {
    let best = -1, most = -1;
    for (let k = 0; k < left.length; k++) {
      // A gain never grows, so what an item gained before bounds it.
      if (left[k].bound <= most) continue;
      left[k].bound = gains.of(left[k].item);
      if (left[k].bound > most) [best, most] = [k, left[k].bound];
    }
    sum += most / Math.log2(place + 2);
    gains.take(left[best].item);
    left.splice(best, 1);
  }
  return sum;
}
