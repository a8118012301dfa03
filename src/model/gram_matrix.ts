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
  readonly sparse?: {
    /** Where each row starts, (items + 1); float64 because there may be more than 2^32. */
    readonly start: Float64Array;
    /** Columns, (nonzeros). */
    readonly column: Uint32Array;
    /** Values, (nonzeros). */
    readonly value: Float32Array;
  };
}

/** The ways in which the stages of the solver read a Gram matrix, whatever its layout. */
export interface GramReader {
  /** sums[k] += G[item, k] for all k. */
  addRow(item: number, sums: Float64Array): void;
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
}

/**
 * Reads a Gram matrix.
 *
 * @param gram The matrix.
 * @returns Its reader.
 */
export function gramReader(gram: GramMatrix): GramReader {
  return gram.dense ? denseReader(gram.items, gram.dense) : sparseReader(gram.sparse!);
}

function denseReader(items: number, dense: Float32Array): GramReader {
  return {
    addRow(item, sums) {
      const row = item * items;
      for (let k = 0; k < items; k++) sums[k] += dense[row + k];
    },
    forRow(item, take) {
      const row = item * items;
      for (let k = 0; k < items; k++) {
        const value = dense[row + k];
        if (value !== 0) take(k, value);
      }
    },
    gather(item, columns, first, last, out, at) {
      const row = item * items;
      for (let c = first; c < last; c++) out[at++] = dense[row + columns[c]];
    },
  };
}

function sparseReader({ start, column, value }: NonNullable<GramMatrix["sparse"]>): GramReader {
  return {
    addRow(item, sums) {
      const end = start[item + 1];
      for (let k = start[item]; k < end; k++) sums[column[k]] += value[k];
    },
    forRow(item, take) {
      const end = start[item + 1];
      for (let k = start[item]; k < end; k++) take(column[k], value[k]);
    },
    gather(item, columns, first, last, out, at) {
      // Galloping from the last hit: cheap for few columns in a long row and for many in a short one.
      const end = start[item + 1];
      let from = start[item];
      for (let c = first; c < last; c++) {
        const wanted = columns[c];
        let step = 1;
        while (from + step < end && column[from + step] < wanted) {
          from += step;
          step *= 2;
        }
        let to = Math.min(end, from + step + 1);
        while (from < to) {
          const middle = Math.floor((from + to) / 2);
          if (column[middle] < wanted) from = middle + 1;
          else to = middle;
        }
        out[at++] = from < end && column[from] === wanted ? value[from] : 0;
      }
    },
  };
}
