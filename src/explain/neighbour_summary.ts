import { checkIndex } from "../recommend/checks.ts";
import type { ProfileKnn } from "../recommend/profile_knn.ts";

/** Of fewer neighbours than this nothing is told but that: a rating of one of two would be known to the other. */
export const FEWEST_NEIGHBOURS_TOLD = 3;

/** What the neighbours say about an item, without who they are. */
export type NeighbourSummary = {
  /** Size of the neighbourhood. */
  readonly size: number;
  /** How many of them rated the item. */
  readonly rated: number;
  /** How many gave which rating, on the original scale, highest first. */
  readonly ratings: readonly { readonly rating: number; readonly count: number }[];
  /** Their share of the similarity of all neighbours, 0 to 1. */
  readonly similarityShare: number;
} | {
  /** Size of the neighbourhood. */
  readonly size: number;
  /** Too few to tell more without telling on somebody. */
  readonly rated: "fewer than 3";
};

/**
 * Sums up what a user's neighbours say about an item. Nobody is named, and where fewer than 3 rated the item not even their number or
 * ratings are told.
 *
 * @param recommender The recommender whose score is explained.
 * @param user Index of the user.
 * @param item Index of the item.
 * @returns The summary.
 * @throws {RangeError} Where the user or the item is unknown.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { profileKnn } from "../recommend/profile_knn.ts";
 *
 * const everybody = { row: [0, 1, 2, 3], column: [0, 0, 0, 0] };
 * const profiles = sparseMatrix(4, 1, { ...everybody, value: [1, 1, 1, 1] }).matrix;
 * const ratings = sparseMatrix(4, 1, { ...everybody, value: [1, 5, 4, 5] }).matrix;
 * deepStrictEqual(summariseNeighbours(profileKnn(profiles, ratings), 0, 0), {
 *   size: 3,
 *   rated: 3,
 *   ratings: [{ rating: 5, count: 2 }, { rating: 4, count: 1 }],
 *   similarityShare: 1,
 * });
 * ```
 */
export function summariseNeighbours(
  recommender: ProfileKnn,
  user: number,
  item: number,
): NeighbourSummary {
  const { ratings: { columns, indptr, indices, values } } = recommender;
  checkIndex("sum up neighbours", "item", item, columns);
  const { users, similarities } = recommender.neighbours(user);
  const counts = new Map<number, number>();
  let rated = 0, total = 0, part = 0;
  users.forEach((v, n) => {
    total += similarities[n];
    const at = indices.subarray(indptr[v], indptr[v + 1]).indexOf(item);
    if (at < 0) return;
    const rating = values[indptr[v] + at];
    counts.set(rating, (counts.get(rating) ?? 0) + 1);
    part += similarities[n];
    rated++;
  });
  const size = users.length;
  if (rated < FEWEST_NEIGHBOURS_TOLD) return { size, rated: "fewer than 3" };
  const ratings = [...counts].map(([rating, count]) => ({ rating, count }));
  ratings.sort((a, b) => b.rating - a.rating);
  return { size, rated, ratings, similarityShare: part / total };
}

/**
 * The same for people.
 *
 * @param summary What the neighbours say.
 * @returns One sentence without a full stop.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(
 *   neighbourSentence({ size: 40, rated: "fewer than 3" }),
 *   "fewer than 3 of the 40 people most like you rated it",
 * );
 * ```
 */
export function neighbourSentence(summary: NeighbourSummary): string {
  const { size, rated } = summary;
  if (rated === "fewer than 3") return `fewer than 3 of the ${size} people most like you rated it`;
  const each = summary.ratings.map(({ rating, count }) =>
    `${Number(rating.toPrecision(6))} by ${count}`
  );
  const share = (100 * summary.similarityShare).toFixed(0);
  return `${rated} of the ${size} people most like you rated it (${share} % of the similarity): ${
    each.join(", ")
  }`;
}
