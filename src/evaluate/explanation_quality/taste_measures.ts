import type { WeightedAttributes } from "./attribute_weights.ts";
import { areaUnderCurve } from "./rank_statistics.ts";

/** A number that says how well one user's weights tell the user's planted tastes; higher is better. */
export interface TasteMeasure {
  /** Name in results. */
  readonly name: string;
  /** What it says, in a few words. */
  readonly description: string;
  /**
   * One user's value.
   *
   * @param weighted The user's weights.
   * @param planted Planted weight by attribute, each of an attribute that the user has a weight of; above 0 for a like.
   * @returns The value, 0 to 1; NaN where there is nothing to judge.
   */
  ofUser(weighted: WeightedAttributes, planted: ReadonlyMap<number, number>): number;
}

/** Numbers of strongest attributes at which precision is taken. */
const CUTOFFS = [1, 3, 5, 10];

/**
 * Share of likes among the k strongest attributes; equal weights go by ascending attribute. NaN without likes.
 *
 * @param cutoff k, from 1.
 * @returns The measure.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const weighted = { attributes: [4, 5, 6], weights: [0.1, 0.9, 0.5] };
 * strictEqual(tastePrecision(2).ofUser(weighted, new Map([[5, 2], [6, -1]])), 0.5);
 * ```
 */
export function tastePrecision(cutoff: number): TasteMeasure {
  return {
    name: `precision@${cutoff}`,
    description: `precision@${cutoff} of likes`,
    ofUser({ attributes, weights }, planted) {
      if (![...planted.values()].some((weight) => weight > 0)) return NaN;
      const strongest = [...attributes.keys()]
        .sort((a, b) => weights[b] - weights[a] || attributes[a] - attributes[b]).slice(0, cutoff);
      return strongest.filter((k) => (planted.get(attributes[k]) ?? 0) > 0).length / cutoff;
    },
  };
}

/**
 * The chance that a liked attribute weighs more than one that is not liked (area under the ROC curve).
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const weighted = { attributes: [4, 5, 6], weights: [0.1, 0.9, 0.5] };
 * strictEqual(likesAboveRest.ofUser(weighted, new Map([[6, 2]])), 0.5);
 * ```
 */
export const likesAboveRest: TasteMeasure = {
  name: "AUC",
  description: "AUC of likes against all others",
  ofUser: ({ attributes, weights }, planted) =>
    areaUnderCurve(weights, attributes.map((f) => (planted.get(f) ?? 0) > 0)),
};

/**
 * The chance that a liked attribute weighs more than a disliked one: what an attribute is, and how common, is the same on both sides.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const weighted = { attributes: [4, 5, 6], weights: [0.1, 0.9, 0.5] };
 * strictEqual(likesAboveDislikes.ofUser(weighted, new Map([[5, 2], [6, -1]])), 1);
 * ```
 */
export const likesAboveDislikes: TasteMeasure = {
  name: "AUC-dislikes",
  description: "AUC of likes against dislikes",
  ofUser({ attributes, weights }, planted) {
    const told = [...attributes.keys()].filter((k) => planted.has(attributes[k]));
    return areaUnderCurve(
      told.map((k) => weights[k]),
      told.map((k) => planted.get(attributes[k])! > 0),
    );
  },
};

/**
 * Share of tastes whose sign the weights have: a like weighs more than the user's mean weight, a dislike less. NaN without tastes.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const weighted = { attributes: [4, 5, 6], weights: [0.1, 0.9, 0.5] };
 * strictEqual(signAgreement.ofUser(weighted, new Map([[4, 1], [5, 2]])), 0.5);
 * ```
 */
export const signAgreement: TasteMeasure = {
  name: "sign",
  description: "sign agreement, from the user's mean",
  ofUser({ attributes, weights }, planted) {
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    let agree = 0;
    attributes.forEach((f, k) => {
      if ((weights[k] - mean) * (planted.get(f) ?? 0) > 0) agree++;
    });
    return agree / planted.size;
  },
};

/** All measures of recovery, in the order of tables. */
export const tasteMeasures: readonly TasteMeasure[] = [
  ...CUTOFFS.map(tastePrecision),
  likesAboveRest,
  likesAboveDislikes,
  signAgreement,
];
