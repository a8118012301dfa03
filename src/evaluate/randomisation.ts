import { UsageError } from "../errors.ts";
import { createRandom } from "../random.ts";
import { pairedDifferences } from "./paired_differences.ts";

/** What a randomisation test found. */
export interface RandomisationTest {
  /** Mean of first minus second. */
  readonly difference: number;
  /** Share of the exchanges that make the means differ at least as much, two-sided. */
  readonly p: number;
  /** Number of exchanges that were tried: all 2^users of them, or as many random ones as asked for. */
  readonly exchanges: number;
  /** Whether all exchanges were tried. */
  readonly exact: boolean;
}

/** Up to so many users who differ all exchanges are tried. */
const EXACT_USERS = 16;

/**
 * Fisher's randomisation test of two recommenders over the same users: if neither were better, each user's two values might as well be
 * exchanged. With up to 16 users who differ all exchanges are tried; otherwise random ones, and p = (1 + as extreme) / (1 + tried), so
 * that it is never 0.
 *
 * Fisher, "The design of experiments", 1935; Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
 * retrieval evaluation", CIKM 2007, section 3.1.
 *
 * @param first One value for each user, (users), at least one.
 * @param second The other recommender's values for the same users in the same order, (users).
 * @param options `exchanges`: random ones to try, an integer from 1 (default 10,000). `seed` (default 42).
 * @returns Difference and p; p is 1 where nobody differs.
 * @throws {UsageError} Where the vectors differ in length or are empty, or `exchanges` is out of range.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * // Of the 4 exchanges, the one made and its mirror image differ by as much.
 * strictEqual(randomisationTest(Float64Array.of(2, 3), Float64Array.of(1, 1)).p, 0.5);
 * ```
 */
export function randomisationTest(
  first: Float64Array,
  second: Float64Array,
  options: { readonly exchanges?: number; readonly seed?: number } = {},
): RandomisationTest {
  const { exchanges = 10_000, seed = 42 } = options;
  if (!Number.isInteger(exchanges) || exchanges < 1) {
    throw new UsageError(
      `Cannot compare two runs: the number of exchanges is ${exchanges}, expected an integer from 1`,
    );
  }
  const differences = pairedDifferences(first, second);
  if (differences.length === 0) {
    throw new UsageError("Cannot compare two runs: the number of users is 0, expected at least 1");
  }
  const sum = differences.reduce((sum, value) => sum + value, 0);
  const difference = sum / differences.length;
  const moving = differences.filter((value) => value !== 0);
  // Sums of the same numbers in another order must not count as smaller for their rounding.
  const slack = 1e-12 * moving.reduce((size, value) => size + Math.abs(value), 0);
  const isExtreme = (exchanged: number) => Math.abs(exchanged) >= Math.abs(sum) - slack;
  if (moving.length <= EXACT_USERS) {
    const all = 2 ** moving.length;
    let extreme = 0;
    for (let signs = 0; signs < all; signs++) {
      if (isExtreme(moving.reduce((s, value, k) => s + (signs >> k & 1 ? -value : value), 0))) {
        extreme++;
      }
    }
    return { difference, p: extreme / all, exchanges: all, exact: true };
  }
  const random = createRandom(seed, "randomisation-test");
  let extreme = 0;
  for (let trial = 0; trial < exchanges; trial++) {
    let exchanged = 0;
    for (let k = 0; k < moving.length; k++) {
      exchanged += random.next() < 0.5 ? -moving[k] : moving[k];
    }
    if (isExtreme(exchanged)) extreme++;
  }
  return { difference, p: (1 + extreme) / (1 + exchanges), exchanges, exact: false };
}
