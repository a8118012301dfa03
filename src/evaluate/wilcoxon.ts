import { UsageError } from "../errors.ts";
import { pairedDifferences } from "./paired_differences.ts";

/** What a Wilcoxon signed rank test found. */
export interface SignedRankTest {
  /** Sum of the ranks of users for whom the first recommender is better. */
  readonly positive: number;
  /** Sum of the ranks of users for whom the second one is. */
  readonly negative: number;
  /** Number of users who differ; the others are left out. */
  readonly users: number;
  /** Probability of sums at least this far from each other where no recommender is the better one, two-sided. */
  readonly p: number;
  /** Whether `p` is exact or from the normal approximation. */
  readonly method: "exact" | "normal";
}

/** Up to so many differing users the distribution is computed; more change the normal approximation's p in the third digit. */
const EXACT_USERS = 50;

/** 0.3 - 0.2 and 0.2 - 0.1 are a tie, whatever the last bits say. */
const ROUNDING = 1e-9;

/**
 * Wilcoxon signed rank test of two recommenders over the same users. Users without a difference are left out (Wilcoxon's own
 * procedure); equal absolute differences (within rounding) share the mean of their ranks. Up to 50 users p is exact: the share of all
 * 2^n ways to give the ranks signs, ties included. Beyond that the sum is taken for normal, with variance n (n + 1) (2 n + 1) / 24 less
 * (t^3 - t) / 48 for each group of t ties, and a continuity correction of 1/2.
 *
 * Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1(6), 1945; Pratt and Gibbons, "Concepts of nonparametric theory",
 * 1981, section 3.7, for ties.
 *
 * @param first One value for each user, (users), at least one.
 * @param second The other recommender's values for the same users in the same order, (users).
 * @returns Rank sums and p; p is 1 where nobody differs.
 * @throws {UsageError} Where the vectors differ in length, or a value is not finite.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * // Five users, all better off: one of 2^5 ways, and its mirror image.
 * const { p } = wilcoxonTest(Float64Array.of(2, 3, 4, 5, 6), Float64Array.of(1, 1, 1, 1, 1));
 * strictEqual(p, 2 / 32);
 * ```
 */
export function wilcoxonTest(first: Float64Array, second: Float64Array): SignedRankTest {
  const differences = pairedDifferences(first, second);
  const wrong = differences.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new UsageError(
      `Cannot compare two runs: a difference is ${wrong}, expected a finite one`,
    );
  }
  const sorted = differences.filter((value) => value !== 0)
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  const users = sorted.length;
  const ranks = new Float64Array(users);
  let ties = 0;
  for (let start = 0, end = 0; start < users; start = end) {
    while (end < users && Math.abs(sorted[end]) <= Math.abs(sorted[start]) * (1 + ROUNDING)) end++;
    ranks.fill((start + 1 + end) / 2, start, end);
    ties += (end - start) ** 3 - (end - start);
  }
  let positive = 0, negative = 0;
  ranks.forEach((rank, k) => sorted[k] > 0 ? positive += rank : negative += rank);
  const method = users <= EXACT_USERS ? "exact" : "normal";
  const smaller = Math.min(positive, negative);
  const p = method === "exact" ? exactP(ranks, smaller) : normalP(users, ties, smaller);
  return { positive, negative, users, p, method };
}

/** Twice the share of the ways to choose some of the ranks whose sum is at most `smaller`. */
function exactP(ranks: Float64Array, smaller: number): number {
  // Ranks are multiples of 1/2, so doubled they are whole numbers.
  const total = ranks.reduce((sum, rank) => sum + 2 * rank, 0);
  const share = new Float64Array(total + 1);
  share[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += 2 * rank;
    for (let sum = reached; sum >= 0; sum--) {
      share[sum] = (share[sum] + (sum >= 2 * rank ? share[sum - 2 * rank] : 0)) / 2;
    }
  }
  let below = 0;
  for (let sum = 0; sum <= 2 * smaller; sum++) below += share[sum];
  return Math.min(1, 2 * below);
}

function normalP(users: number, ties: number, smaller: number): number {
  const mean = users * (users + 1) / 4;
  const deviation = Math.sqrt(users * (users + 1) * (2 * users + 1) / 24 - ties / 48);
  const z = Math.max(0, mean - smaller - 0.5) / deviation;
  return complementaryError(z / Math.SQRT2);
}

/**
 * The complementary error function for z >= 0: its series where that converges fast, its continued fraction elsewhere (Abramowitz and Stegun
 * 1964, 7.1.6 and 7.1.14).
 */
function complementaryError(z: number): number {
  const scale = Math.exp(-z * z) / Math.sqrt(Math.PI);
  if (z < 2) {
    let term = 2 * z, sum = term;
    for (let n = 1; term > 1e-17 * sum; n++) sum += term *= 2 * z * z / (2 * n + 1);
    return 1 - scale * sum;
  }
  let fraction = z;
  for (let n = 60; n >= 1; n--) fraction = z + n / 2 / fraction;
  return scale / fraction;
}
