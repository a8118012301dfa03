import { type SparseMatrix, transpose } from "../data/sparse_matrix.ts";
import type { RunOptions } from "../events.ts";
import { type ItemNeighbours, itemNeighbours, type SimilarItemsOptions } from "./similar_items.ts";

/**
 * Item-based nearest neighbours: items are compared by who rated them, sim(i, j) = x_i . x_j / (|x_i| |x_j| + s) with x_i the column of item i,
 * V(i) are the k most similar ones with sim > 0, and score(u, i) = sum over j in V(i) of sim(i, j) x_uj.
 *
 * Source: Deshpande and Karypis, "Item-based top-N recommendation algorithms", TOIS 22(1), 2004; shrinkage as in Ferrari Dacrema, Cremonesi and
 * Jannach, "Are we really making much progress?", RecSys 2019, section 3.2.
 *
 * @param inputs x, (users, items): ratings, or 1 for each liked item. Must not change afterwards.
 * @param options `k` (default 100), `shrinkage` s (default 0), users asked about, and where to compute.
 * @param run Progress (stage `neighbours`, unit `items`) and abort signal.
 * @returns The recommender `item-knn`; `score` answers false where no item of the user is similar to any.
 * @throws {UsageError} Where `k` is not an integer from 1 or the shrinkage not a number from 0.
 * @throws {RangeError} Where an input is not finite.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // User 0 rated items 0 and 1, user 1 rated item 0 only: sim(0, 1) = 1 / sqrt(2).
 * const { matrix } = sparseMatrix(2, 2, { row: [0, 0, 1], column: [0, 1, 0], value: [1, 1, 1] });
 * const recommender = await itemKnn(matrix);
 * const scores = new Float64Array(2);
 * recommender.score(1, scores);
 * deepStrictEqual([...scores], [0, 1 / Math.sqrt(2)]);
 * ```
 */
export function itemKnn(
  inputs: SparseMatrix,
  options: SimilarItemsOptions = {},
  run: RunOptions = {},
): Promise<ItemNeighbours & { readonly name: "item-knn" }> {
  return itemNeighbours("item-knn", transpose(inputs), inputs, options, run);
}
