/**
 * G = X^T D X, (items, items), symmetric, in float32. Dense where that takes less memory than the sparse rows do, or little
 * of it; otherwise its nonzeros row by row.
 */
export interface GramMatrix {
  /** Rows and columns. */
  readonly items: number;
  /** G_ii, (items); 0 for items that nobody has rated. */
  readonly diagonal: Float32Array;
  /** All entries, row after row, (items, items). */
  readonly dense?: Float32Array;
  /** The nonzeros of each row, columns ascending. */
  readonly sparse?: SparseGram;
}

/** The nonzeros of a Gram matrix by row, below 2^32. */
export interface SparseGram {
  /** Where each row starts, (items + 1). */
  readonly start: Uint32Array;
  /** Columns, ascending within a row, (nonzeros). */
  readonly column: Uint32Array;
  /** Values, (nonzeros). */
  readonly value: Float32Array;
}

/** The ways in which the stages of the solver read a Gram matrix, whatever its layout. */
export interface GramReader {
  /** sums[k] += sum over the items listed at places `first` to `last` - 1, in their order, of G[item, k], for all k. */
  addRows(items: Uint32Array, first: number, last: number, sums: Float64Array): void;
  /** Calls `take` with column and value of each nonzero of a row, columns ascending. */
  forRow(item: number, take: (column: number, value: number) => void): void;
  /**
   * Gathers entries of a row.
   *
   * @param item The row.
   * @param columns Columns, ascending.
   * @param first First place of `columns` to gather.
   * @param last Place after the last one.
   * @param out Receives G[item, columns[first]], ... from `at` on.
   * @param at Where.
   */
  gather(
    item: number,
    columns: Uint32Array,
    first: number,
    last: number,
    out: Float64Array,
    at: number,
  ): void;
  /**
   * Gathers the lower triangle of a square: G[columns[first + r], columns[first + c]] for c <= r.
   *
   * @param columns Rows and columns, ascending.
   * @param first First place of `columns`.
   * @param last Place after the last one.
   * @param out Receives the entry at row r and column c at `at + r * stride + c`.
   * @param at Where.
   * @param stride Length of a row of `out`.
   */
  gatherSquare(
    columns: Uint32Array,
    first: number,
    last: number,
    out: Float64Array,
    at: number,
    stride: number,
  ): void;
}

/**
 * Reads a Gram matrix.
 *
 * @param gram The matrix.
 * @returns Its reader; use one per thread.
 */
export function gramReader(gram: GramMatrix): GramReader {
  return gram.dense ? denseReader(gram.items, gram.dense) : sparseReader(gram.items, gram.sparse!);
}

function denseReader(items: number, dense: Float32Array): GramReader {
  const gather: GramReader["gather"] = (item, columns, first, last, out, at) => {
    const row = item * items;
    for (let c = first; c < last; c++) out[at++] = dense[row + columns[c]];
  };
  return {
    addRows(rows, first, last, sums) {
      let r = first;
      // Four rows at a time: the sums are loaded and stored once for all of them.
      for (; r + 4 <= last; r += 4) {
        const a = rows[r] * items, b = rows[r + 1] * items, c = rows[r + 2] * items;
        const d = rows[r + 3] * items;
        for (let k = 0; k < items; k++) {
          sums[k] = sums[k] + dense[a + k] + dense[b + k] + dense[c + k] + dense[d + k];
        }
      }
      for (; r < last; r++) {
        const row = rows[r] * items;
        for (let k = 0; k < items; k++) sums[k] += dense[row + k];
      }
    },
    forRow(item, take) {
      const row = item * items;
      for (let k = 0; k < items; k++) {
        const value = dense[row + k];
        if (value !== 0) take(k, value);
      }
    },
    gather,
    gatherSquare(columns, first, last, out, at, stride) {
      for (let r = first; r < last; r++) {
        gather(columns[r], columns, first, r + 1, out, at + (r - first) * stride);
      }
    },
  };
}

/** Steps of a search that cost as much as one entry that is passed over. */
const SEARCH_COST = 2;

function sparseReader(items: number, { start, column, value }: SparseGram): GramReader {
  const lengthOf = (item: number) => start[item + 1] - start[item];
  /** Place among the listed columns, plus 1. */
  const listed = new Uint32Array(items);
  let keys = new Float64Array(0), order = new Uint32Array(0);
  const entry = (item: number, other: number): number => {
    let from = start[item], to = start[item + 1];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (column[middle] < other) from = middle + 1;
      else to = middle;
    }
    return from < start[item + 1] && column[from] === other ? value[from] : 0;
  };
  return {
    addRows(rows, first, last, sums) {
      for (let r = first; r < last; r++) {
        const end = start[rows[r] + 1];
        for (let k = start[rows[r]]; k < end; k++) sums[column[k]] += value[k];
      }
    },
    forRow(item, take) {
      const end = start[item + 1];
      for (let k = start[item]; k < end; k++) take(column[k], value[k]);
    },
    gather(item, columns, first, last, out, at) {
      for (let c = first; c < last; c++) out[at++] = entry(item, columns[c]);
    },
    gatherSquare(columns, first, last, out, at, stride) {
      const size = last - first;
      // A pair is looked up in the shorter of its two rows: shortest first, each row with those that are left.
      if (order.length < size) {
        keys = new Float64Array(2 * size);
        order = new Uint32Array(2 * size);
      }
      for (let c = 0; c < size; c++) keys[c] = lengthOf(columns[first + c]) * size + c;
      keys.subarray(0, size).sort();
      for (let c = 0; c < size; c++) {
        order[c] = keys[c] % size;
        listed[columns[first + c]] = c + 1;
      }
      for (let n = 0; n < size; n++) {
        const r = order[n], item = columns[first + r], row = at + r * stride;
        const length = lengthOf(item), left = size - n;
        // What lies above the diagonal goes to its mirror image.
        const place = (c: number) => c <= r ? row + c : at + c * stride + r;
        if (length <= left * SEARCH_COST * Math.log2(length + 1)) {
          for (let m = n; m < size; m++) out[place(order[m])] = 0;
          const end = start[item + 1];
          for (let k = start[item]; k < end; k++) {
            const c = listed[column[k]];
            if (c > 0) out[place(c - 1)] = value[k];
          }
        } else {
          for (let m = n; m < size; m++) {
            out[place(order[m])] = entry(item, columns[first + order[m]]);
          }
        }
      }
      for (let c = first; c < last; c++) listed[columns[c]] = 0;
    },
  };
}
