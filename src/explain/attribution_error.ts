import type { Attribution } from "./attribution.ts";

/**
 * How far the contributions of a score are from summing to it.
 *
 * @param attribution The score taken apart.
 * @returns |sum of contributions - score| / |score|, or, where contributions of both signs cancel to a score of 0, over the sum of their
 * absolute values; 0 where the sum is exact.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const contributions = [{ neuron: 0, value: 3, weight: 1, ofItem: true }];
 * strictEqual(attributionError({ score: 4, contributions }), 0.25);
 * ```
 */
export function attributionError(
  { score, contributions }: Pick<Attribution, "score" | "contributions">,
): number {
  let sum = 0, size = 0;
  for (const { value } of contributions) {
    sum += value;
    size += Math.abs(value);
  }
  const off = Math.abs(sum - score);
  return off === 0 ? 0 : off / (Math.abs(score) || size);
}
