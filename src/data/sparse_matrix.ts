/** A sparse matrix in compressed sparse row form; within a row the columns ascend. */
export interface SparseMatrix {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
  /** Where each row starts in `indices`, (rows + 1). */
  readonly indptr: Uint32Array;
  /** Column of each entry, (entries). */
  readonly indices: Uint32Array;
  /** Value of each entry, (entries). */
  readonly values: Float32Array;
}

/**
 * Builds a sparse matrix from entries in any order, in time linear in their number. Where a cell is given twice the
 * entry that comes last wins.
 *
 * @param rows Number of rows.
 * @param columns Number of columns.
 * @param entries Row, column and value of each entry: three arrays of one length.
 * @returns The matrix, and how many entries were overridden by a later one.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const { matrix } = sparseMatrix(2, 3, { row: [1, 0, 0], column: [0, 2, 1], value: [5, 6, 7] });
 * deepStrictEqual([...matrix.indptr], [0, 2, 3]);
 * deepStrictEqual([...matrix.indices], [1, 2, 0]);
 * ```
 */
export function sparseMatrix(
  rows: number,
  columns: number,
  entries: {
    readonly row: ArrayLike<number>;
    readonly column: ArrayLike<number>;
    readonly value: ArrayLike<number>;
  },
): { matrix: SparseMatrix; overridden: number } {
  const { row, column, value } = entries;
  // Two stable counting sorts, by column and then by row, leave each row in ascending order of columns.
  const byColumn = countingSort(column, columns, identity(column.length));
  const byBoth = countingSort(row, rows, byColumn.order);
  const indices = new Uint32Array(row.length);
  const values = new Float32Array(row.length);
  const indptr = new Uint32Array(rows + 1);
  let length = 0;
  for (let r = 0; r < rows; r++) {
    const rowStart = length;
    for (let k = byBoth.starts[r]; k < byBoth.starts[r + 1]; k++) {
      const entry = byBoth.order[k];
      if (length > rowStart && indices[length - 1] === column[entry]) length--;
      indices[length] = column[entry];
      values[length] = value[entry];
      length++;
    }
    indptr[r + 1] = length;
  }
  return {
    matrix: {
      rows,
      columns,
      indptr,
      indices: indices.slice(0, length),
      values: values.slice(0, length),
    },
    overridden: row.length - length,
  };
}

/**
 * The transpose, in time linear in the number of entries.
 *
 * @param matrix Any sparse matrix, (rows, columns).
 * @returns The transposed matrix, (columns, rows).
 */
export function transpose(matrix: SparseMatrix): SparseMatrix {
  const { rows, columns, indptr, indices, values } = matrix;
  const starts = new Uint32Array(columns + 1);
  for (let k = 0; k < indices.length; k++) starts[indices[k] + 1]++;
  for (let c = 0; c < columns; c++) starts[c + 1] += starts[c];
  const next = starts.slice(0, columns);
  const outIndices = new Uint32Array(indices.length);
  const outValues = new Float32Array(indices.length);
  for (let r = 0; r < rows; r++) {
    for (let k = indptr[r]; k < indptr[r + 1]; k++) {
      const at = next[indices[k]]++;
      outIndices[at] = r;
      outValues[at] = values[k];
    }
  }
  return { rows: columns, columns: rows, indptr: starts, indices: outIndices, values: outValues };
}

function identity(length: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let k = 0; k < length; k++) order[k] = k;
  return order;
}

function countingSort(keys: ArrayLike<number>, keyCount: number, order: Uint32Array) {
  const starts = new Uint32Array(keyCount + 1);
  for (let k = 0; k < order.length; k++) starts[keys[order[k]] + 1]++;
  for (let c = 0; c < keyCount; c++) starts[c + 1] += starts[c];
  const next = starts.slice(0, keyCount);
  const sorted = new Uint32Array(order.length);
  for (let k = 0; k < order.length; k++) sorted[next[keys[order[k]]]++] = order[k];
  return { order: sorted, starts };
}
