import {
  type JudgedList,
  meanOverUsers,
  type MetricContext,
  requireNeed,
  type UserMetric,
} from "./metric.ts";
import { attributesOf } from "./subtopics.ts";

function attributesFound(name: string, { items, relevant }: JudgedList, context: MetricContext) {
  const graph = requireNeed(name, context, "graph");
  const hits = Array.from(items).slice(0, context.cutoff).filter((item) => relevant.has(item));
  return { graph, found: attributesOf(graph, hits).size };
}

/**
 * Subtopic recall@k: of the attributes that the user's relevant items have, the share that the relevant items in the first k places have; the
 * mean over users, 0 where no relevant item has an attribute. Range 0 to 1; higher covers more.
 *
 * Zhai, Cohen and Lafferty, "Beyond independent relevance", SIGIR 2003, section 3.1, with attributes as subtopics.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 *
 * const graph = bipartiteGraph(3, 2, [0, 1, 2], [0, 0, 1]);
 * const list = { items: [0, 1], relevant: new Map([[0, 1], [1, 1], [2, 1]]) };
 * const context = { cutoff: 2, trainingCounts: new Uint32Array(3).fill(1), graph };
 * strictEqual(subtopicRecall.ofUser(list, context), 0.5);
 * ```
 */
export const subtopicRecall: UserMetric = meanOverUsers({
  name: "subtopic-recall",
  group: "diversity",
  description: "share of the attributes of the user's relevant items that the hits have",
  needs: ["graph"],
  ofUser(list, context) {
    const { graph, found } = attributesFound("subtopic-recall", list, context);
    return found === 0 ? 0 : found / attributesOf(graph, list.relevant.keys()).size;
  },
});

/**
 * Subtopic recall@k as Elliot (SIGIR 2021) has it, its "SRecall": the attributes of the relevant items in the first k places as a share of all
 * attributes of the catalogue. Range 0 to 1; much smaller than `subtopic-recall`.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 *
 * const graph = bipartiteGraph(3, 4, [0, 1, 2], [0, 0, 1]);
 * const list = { items: [0, 1], relevant: new Map([[0, 1]]) };
 * const context = { cutoff: 2, trainingCounts: new Uint32Array(3).fill(1), graph };
 * strictEqual(subtopicRecallElliot.ofUser(list, context), 0.25);
 * ```
 */
export const subtopicRecallElliot: UserMetric = meanOverUsers({
  name: "subtopic-recall-elliot",
  group: "diversity",
  description: "share of all attributes that the hits have (Elliot's SRecall)",
  needs: ["graph"],
  ofUser(list, context) {
    const { graph, found } = attributesFound("subtopic-recall-elliot", list, context);
    return found === 0 ? 0 : found / graph.attributes;
  },
});
