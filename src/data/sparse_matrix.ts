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

/** Entries of a sparse matrix in any order: arrays of one length. */
export interface SparseEntries {
  /** Row of each entry. */
  readonly row: ArrayLike<number>;
  /** Column of each entry. */
  readonly column: ArrayLike<number>;
  /** Value of each entry. */
  readonly value: ArrayLike<number>;
  /** When each entry was made, where that is known. */
  readonly time?: ArrayLike<number>;
}

/** A sparse matrix, and what became of the entries it was built from. */
export interface BuiltMatrix {
  /** The matrix. */
  readonly matrix: SparseMatrix;
  /** When each entry of the matrix was made, (entries), where the entries say so. */
  readonly times?: Float64Array;
  /** How many entries were overridden by a later one. */
  readonly overridden: number;
}

/**
 * Builds a sparse matrix from entries in any order, in time linear in their number. Where a cell is given twice the
 * entry that comes last wins.
 *
 * @param rows Number of rows.
 * @param columns Number of columns.
 * @param entries Row, column and value of each entry, and its time if there is one.
 * @returns The matrix, the times of its entries, and how many entries were overridden by a later one.
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
  entries: SparseEntries,
): BuiltMatrix {
  const { row, column, value, time } = entries;
  // Two stable counting sorts, by column and then by row, leave each row in ascending order of columns.
  const { order, starts } = countingSort(row, rows, countingSort(column, columns).order);
  const indices = new Uint32Array(row.length);
  const values = new Float32Array(row.length);
  const times = time && new Float64Array(row.length);
  const indptr = new Uint32Array(rows + 1);
  let length = 0;
  for (let r = 0; r < rows; r++) {
    const rowStart = length;
    for (let k = starts[r]; k < starts[r + 1]; k++) {
      const entry = order[k];
      if (length > rowStart && indices[length - 1] === column[entry]) length--;
      indices[length] = column[entry];
      values[length] = value[entry];
      if (times) times[length] = time[entry];
      length++;
    }
    indptr[r + 1] = length;
  }
  const overridden = row.length - length;
  // Tens of millions of ratings need not be copied where none was overridden.
  const cut = <A extends Uint32Array | Float32Array | Float64Array>(array: A): A =>
    overridden === 0 ? array : array.slice(0, length) as A;
  return {
    matrix: { rows, columns, indptr, indices: cut(indices), values: cut(values) },
    ...(times && { times: cut(times) }),
    overridden,
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

/** The order that sorts `keys`, starting from `order` or, without it, from the order in which they stand. */
function countingSort(keys: ArrayLike<number>, keyCount: number, order?: Uint32Array) {
  const starts = new Uint32Array(keyCount + 1);
  for (let k = 0; k < keys.length; k++) starts[keys[k] + 1]++;
  for (let c = 0; c < keyCount; c++) starts[c + 1] += starts[c];
  const next = starts.slice(0, keyCount);
  const sorted = new Uint32Array(keys.length);
  for (let k = 0; k < keys.length; k++) {
    const entry = order === undefined ? k : order[k];
    sorted[next[keys[entry]]++] = entry;
  }
  return { order: sorted, starts };
}
