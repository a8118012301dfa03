import type { SparseMatrix } from "./sparse_matrix.ts";

/**
 * One row without some of its columns, as a matrix of one row.
 *
 * @param matrix Any sparse matrix, (rows, columns).
 * @param row Index of the row.
 * @param without Columns to leave out; those that the row lacks do no harm.
 * @returns The row's other cells, (1, columns).
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "./sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(2, 3, { row: [0, 1, 1], column: [0, 0, 2], value: [5, 4, 1] });
 * deepStrictEqual([...rowWithout(matrix, 1, new Set([0])).indices], [2]);
 * ```
 */
export function rowWithout(
  { columns, indptr, indices, values }: SparseMatrix,
  row: number,
  without: ReadonlySet<number>,
): SparseMatrix {
  const kept: number[] = [];
  for (let k = indptr[row]; k < indptr[row + 1]; k++) if (!without.has(indices[k])) kept.push(k);
  return {
    rows: 1,
    columns,
    indptr: Uint32Array.of(0, kept.length),
    indices: Uint32Array.from(kept, (k) => indices[k]),
    values: Float32Array.from(kept, (k) => values[k]),
  };
}
