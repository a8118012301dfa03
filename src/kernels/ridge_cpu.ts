/** One ridge regression by its normal equations: (A + D) w = b. */
export interface RidgeSystem {
  /** Number of weights, at least 0. */
  readonly unknowns: number;
  /** Length of a row of `gram`, at least `unknowns`. */
  readonly stride: number;
  /** A, symmetric and positive semidefinite, (unknowns, stride); only the lower triangle is read. */
  readonly gram: Float64Array;
  /** b, (unknowns). */
  readonly target: Float64Array;
  /** The diagonal of D, (unknowns), above 0. */
  readonly penalty: Float64Array;
}

/** A pivot that is this part of its diagonal entry, or less, is rounding error. */
export const LEAST_PIVOT = 1e-12;

/**
 * Solves a ridge regression by the Cholesky decomposition A + D = L L^T, row by row, in float64: the twin of `wasm/ridge.as`. Penalties above 0
 * make the matrix positive definite, however much columns repeat each other; where they are so small that rounding eats up a pivot, that
 * weight is 0.
 *
 * @param system A, b and D; they are kept.
 * @returns w, (unknowns).
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * // Two equal columns share the weight: (3 + 1) w0 + 3 w1 = 7 and 3 w0 + (3 + 1) w1 = 7.
 * const weights = solveRidge({
 *   unknowns: 2,
 *   stride: 2,
 *   gram: Float64Array.of(3, NaN, 3, 3),
 *   target: Float64Array.of(7, 7),
 *   penalty: Float64Array.of(1, 1),
 * });
 * deepStrictEqual(Array.from(weights, (w) => Math.round(1e9 * w) / 1e9), [1, 1]);
 * ```
 */
export function solveRidge(
  { unknowns: n, stride, gram, target, penalty }: RidgeSystem,
): Float64Array<ArrayBuffer> {
  const lower = new Float64Array(n * n);
  const inverse = new Float64Array(n), weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      let sum = gram[i * stride + j];
      for (let k = 0; k < j; k++) sum -= lower[row + k] * lower[j * n + k];
      lower[row + j] = sum * inverse[j];
    }
    const whole = gram[i * stride + i] + penalty[i];
    let pivot = whole, y = target[i];
    for (let k = 0; k < i; k++) {
      pivot -= lower[row + k] ** 2;
      y -= lower[row + k] * weights[k];
    }
    inverse[i] = pivot > LEAST_PIVOT * whole ? 1 / Math.sqrt(pivot) : 0;
    weights[i] = y * inverse[i];
  }
  for (let i = n - 1; i >= 0; i--) {
    weights[i] *= inverse[i];
    for (let k = 0; k < i; k++) weights[k] -= lower[i * n + k] * weights[i];
  }
  return weights;
}
