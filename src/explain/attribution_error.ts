/**
 * How far the parts of a score are from summing to it.
 *
 * @param score The score.
 * @param parts Its parts.
 * @returns |sum of parts - score| / |score|, or, where parts of both signs cancel to a score of 0, over the sum of their absolute values;
 * 0 where the sum is exact, infinite where a number is NaN.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(attributionError(4, [3]), 0.25);
 * ```
 */
export function attributionError(score: number, parts: readonly number[]): number {
  let sum = 0, size = 0;
  for (const part of parts) {
    sum += part;
    size += Math.abs(part);
  }
  const off = Math.abs(sum - score);
  const error = off === 0 ? 0 : off / (Math.abs(score) || size);
  // NaN is no error that could be small.
  return Number.isNaN(error) ? Infinity : error;
}
