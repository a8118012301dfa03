import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { RunOptions } from "../events.ts";
import { idf, weightProfiles } from "./attribute_weighting.ts";
import { type ItemNeighbours, itemNeighbours, type SimilarItemsOptions } from "./similar_items.ts";

/**
 * Item-based nearest neighbours that know items by their attributes alone: item i is the vector of idf_f = ln(items / df_f) over its attributes f,
 * items counting those with any attribute, sim is the cosine, V(i) are the k most similar items, and score(u, i) = sum over j in V(i) of sim(i, j) x_uj.
 *
 * Source: Lops, de Gemmis and Semeraro, "Content-based recommender systems", Recommender Systems Handbook, 2011, section 3.3.1 (tf-idf with tf = 1); the
 * score is that of `itemKnn`.
 *
 * @param inputs x, (users, items): ratings, or 1 for each liked item. Must not change afterwards.
 * @param graph Which item has which attribute.
 * @param options `k` (default 100), `shrinkage` (default 0), users asked about, and where to compute.
 * @param run Progress (stage `neighbours`, unit `items`) and abort signal.
 * @returns The recommender `attribute-item-knn`; `score` answers false where no item of the user is similar to any.
 * @throws {UsageError} Where `k` is not an integer from 1 or the shrinkage not a number from 0.
 * @throws {RangeError} Where an input is not finite, or inputs and graph disagree on the number of items.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // Items 0 and 1 share a director, item 2 has another one.
 * const graph = bipartiteGraph(3, 2, [0, 1, 2], [0, 0, 1]);
 * const { matrix } = sparseMatrix(1, 3, { row: [0], column: [0], value: [1] });
 * const recommender = await attributeItemKnn(matrix, graph);
 * const scores = new Float64Array(3);
 * recommender.score(0, scores);
 * deepStrictEqual([...scores].map((score) => score > 0), [false, true, false]);
 * ```
 */
export function attributeItemKnn(
  inputs: SparseMatrix,
  graph: BipartiteGraph,
  options: SimilarItemsOptions = {},
  run: RunOptions = {},
): Promise<ItemNeighbours & { readonly name: "attribute-item-knn" }> {
  const has: SparseMatrix = {
    rows: graph.items,
    columns: graph.attributes,
    indptr: graph.itemStart,
    indices: graph.itemAttributes,
    values: new Float32Array(graph.itemAttributes.length).fill(1),
  };
  const features = weightProfiles(has, idf(has));
  return itemNeighbours("attribute-item-knn", features, inputs, options, run);
}
