import { checkSize } from "../recommend/checks.ts";

/** One rated item behind an attribute of a user's profile. */
export interface EvidenceShare {
  /** Index of the item. */
  readonly item: number;
  /** What the item adds to the weight: x_j w_jf, or w_jf alone. */
  readonly part: number;
  /** `part` over the sum of all parts. Shares sum to 1; where parts have both signs, some are below 0 or above 1. */
  readonly share: number;
}

/** The user's own ratings behind one attribute. */
export interface Evidence {
  /** Sum of the parts: the profile's raw weight p_f. */
  readonly total: number;
  /** False where the parts sum to 0, so that nothing can be shared out; each `share` is then 0. */
  readonly hasShares: boolean;
  /** By descending share (by descending part where there are none), ties by ascending item. */
  readonly shares: readonly EvidenceShare[];
}

/**
 * Shares an attribute's weight out over the rated items that made it. By the definition p_f = sum over j of x_j w_jf, item
 * j's share is x_j w_jf / p_f; by the definition p_f = sum over j of w_jf (pass no inputs) it is w_jf / p_f.
 *
 * For a negative p_f a positive share still means that the item pushes with the total, here downwards.
 *
 * Source: profile definitions of Bellini et al., arXiv 1706.07956 (rating-weighted) and 1807.05006 (sum of weights).
 *
 * @param items The user's rated items with the attribute, j in N(f), (ratings).
 * @param weights Incoming weights w_jf = W1[j, f] of the user's network, (ratings).
 * @param inputs Scaled ratings x_j in [0, 1], (ratings); left out for the sum of weights.
 * @returns The shares.
 * @throws {RangeError} Where the arrays differ in length or the sum is not finite.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(attributeEvidence([4, 7], [0.5, 1], [1, 1.5]), {
 *   total: 2,
 *   hasShares: true,
 *   shares: [{ item: 7, part: 1.5, share: 0.75 }, { item: 4, part: 0.5, share: 0.25 }],
 * });
 * ```
 */
export function attributeEvidence(
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
  inputs?: ArrayLike<number>,
): Evidence {
  const action = "share out an attribute's weight";
  checkSize(action, "the number of weights", weights.length, items.length);
  if (inputs) checkSize(action, "the number of inputs", inputs.length, items.length);
  const parts = Array.from(weights, (weight, k) => inputs ? inputs[k] * weight : weight);
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (!Number.isFinite(total)) {
    throw new RangeError(`Cannot ${action}: the sum is ${total}, expected a finite number`);
  }
  const hasShares = total !== 0;
  const shares = parts.map((part, k) => ({
    item: items[k],
    part,
    share: hasShares ? part / total : 0,
  }));
  shares.sort((a, b) => b.share - a.share || (hasShares ? 0 : b.part - a.part) || a.item - b.item);
  return { total, hasShares, shares };
}
