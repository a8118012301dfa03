import { type SparseMatrix, transpose } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { inversionThreads, invertSymmetric } from "../kernels/invert_symmetric.ts";
import { type TiledMatrix, tiledMatrix } from "../kernels/tiled_matrix.ts";
import { checkIndex, checkSize } from "./checks.ts";
import type { Preparation, Recommender } from "./recommender.ts";

/** Scores items by a linear model of all items on all others. */
export interface Ease extends Recommender {
  /** Name on the command line and in tables. */
  readonly name: "ease";
  /** The penalty that it was made with. */
  readonly lambda: number;
  /** How it was computed. */
  readonly facts: Preparation;
}

/** How EASE is computed. */
export interface EaseOptions {
  /** lambda, above 0 (default 500, which was good on MovieLens 1M; see `chooseEaseLambda`). */
  readonly lambda?: number;
  /** CPU cores to use (default: all that pay). */
  readonly threads?: number;
  /** Which matrix is inverted, for tests; by default the smaller one. */
  readonly invert?: "items" | "users";
  /** Memory that `easeMemory` took for inputs of this shape. What was made in it before must not score any more. */
  readonly memory?: TiledMatrix;
}

/** lambda unless told otherwise. */
export const EASE_LAMBDA = 500;

/**
 * Takes the memory of EASE, so that one after another can be made in it: 8 bytes for each pair of items or users, whichever are fewer.
 *
 * @param inputs Numbers of users and items.
 * @param threads CPU cores to use (default: all that pay).
 * @returns The memory.
 * @throws {RangeError} Where it does not fit in 4 GB.
 */
export function easeMemory(
  { rows, columns }: Pick<SparseMatrix, "rows" | "columns">,
  threads?: number,
): TiledMatrix {
  const size = Math.min(rows, columns);
  return tiledMatrix(size, inversionThreads(size, threads));
}

/**
 * EASE, the linear autoencoder with a zero diagonal in closed form: B = argmin |X - X B|^2 + lambda |B|^2 with diag B = 0, which is
 * B_ij = -P_ij / P_jj off the diagonal with P = (X^T X + lambda I)^-1, and score(u, i) = sum_j x_uj B_ji.
 *
 * Where there are fewer users than items the users' matrix M = (X X^T + lambda I)^-1 is inverted instead: X P = M X and
 * P_ii = (1 - x_i^T M x_i) / lambda, x_i being column i of X, give the same scores, x_ui - (M X)_ui / P_ii, but for rounding. The inverse comes from a
 * blocked Cholesky factorisation in float64 on CPU cores; no thread count changes a bit.
 *
 * Source: Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, arXiv 1905.03375.
 *
 * @param inputs X, (users, items), such as 1 for each liked item. Must not change afterwards.
 * @param options Penalty and threads.
 * @param run Progress (stage `invert`, unit `columns`) and abort signal.
 * @returns The recommender. `score` answers false for users without any input.
 * @throws {UsageError} Where lambda is not a finite number above 0.
 * @throws {RangeError} Where an input is not finite, or neither matrix fits in 4 GB: above some 23,000 users and items; from `score`, where the
 * user is unknown or `scores` has another length than there are items.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // G + I = [3 1; 1 2] has the inverse [2 -1; -1 3] / 5, so B_01 = 1/3 and B_10 = 1/2.
 * const { matrix } = sparseMatrix(2, 2, { row: [0, 0, 1], column: [0, 1, 0], value: [1, 1, 1] });
 * const recommender = await ease(matrix, { lambda: 1 });
 * const scores = new Float64Array(2);
 * strictEqual(recommender.score(1, scores), true);
 * ok(Math.abs(scores[1] - 1 / 3) < 1e-12);
 * ```
 */
export async function ease(
  inputs: SparseMatrix,
  options: EaseOptions = {},
  run: RunOptions = {},
): Promise<Ease> {
  const action = "make EASE";
  const { lambda = EASE_LAMBDA, invert = inputs.rows < inputs.columns ? "users" : "items" } =
    options;
  if (!(lambda > 0 && lambda < Infinity)) {
    throw new UsageError(`Cannot ${action}: lambda is ${lambda}, expected a number above 0`);
  }
  const wrong = inputs.values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new RangeError(`Cannot ${action}: an input is ${wrong}, expected finite numbers`);
  }
  const byItem = transpose(inputs);
  const [rows, columns] = invert === "items" ? [byItem, inputs] : [inputs, byItem];
  const inverse = options.memory ??
    tiledMatrix(rows.rows, inversionThreads(rows.rows, options.threads));
  checkSize(action, "the size of the memory", inverse.size, rows.rows);
  fillGram(inverse, rows, columns, lambda);
  await invertSymmetric(inverse, run);
  const predict = invert === "items"
    ? itemScores(inputs, inverse)
    : userScores(inputs, byItem, inverse, lambda);
  return {
    name: "ease",
    lambda,
    facts: {
      method: `${inverse.size} ${invert} inverted`,
      threads: inverse.threads,
      bytes: inverse.bytes,
    },
    score(user, scores) {
      checkIndex(action, "user", user, inputs.rows);
      checkSize(action, "the length of the scores", scores.length, inputs.columns);
      scores.fill(0);
      if (inputs.indptr[user] === inputs.indptr[user + 1]) return false;
      predict(user, scores);
      return true;
    },
  };
}

/** The lower triangle of R R^T + lambda I, row by row; `columns` is R^T. */
function fillGram(
  into: TiledMatrix,
  { rows, indptr, indices, values }: SparseMatrix,
  columns: SparseMatrix,
  lambda: number,
): void {
  const sums = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    sums.fill(0, 0, i + 1);
    for (let e = indptr[i]; e < indptr[i + 1]; e++) {
      const column = indices[e], value = values[e];
      for (let k = columns.indptr[column]; k < columns.indptr[column + 1]; k++) {
        const j = columns.indices[k];
        if (j > i) break;
        sums[j] += value * columns.values[k];
      }
    }
    sums[i] += lambda;
    for (let j = 0; j <= i; j++) into.set(i, j, sums[j]);
  }
}

type Predict = (user: number, scores: Float64Array) => void;

/** Turns P into B in place, and adds up its rows. */
function itemScores({ indptr, indices, values }: SparseMatrix, inverse: TiledMatrix): Predict {
  const { size } = inverse;
  const factors = Float64Array.from({ length: size }, (_, j) => -1 / inverse.get(j, j));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      inverse.set(i, j, i === j ? 0 : inverse.get(i, j) * factors[j]);
    }
  }
  return (user, scores) => {
    const start = indptr[user], end = indptr[user + 1];
    inverse.addRows(indices.subarray(start, end), values.subarray(start, end), scores);
  };
}

/** Adds up the users' inputs by a row of M. */
function userScores(
  { rows, columns, indptr, indices, values }: SparseMatrix,
  byItem: SparseMatrix,
  inverse: TiledMatrix,
  lambda: number,
): Predict {
  const diagonal = new Float64Array(columns).fill(1 / lambda);
  for (let i = 0; i < columns; i++) {
    let sum = 0;
    for (let e = byItem.indptr[i]; e < byItem.indptr[i + 1]; e++) {
      for (let k = byItem.indptr[i]; k < byItem.indptr[i + 1]; k++) {
        sum += byItem.values[e] * byItem.values[k] *
          inverse.get(byItem.indices[e], byItem.indices[k]);
      }
    }
    diagonal[i] = (1 - sum) / lambda;
  }
  const weights = new Float64Array(rows);
  return (user, scores) => {
    inverse.addRows([user], [1], weights.fill(0));
    for (let v = 0; v < rows; v++) {
      const weight = weights[v];
      for (let e = indptr[v]; e < indptr[v + 1]; e++) scores[indices[e]] -= weight * values[e];
    }
    for (let i = 0; i < columns; i++) scores[i] /= diagonal[i];
    for (let e = indptr[user]; e < indptr[user + 1]; e++) scores[indices[e]] += values[e];
  };
}
