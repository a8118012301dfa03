import type { SparseMatrix } from "./sparse_matrix.ts";

/**
 * A matrix of some of the entries of another.
 *
 * @param matrix Any sparse matrix; not changed.
 * @param keeps Whether to keep the entry at a position of `matrix.values`.
 * @returns A new matrix of the same shape.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "./sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(2, 2, { row: [0, 0, 1], column: [0, 1, 1], value: [1, 5, 4] });
 * const { indptr, values } = keepEntries(matrix, (k) => matrix.values[k] >= 4);
 * deepStrictEqual([[...indptr], [...values]], [[0, 1, 2], [5, 4]]);
 * ```
 */
export function keepEntries(
  { rows, columns, indptr, indices, values }: SparseMatrix,
  keeps: (entry: number) => boolean,
): SparseMatrix {
  const kept = new Uint32Array(indices.length);
  const starts = new Uint32Array(rows + 1);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = indptr[row]; k < indptr[row + 1]; k++) if (keeps(k)) kept[count++] = k;
    starts[row + 1] = count;
  }
  const entries = kept.subarray(0, count);
  return {
    rows,
    columns,
    indptr: starts,
    indices: entries.map((k) => indices[k]),
    values: Float32Array.from(entries, (k) => values[k]),
  };
}
