import { UsageError } from "../errors.ts";
import { createRandom } from "../random.ts";
import { pairedDifferences } from "./paired_differences.ts";
import { studentTwoSided } from "./student_t.ts";

/** A mean and an interval around it. */
export interface Interval {
  /** Mean of the values. */
  readonly mean: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
}

/** How two recommenders differ over the same users. */
export interface PairedTest {
  /** Mean of first minus second. */
  readonly difference: number;
  /** Standard error of the difference. */
  readonly standardError: number;
  /** The statistic t = difference / standard error; infinite where all users differ by the same amount. */
  readonly t: number;
  /** Number of users less 1. */
  readonly degreesOfFreedom: number;
  /** Probability of a t at least this far from 0 where the true difference is 0, two-sided. */
  readonly p: number;
}

/**
 * Confidence interval of a mean over users by the percentile bootstrap (Efron and Tibshirani 1993, "An Introduction to the
 * Bootstrap", chapter 13): the mean of as many users drawn with replacement, again and again, and the quantiles of those
 * means, interpolated linearly.
 *
 * @param values One value for each user, (users), at least one.
 * @param options `level`: share of the means inside the interval, above 0 and below 1 (default 0.95). `resamples`: number of
 * draws, an integer from 1 (default 1000). `seed` (default 42).
 * @returns The mean and its interval.
 * @throws {UsageError} Where an option is out of range or there are no values.
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 *
 * const { mean, low, high } = bootstrapInterval(Float64Array.of(0, 1, 0, 1, 1, 0, 1, 0));
 * strictEqual(mean, 0.5);
 * ok(low < 0.5 && high > 0.5);
 * ```
 */
export function bootstrapInterval(
  values: Float64Array,
  options: {
    readonly level?: number;
    readonly resamples?: number;
    readonly seed?: number;
  } = {},
): Interval {
  const { level = 0.95, resamples = 1000, seed = 42 } = options;
  if (!(level > 0 && level < 1)) {
    throw new UsageError(
      `Cannot bootstrap: the level is ${level}, expected a number above 0 and below 1`,
    );
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new UsageError(
      `Cannot bootstrap: the number of resamples is ${resamples}, expected an integer from 1`,
    );
  }
  if (values.length === 0) {
    throw new UsageError("Cannot bootstrap: the number of values is 0, expected at least 1");
  }
  const random = createRandom(seed, "bootstrap");
  const means = new Float64Array(resamples);
  for (let draw = 0; draw < resamples; draw++) {
    let sum = 0;
    for (let k = 0; k < values.length; k++) sum += values[random.integer(values.length)];
    means[draw] = sum / values.length;
  }
  means.sort();
  return {
    mean: mean(values),
    low: quantile(means, (1 - level) / 2),
    high: quantile(means, (1 + level) / 2),
  };
}

/**
 * Paired t test of two recommenders over the same users (Student 1908; Smucker, Allan and Carterette, "A comparison of
 * statistical significance tests for information retrieval evaluation", CIKM 2007).
 *
 * @param first One value for each user, (users), at least two.
 * @param second The other recommender's values for the same users in the same order, (users).
 * @returns Difference, statistic and p-value. Where all users differ by the same amount p is 0, or 1 if that amount is 0.
 * @throws {UsageError} Where the vectors differ in length or there are fewer than two users.
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 *
 * // Differences 1, 2, 3: mean 2, standard deviation 1, t = 2 / (1 / sqrt(3)).
 * const test = pairedTTest(Float64Array.of(2, 4, 6), Float64Array.of(1, 2, 3));
 * strictEqual(test.difference, 2);
 * ok(Math.abs(test.t - 2 * Math.sqrt(3)) < 1e-12);
 * ```
 */
export function pairedTTest(first: Float64Array, second: Float64Array): PairedTest {
  const differences = pairedDifferences(first, second);
  const users = differences.length;
  if (users < 2) {
    throw new UsageError(
      `Cannot compare two runs: the number of users is ${users}, expected at least 2`,
    );
  }
  const difference = mean(differences);
  let squares = 0;
  for (const value of differences) squares += (value - difference) ** 2;
  const standardError = Math.sqrt(squares / (users - 1) / users);
  const t = difference === 0 ? 0 : difference / standardError;
  return {
    difference,
    standardError,
    t,
    degreesOfFreedom: users - 1,
    p: studentTwoSided(t, users - 1),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place), above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
