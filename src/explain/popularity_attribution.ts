import type { MostPopular } from "../recommend/baselines.ts";
import { checkIndex } from "../recommend/checks.ts";
import type { Attribution } from "./attribution.ts";

/**
 * Takes the score of most-popular apart, which is one part: the item's overall popularity, the same for everyone.
 *
 * @param recommender The recommender whose score is explained.
 * @param user Index of the user.
 * @param item Index of the item.
 * @returns The attribution; without contributions where nobody rated the item.
 * @throws {RangeError} Where the user or the item is unknown.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { mostPopular } from "../recommend/baselines.ts";
 *
 * const { matrix } = sparseMatrix(2, 1, { row: [0, 1], column: [0, 0], value: [5, 4] });
 * deepStrictEqual(popularityContributions(mostPopular(matrix), 0, 0), {
 *   item: 0,
 *   score: 2,
 *   through: "network",
 *   contributions: [{ neuron: 0, value: 2, weight: 1, ofItem: true }],
 * });
 * ```
 */
export function popularityContributions(
  { counts, users, neuron }: MostPopular,
  user: number,
  item: number,
): Attribution {
  checkIndex("explain a score", "user", user, users);
  checkIndex("explain a score", "item", item, counts.length);
  const score = counts[item];
  return {
    item,
    score,
    through: "network",
    contributions: score === 0 ? [] : [{ neuron, value: score, weight: 1, ofItem: true }],
  };
}
