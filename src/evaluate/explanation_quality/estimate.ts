import { bootstrapInterval, type Interval, pairedTTest } from "../significance.ts";

/** A mean over users with its 95 % bootstrap interval. */
export interface Estimate extends Interval {
  /** Number of users that the mean is over. */
  readonly users: number;
}

/** Which way a measure is good. */
export type Better = "lower" | "higher";

/** How reasons compare with a control over the same users. */
export interface Comparison {
  /** Mean of the reasons' value less the control's. */
  readonly difference: number;
  /** Standard error of the difference. */
  readonly standardError: number;
  /** Two-sided p-value of the paired t test. */
  readonly p: number;
  /**
   * Whether the control loses clearly, wins clearly, or neither: clearly is a p below the level, which is 0.05 shared out over all
   * comparisons of a measurement (Bonferroni).
   */
  readonly control: "loses" | "wins" | "unclear";
}

/** Chance of a false "clearly" in all comparisons of one measurement together. */
export const FAMILY_LEVEL = 0.05;

/**
 * Estimates a mean over users.
 *
 * @param values One value for each user, NaN for users who have none.
 * @param seed Seed of the bootstrap.
 * @returns The mean and its 95 % interval; undefined where no user has a value.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const estimate = estimateMean([1, NaN, 0, 1, 0], 42);
 * strictEqual(estimate?.mean, 0.5);
 * strictEqual(estimate?.users, 4);
 * ```
 */
export function estimateMean(values: readonly number[], seed: number): Estimate | undefined {
  const known = Float64Array.from(values.filter((value) => !Number.isNaN(value)));
  if (known.length === 0) return undefined;
  return { ...bootstrapInterval(known, { seed }), users: known.length };
}

/**
 * Compares reasons with a control by a paired t test over the users who have both values.
 *
 * @param reasons One value for each user, NaN for none.
 * @param control The control's values for the same users.
 * @param better Which way the measure is good.
 * @param comparisons Number of comparisons that the level of 0.05 is shared out over, from 1.
 * @returns The comparison; undefined where fewer than two users have both values.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(compareWithControl([0, 0.1, 0, 0.1], [0.9, 1, 1, 0.9], "lower", 1)?.control, "loses");
 * ```
 */
export function compareWithControl(
  reasons: readonly number[],
  control: readonly number[],
  better: Better,
  comparisons: number,
): Comparison | undefined {
  const both = [...reasons.keys()].filter((k) => !Number.isNaN(reasons[k] + control[k]));
  if (both.length < 2) return undefined;
  const { difference, standardError, p } = pairedTTest(
    Float64Array.from(both, (k) => reasons[k]),
    Float64Array.from(both, (k) => control[k]),
  );
  const isClear = difference !== 0 && p < FAMILY_LEVEL / comparisons;
  const isAhead = better === "higher" ? difference > 0 : difference < 0;
  return {
    difference,
    standardError,
    p,
    control: isClear ? (isAhead ? "loses" : "wins") : "unclear",
  };
}
