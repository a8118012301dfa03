import { meanOverUsers, requireNeed, type UserMetric } from "./metric.ts";
import { attributesOf, subtopicGains } from "./subtopics.ts";

/** A relevant item that has the attribute satisfies whoever wants it with probability (2^g - 1) / 2^gmax, with g = gmax = 1. */
const SATISFIES = 0.5;

/**
 * Intent-aware expected reciprocal rank@k: the mean, over the attributes of the user's relevant items, of the expected 1 / rank at which
 * somebody who wants that attribute stops reading: at each relevant item that has it with probability 1/2. The mean over users; 0 where
 * no relevant item has an attribute. Range 0 to ln 2 = 0.69; higher finds more attributes sooner.
 *
 * Chapelle et al., "Intent-based diversification of web search results: metrics and algorithms", Information Retrieval 14, 2011, equation
 * 5 with equation 3, with attributes as intents, all equally likely.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 *
 * // Attribute 0 is satisfied at rank 1 (1/2) or else at rank 2 (1/2 * 1/2 / 2); attribute 1 not at all.
 * const graph = bipartiteGraph(3, 2, [0, 1, 2], [0, 0, 1]);
 * const list = { items: [0, 1], relevant: new Map([[0, 1], [1, 1], [2, 1]]) };
 * const context = { cutoff: 2, trainingCounts: new Uint32Array(3).fill(1), graph };
 * strictEqual(errIa.ofUser(list, context), (1 / 2 + 1 / 8) / 2);
 * ```
 */
export const errIa: UserMetric = meanOverUsers({
  name: "err-ia",
  group: "diversity",
  description:
    "expected reciprocal rank, averaged over the attributes of the user's relevant items",
  needs: ["graph"],
  ofUser({ items, relevant }, context) {
    const graph = requireNeed("err-ia", context, "graph");
    const unsatisfied = subtopicGains(graph, SATISFIES);
    const places = Math.min(items.length, context.cutoff);
    let sum = 0;
    for (let place = 0; place < places; place++) {
      if (!relevant.has(items[place])) continue;
      sum += SATISFIES * unsatisfied.of(items[place]) / (place + 1);
      unsatisfied.take(items[place]);
    }
    return sum === 0 ? 0 : sum / attributesOf(graph, relevant.keys()).size;
  },
});
