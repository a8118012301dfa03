import { type SparseMatrix, transpose } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { inversionThreads, invertSymmetric } from "../kernels/invert_symmetric.ts";
import { type TiledMatrix, tiledMatrix } from "../kernels/tiled_matrix.ts";
import { checkIndex, checkSize } from "./checks.ts";
import { type ProfileRow, rowOf } from "./nearest_users.ts";
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
  /** x of the users who are recommended to, where they are others than those learned from, (users, items). */
  readonly asked?: SparseMatrix;
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
 * Where there are fewer users than items the users' matrix is inverted instead, M = (X X^T + lambda I)^-1: P = (I - X^T M X) / lambda gives the same
 * scores, x_ui - (x_u P)_i / P_ii, but for rounding. The inverse comes from a
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
  const { lambda = EASE_LAMBDA, asked = inputs } = options;
  const { invert = inputs.rows < inputs.columns ? "users" : "items" } = options;
  if (!(lambda > 0 && lambda < Infinity)) {
    throw new UsageError(`Cannot ${action}: lambda is ${lambda}, expected a number above 0`);
  }
  checkSize(action, "the number of items asked about", asked.columns, inputs.columns);
  for (const { values } of [inputs, asked]) {
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong === undefined) continue;
    throw new RangeError(`Cannot ${action}: an input is ${wrong}, expected finite numbers`);
  }
  const byItem = transpose(inputs);
  const [rows, columns] = invert === "items" ? [byItem, inputs] : [inputs, byItem];
  const inverse = options.memory ??
    tiledMatrix(rows.rows, inversionThreads(rows.rows, options.threads));
  checkSize(action, "the size of the memory", inverse.size, rows.rows);
  fillGram(inverse, rows, columns, lambda);
  await invertSymmetric(inverse, run);
  const predict = invert === "items" ? itemScores(inverse) : userScores(inputs, byItem, inverse);
  return {
    name: "ease",
    lambda,
    facts: {
      method: `${inverse.size} ${invert} inverted`,
      threads: inverse.threads,
      bytes: inverse.bytes,
    },
    score(user, scores) {
      checkIndex(action, "user", user, asked.rows);
      checkSize(action, "the length of the scores", scores.length, asked.columns);
      scores.fill(0);
      const row = rowOf(asked, user);
      if (row.indices.length === 0) return false;
      predict(row, scores);
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

/** Adds the scores of a user with a row of inputs. */
type Predict = (row: ProfileRow, scores: Float64Array) => void;

/** Turns P into B in place, and adds up its rows. */
function itemScores(inverse: TiledMatrix): Predict {
  const { size } = inverse;
  const factors = Float64Array.from({ length: size }, (_, j) => -1 / inverse.get(j, j));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      inverse.set(i, j, i === j ? 0 : inverse.get(i, j) * factors[j]);
    }
  }
  return ({ indices, values }, scores) => inverse.addRows(indices, values, scores);
}

/** x P by way of M: x - ((x X^T) M) X, over lambda. */
function userScores(
  { rows, columns, indptr, indices, values }: SparseMatrix,
  byItem: SparseMatrix,
  inverse: TiledMatrix,
): Predict {
  // lambda P_ii = 1 - x_i^T M x_i, x_i being column i of X.
  const diagonal = new Float64Array(columns);
  for (let i = 0; i < columns; i++) {
    const { indices: users, values: x } = rowOf(byItem, i);
    let sum = 0;
    for (let e = 0; e < users.length; e++) {
      for (let k = 0; k < users.length; k++) sum += x[e] * x[k] * inverse.get(users[e], users[k]);
    }
    diagonal[i] = 1 - sum;
  }
  const products = new Float64Array(rows), weights = new Float64Array(rows);
  return (row, scores) => {
    products.fill(0);
    for (let e = 0; e < row.indices.length; e++) {
      const { indices: users, values: x } = rowOf(byItem, row.indices[e]);
      for (let k = 0; k < users.length; k++) products[users[k]] += row.values[e] * x[k];
    }
    const met = [...products.keys()].filter((v) => products[v] !== 0);
    inverse.addRows(met, met.map((v) => products[v]), weights.fill(0));
    for (let v = 0; v < rows; v++) {
      const weight = weights[v];
      for (let e = indptr[v]; e < indptr[v + 1]; e++) scores[indices[e]] += weight * values[e];
    }
    // x_i - (x_i - s_i) / (lambda P_ii); x is 0 but at the row's items.
    for (let i = 0; i < columns; i++) scores[i] /= diagonal[i];
    for (let e = 0; e < row.indices.length; e++) {
      const i = row.indices[e];
      scores[i] += row.values[e] * (1 - 1 / diagonal[i]);
    }
  };
}
