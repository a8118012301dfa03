import { type Interactions, withRatings } from "./interactions.ts";
import { rowWithout } from "./row_without.ts";
import type { SparseMatrix } from "./sparse_matrix.ts";

/**
 * A matrix with other cells in one row.
 *
 * @param matrix Any sparse matrix, (rows, columns).
 * @param row Index of the row.
 * @param cells Columns in ascending order, and their values.
 * @returns A new matrix; the others' cells are copied.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "./sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(2, 2, { row: [0, 0, 1], column: [0, 1, 1], value: [1, 2, 3] });
 * const { indptr, values } = replaceRow(matrix, 0, { indices: [1], values: [9] });
 * deepStrictEqual([[...indptr], [...values]], [[0, 1, 2], [9, 3]]);
 * ```
 */
export function replaceRow(
  matrix: SparseMatrix,
  row: number,
  cells: { readonly indices: ArrayLike<number>; readonly values: ArrayLike<number> },
): SparseMatrix {
  const { rows, columns, indptr } = matrix;
  const start = indptr[row], end = indptr[row + 1];
  const grown = cells.indices.length - (end - start);
  const indices = new Uint32Array(matrix.indices.length + grown);
  const values = new Float32Array(indices.length);
  const splice = (into: Uint32Array | Float32Array, old: typeof into, own: ArrayLike<number>) => {
    into.set(old.subarray(0, start));
    into.set(own, start);
    into.set(old.subarray(end), start + own.length);
  };
  splice(indices, matrix.indices, cells.indices);
  splice(values, matrix.values, cells.values);
  return {
    rows,
    columns,
    indptr: indptr.map((at, r) => r > row ? at + grown : at),
    indices,
    values,
  };
}

/**
 * Interactions without some ratings of one user. The scale stays, whatever was left out.
 *
 * @param interactions The ratings; not changed.
 * @param user Index of the user.
 * @param without Indices of the items whose ratings are left out.
 * @returns The others.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "./interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("ann", "Ali", 1);
 * const { ratings, scale } = leaveOutRatings(builder.build().interactions, 0, new Set([0]));
 * deepStrictEqual([[...ratings.indices], scale], [[1], { min: 1, max: 5 }]);
 * ```
 */
export function leaveOutRatings(
  interactions: Interactions,
  user: number,
  without: ReadonlySet<number>,
): Interactions {
  const { ratings } = interactions;
  return withRatings(interactions, replaceRow(ratings, user, rowWithout(ratings, user, without)));
}
