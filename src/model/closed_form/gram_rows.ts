import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import type { GramMatrix, SparseGram } from "./gram_matrix.ts";

/** What a Gram matrix is computed from. */
export interface GramInput {
  /** x, (users, items), at least 0. */
  readonly inputs: SparseMatrix;
  /** D, (users). */
  readonly weights: Float64Array;
  /** Where each item starts in `user`, (items + 1). */
  readonly start: Uint32Array;
  /** The users of each item, ascending, (entries). */
  readonly user: Uint32Array;
  /** Place of each of these entries in `inputs`, (entries). */
  readonly place: Uint32Array;
}

/** Computes rows of G. Every entry is one sum over users in ascending order, the same in every layout. */
export interface GramRows {
  /** Counts the nonzeros of some rows. */
  count(first: number, last: number, counts: Uint32Array): void;
  /** Computes some rows; of a dense matrix also the columns, of which each entry belongs to one row only. */
  fill(first: number, last: number, gram: GramMatrix): void;
}

/**
 * Rows of G = X^T D X by the users of each item (Gustavson 1978).
 *
 * @param input X and D.
 * @returns What computes rows; use one per thread.
 */
export function gramRows({ inputs, weights, start, user, place }: GramInput): GramRows {
  const { columns: items, indptr, indices, values } = inputs;
  const sums = new Float64Array(items);
  const stamp = new Uint32Array(items);
  const touched = new Uint32Array(items);
  /** Lists the columns of a row in `touched`. */
  const list = (item: number): number => {
    let length = 0;
    for (let e = start[item]; e < start[item + 1]; e++) {
      const end = indptr[user[e] + 1];
      for (let k = indptr[user[e]]; k < end; k++) {
        const other = indices[k];
        if (stamp[other] === item + 1) continue;
        stamp[other] = item + 1;
        touched[length++] = other;
      }
    }
    return length;
  };
  // w (x y) instead of (w x) y: x y is exact in float64, so that G[i, j] and G[j, i] are the same bits.
  const add = (item: number, whole: boolean) => {
    for (let e = start[item]; e < start[item + 1]; e++) {
      const u = user[e], weight = weights[u], x = values[place[e]], end = indptr[u + 1];
      for (let k = whole ? indptr[u] : place[e]; k < end; k++) {
        sums[indices[k]] += weight * (x * values[k]);
      }
    }
  };
  const fillDense = (item: number, dense: Float32Array) => {
    add(item, false);
    for (let other = item; other < items; other++) {
      const sum = sums[other];
      if (sum === 0) continue;
      dense[item * items + other] = sum;
      dense[other * items + item] = sum;
      sums[other] = 0;
    }
  };
  const fillSparse = (
    item: number,
    { start: rowStart, column, value }: SparseGram,
  ) => {
    const length = list(item), from = rowStart[item];
    add(item, true);
    column.set(touched.subarray(0, length).sort(), from);
    for (let k = from; k < from + length; k++) {
      value[k] = sums[column[k]];
      sums[column[k]] = 0;
    }
  };
  return {
    count(first, last, counts) {
      stamp.fill(0);
      for (let item = first; item < last; item++) counts[item] = list(item);
    },
    fill(first, last, { diagonal, dense, sparse }) {
      stamp.fill(0);
      for (let item = first; item < last; item++) {
        let own = 0;
        for (let e = start[item]; e < start[item + 1]; e++) {
          const x = values[place[e]];
          own += weights[user[e]] * (x * x);
        }
        diagonal[item] = own;
        if (dense) fillDense(item, dense);
        else fillSparse(item, sparse!);
      }
    },
  };
}
