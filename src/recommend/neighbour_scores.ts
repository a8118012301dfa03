import type { SparseMatrix } from "../data/sparse_matrix.ts";

/** The users most like one user, most similar first; similarities that are equal in float64 by ascending user. */
export interface Neighbourhood {
  /** Index of each neighbour, (neighbours). */
  readonly users: Uint32Array;
  /** Cosine of the two profiles, (neighbours), above 0 and, but for rounding, at most 1. */
  readonly similarities: Float64Array;
}

/**
 * Scores every item by the ratings of a neighbourhood: sum of sim r_vi over sum of |sim|.
 *
 * @param neighbourhood Whose ratings count, and how much.
 * @param ratings The ratings, (users, items).
 * @param scores Overwritten, (items).
 * @returns False where there is no neighbour.
 */
export function scoreByNeighbours(
  { users, similarities }: Neighbourhood,
  ratings: SparseMatrix,
  scores: Float64Array,
): boolean {
  scores.fill(0);
  let total = 0;
  for (let n = 0; n < users.length; n++) {
    const v = users[n], similarity = similarities[n];
    total += similarity;
    for (let e = ratings.indptr[v]; e < ratings.indptr[v + 1]; e++) {
      scores[ratings.indices[e]] += similarity * ratings.values[e];
    }
  }
  if (total === 0) return false;
  for (let i = 0; i < scores.length; i++) scores[i] /= total;
  return true;
}
