import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { countRatings } from "../data/rating_counts.ts";
import { createCandidateMask, type RankedList, topItems } from "./ranking.ts";
import type { Recommender } from "./recommender.ts";

/**
 * The best items for one user among those that somebody rated and the user did not. For many users, prepare the candidates
 * once with `createCandidateMask` and call `topItems` instead.
 *
 * @param recommender Scores the items.
 * @param ratings The ratings that it was trained on, (users, items).
 * @param user Index of the user.
 * @param n Length of the list, from 0.
 * @param options `newItems`: list the items that nobody rated in place of the others; only what goes by attributes can tell them apart.
 * @returns Items and scores, best first; empty where the recommender has nothing to go by for the user.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { mostPopular } from "./baselines.ts";
 *
 * const ratings = sparseMatrix(3, 3, { row: [0, 1, 1, 2], column: [0, 1, 2, 2], value: [1, 1, 1, 1] }).matrix;
 * deepStrictEqual([...recommendItems(mostPopular(ratings), ratings, 0, 5).items], [2, 1]);
 * ```
 */
export function recommendItems(
  recommender: Recommender,
  ratings: SparseMatrix,
  user: number,
  n: number,
  options: { readonly newItems?: boolean } = {},
): RankedList {
  const scores = new Float64Array(ratings.columns);
  const scored = recommender.score(user, scores);
  return topItems(scores, scored ? n : 0, candidatesFor(ratings, user, options));
}

/**
 * The items that may be listed for a user: those that somebody rated and the user did not, or those that nobody rated.
 *
 * @param ratings The ratings, (users, items).
 * @param user Index of the user.
 * @param options `newItems`: those that nobody rated.
 * @returns 1 for a candidate and 0 otherwise, (items).
 */
export function candidatesFor(
  ratings: SparseMatrix,
  user: number,
  options: { readonly newItems?: boolean } = {},
): Uint8Array {
  return options.newItems
    ? Uint8Array.from(countRatings(ratings), (count) => count === 0 ? 1 : 0)
    : createCandidateMask(ratings)(user);
}
