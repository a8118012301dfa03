import { UsageError } from "../errors.ts";
import { createRandom } from "../random.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Vocabulary } from "../data/vocabulary.ts";
import { checkIndex } from "./checks.ts";
import type { Recommender } from "./recommender.ts";
import { countRatings } from "../data/rating_counts.ts";

/** Scores an item by the number of its training ratings. */
export interface MostPopular extends Recommender {
  /** Name on the command line and in tables. */
  readonly name: "most-popular";
  /** Number of training ratings of each item, (items); explanations are made from the same. */
  readonly counts: Uint32Array;
  /** Number of users. */
  readonly users: number;
  /** Index that the overall popularity has among the neurons of a model. */
  readonly neuron: number;
}

/**
 * Recommends the same to everyone: an item's score is the number of its training ratings.
 *
 * @param train Training ratings, (users, items).
 * @param neuron Index that reasons give the overall popularity: the one after the last neuron of the model that explanations speak of
 * (default 0, for none).
 * @returns The recommender `most-popular`; it scores every user.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(2, 3, { row: [0, 1, 1], column: [0, 0, 2], value: [5, 4, 1] });
 * const scores = new Float64Array(3);
 * mostPopular(matrix).score(0, scores);
 * deepStrictEqual([...scores], [2, 0, 1]);
 * ```
 */
export function mostPopular(train: SparseMatrix, neuron = 0): MostPopular {
  const counts = countRatings(train);
  return {
    name: "most-popular",
    counts,
    users: train.rows,
    neuron,
    score(user, scores) {
      checkIndex("score items", "user", user, train.rows);
      scores.set(counts);
      return true;
    },
  };
}

/**
 * Recommends at random: the floor that any recommender has to rise above. Each user's scores come from a stream of their
 * own, made from the seed and the user's id, so that they do not depend on who else is in the data or was asked before.
 *
 * @param train Training ratings, (users, items); only the number of items is used.
 * @param users Ids of the rows.
 * @param seed Any finite number.
 * @returns The recommender `random`; it scores every user, uniformly on [0, 1).
 * @throws {UsageError} Where there are not as many ids as rows.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { createVocabulary } from "../data/vocabulary.ts";
 *
 * const { matrix } = sparseMatrix(1, 3, { row: [0], column: [0], value: [5] });
 * const recommender = randomRecommender(matrix, createVocabulary(["ann"]), 42);
 * const first = new Float64Array(3), again = new Float64Array(3);
 * recommender.score(0, first);
 * recommender.score(0, again);
 * deepStrictEqual(first, again);
 * ```
 */
export function randomRecommender(
  train: SparseMatrix,
  users: Vocabulary,
  seed: number,
): Recommender {
  if (users.ids.length !== train.rows) {
    throw new UsageError(
      `Cannot recommend at random: the number of user ids is ${users.ids.length}, expected ${train.rows}`,
    );
  }
  return {
    name: "random",
    score(user, scores) {
      checkIndex("score items", "user", user, train.rows);
      const random = createRandom(seed, "random-recommender", users.ids[user]);
      for (let item = 0; item < train.columns; item++) scores[item] = random.next();
      return true;
    },
  };
}
