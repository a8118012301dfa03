import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { foldedKnn } from "./folded_knn.ts";
import { type ProfileKnn, profileKnn } from "./profile_knn.ts";
import type { Recommender } from "./recommender.ts";

/** Scores an item by the ratings of the users with the most similar ratings. */
export interface UserKnn extends Recommender, Pick<ProfileKnn, "neighbours"> {
  /** Name on the command line and in tables. */
  readonly name: "user-knn";
}

/**
 * User-based nearest neighbours: users are compared by their ratings, sim(u, v) = x_u . x_v / (|x_u| |x_v|), V(u) are the k most similar others with sim > 0,
 * and score(u, i) = sum over v in V(u) of sim(u, v) x_vi / sum over v in V(u) of sim(u, v). It is `profileKnn` with ratings as the profiles.
 *
 * Source: Herlocker, Konstan, Borchers and Riedl, "An algorithmic framework for performing collaborative filtering", SIGIR 1999, with the cosine; for ranking
 * unrated neighbours count as 0, as in Cremonesi, Koren and Turrin, RecSys 2010.
 *
 * @param inputs x, (users, items): ratings, or 1 for each liked item. Must not change afterwards.
 * @param options `k`: size of the neighbourhood, at least 1 (default 40). `asked`: x of the users who are recommended to, where they are others, (users,
 * items); they are nobody's neighbours.
 * @returns The recommender `user-knn`; `prepare`, where `asked` is not given, finds the neighbours of all users at once. `score` answers false for users without a neighbour.
 * @throws {UsageError} Where `k` is not a positive integer.
 * @throws {RangeError} Where an input is not finite.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // Users 0 and 1 share item 0; user 2 shares nothing.
 * const entries = { row: [0, 1, 1, 2], column: [0, 0, 1, 2], value: [5, 4, 3, 5] };
 * const recommender = userKnn(sparseMatrix(3, 3, entries).matrix);
 * const scores = new Float64Array(3);
 * recommender.score(0, scores);
 * deepStrictEqual([...scores].map((score) => score.toFixed(9)), ["4.000000000", "3.000000000", "0.000000000"]);
 * ```
 */
export function userKnn(
  inputs: SparseMatrix,
  options: { readonly k?: number; readonly asked?: SparseMatrix } = {},
): UserKnn {
  const own = profileKnn(inputs, inputs, options);
  const { score, prepare, neighbours }: Omit<ProfileKnn, "prepare"> & Partial<ProfileKnn> =
    options.asked ? foldedKnn(own, options.asked) : own;
  return { name: "user-knn", score, neighbours, ...(prepare ? { prepare } : {}) };
}
