/**
 * Ranks of values, 1 for the lowest; equal values share the mean of their ranks.
 *
 * @param values Any finite numbers.
 * @returns The rank of each, (values).
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([...averageRanks([5, 1, 5, 9])], [2.5, 1, 2.5, 4]);
 * ```
 */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, k) => k)
    .sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let k = start; k < end; k++) ranks[order[k]] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/**
 * Spearman's rank correlation: Pearson's correlation of the average ranks.
 *
 * @param a Values.
 * @param b Values of the same things.
 * @returns -1 to 1; NaN where either side does not vary.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 *
 * ok(Math.abs(rankCorrelation([1, 2, 3], [10, 30, 20]) - 0.5) < 1e-12);
 * ```
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const ranksA = averageRanks(a), ranksB = averageRanks(b);
  const middle = (ranksA.length + 1) / 2;
  let product = 0, squaresA = 0, squaresB = 0;
  for (let k = 0; k < ranksA.length; k++) {
    const fromA = ranksA[k] - middle, fromB = ranksB[k] - middle;
    product += fromA * fromB;
    squaresA += fromA * fromA;
    squaresB += fromB * fromB;
  }
  return product / Math.sqrt(squaresA * squaresB);
}

/**
 * Area under the ROC curve: the chance that a random positive has a greater value than a random negative, equal ones counting half (Mann
 * and Whitney 1947).
 *
 * @param values Values of all.
 * @param isPositive Whether each is a positive.
 * @returns 0 to 1, 0.5 by chance; NaN where there is no positive or no negative.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(areaUnderCurve([3, 1, 2, 0], [true, false, false, true]), 0.5);
 * ```
 */
export function areaUnderCurve(values: ArrayLike<number>, isPositive: readonly boolean[]): number {
  const ranks = averageRanks(values);
  let sum = 0, positives = 0;
  for (let k = 0; k < ranks.length; k++) {
    if (!isPositive[k]) continue;
    sum += ranks[k];
    positives++;
  }
  const negatives = ranks.length - positives;
  return (sum - positives * (positives + 1) / 2) / (positives * negatives);
}
