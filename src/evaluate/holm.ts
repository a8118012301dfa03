import { UsageError } from "../errors.ts";

/**
 * p-values of several tests at once, corrected by Holm's step-down method: below a level, they are significant with all errors of the first kind together at
 * that level. In ascending order p_(1) <= ... <= p_(m), the j-th becomes the largest of min(1, (m - i + 1) p_(i)) over i <= j.
 *
 * Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6(2), 1979.
 *
 * @param p The p-values, 0 to 1, (tests).
 * @returns The corrected ones, in the order of the tests.
 * @throws {UsageError} Where a p-value is not from 0 to 1.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(correctByHolm([0.5, 0.0625, 0.125]), [0.5, 0.1875, 0.25]);
 * ```
 */
export function correctByHolm(p: readonly number[]): number[] {
  const wrong = p.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined) {
    throw new UsageError(`Cannot correct p-values: one is ${wrong}, expected numbers from 0 to 1`);
  }
  const corrected = new Array<number>(p.length);
  let least = 0;
  [...p.keys()].sort((a, b) => p[a] - p[b]).forEach((test, place) => {
    least = Math.max(least, Math.min(1, (p.length - place) * p[test]));
    corrected[test] = least;
  });
  return corrected;
}
