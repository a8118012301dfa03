import type { SparseMatrix } from "./sparse_matrix.ts";

/**
 * Counts the ratings of each item.
 *
 * @param train Training ratings, (users, items).
 * @returns Number of ratings of each item, (items).
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "./sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(2, 3, { row: [0, 1, 1], column: [0, 0, 2], value: [5, 4, 1] });
 * deepStrictEqual([...countRatings(matrix)], [2, 0, 1]);
 * ```
 */
export function countRatings(train: SparseMatrix): Uint32Array {
  const counts = new Uint32Array(train.columns);
  for (const item of train.indices) counts[item]++;
  return counts;
}
