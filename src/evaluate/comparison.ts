import { UsageError } from "../errors.ts";
import { correctByHolm } from "./holm.ts";
import { randomisationTest } from "./randomisation.ts";
import { wilcoxonTest } from "./wilcoxon.ts";
import { type Evaluation, findValue } from "./protocol.ts";
import { bootstrapInterval, type Interval, pairedTTest } from "./significance.ts";

/** Name of a paired test: of means by Student's t, of signed ranks by Wilcoxon, of means by Fisher's randomisation. */
export type PairedTestName = "t" | "wilcoxon" | "randomisation";

type PairedTest = (first: Float64Array, second: Float64Array) => { readonly p: number };

const TESTS: Readonly<Record<PairedTestName, PairedTest>> = {
  "t": pairedTTest,
  "wilcoxon": wilcoxonTest,
  "randomisation": randomisationTest,
};

/** All of them; the first is the default. */
export const PAIRED_TESTS: readonly PairedTestName[] = ["t", "wilcoxon", "randomisation"];

/** What evaluations are compared by. */
export interface ComparisonOptions {
  /** The test over users (default `t`). */
  readonly test?: PairedTestName;
  /** Name of a metric that is a mean over users (default `ndcg`). */
  readonly metric?: string;
  /** The cutoff k; it was evaluated. */
  readonly cutoff: number;
}

/** How two recommenders differ over the same users. */
export interface PairedDifference {
  /** Mean of the first less the second, with its 95 % bootstrap interval over users. */
  readonly difference: Interval;
  /** p-value of a paired test, two-sided; undefined for a single user. */
  readonly p?: number;
  /** The same after Holm's correction over all tests that were made together. */
  readonly pHolm?: number;
}

/** Recommenders beside the best of them. */
export interface ComparisonToBest {
  /** Name of the metric. */
  readonly metric: string;
  /** The cutoff k. */
  readonly cutoff: number;
  /** Place of the best evaluation; of equals the first. */
  readonly best: number;
  /** The mean of each evaluation with its 95 % bootstrap interval over users. */
  readonly values: readonly Interval[];
  /** Each evaluation less the best one; undefined for that itself. */
  readonly toBest: readonly (PairedDifference | undefined)[];
}

/** What the true attributes add to a recommender. */
export interface AttributeGain extends PairedDifference {
  /** Its value with the true attributes. */
  readonly true: number;
  /** Its mean value with shuffled ones. */
  readonly shuffled: number;
}

/**
 * Compares recommenders with the best of them, user by user. The best is found on the same users, so that a small p-value against it is a little too easy to
 * come by where several are about as good; the correction is for the number of tests, not for that.
 *
 * @param evaluations One per recommender, over the same users; at least one.
 * @param options Metric and cutoff.
 * @returns The comparison, in the order of the evaluations.
 * @throws {UsageError} Where there is no evaluation, the metric was not computed or is no mean over users, or users differ.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, ok } from "node:assert/strict";
 *
 * const evaluation = (recommender: string, ofUsers: Float64Array) => ({
 *   recommender,
 *   users: Uint32Array.of(0, 1, 2, 3),
 *   usersWithoutRelevant: 0,
 *   usersWithoutScores: 0,
 *   catalogue: 9,
 *   values: [{ metric: "ndcg", cutoff: 10, value: 0.5, ofUsers }],
 *   lists: [],
 * });
 * const good = evaluation("good", Float64Array.of(0.6, 0.9, 0.7, 0.8));
 * const poor = evaluation("poor", Float64Array.of(0.5, 0.7, 0.6, 0.6));
 * const { best, toBest } = compareEvaluations([poor, good], { cutoff: 10 });
 * deepStrictEqual([best, toBest[1]], [1, undefined]);
 * ok(Math.abs(toBest[0]!.difference.mean + 0.15) < 1e-12 && toBest[0]!.p! < 0.02);
 * ```
 */
export function compareEvaluations(
  evaluations: readonly Evaluation[],
  { metric = "ndcg", cutoff, test = "t" }: ComparisonOptions,
): ComparisonToBest {
  if (evaluations.length === 0) {
    throw new UsageError("Cannot compare: the number of evaluations is 0, expected at least 1");
  }
  const ofUsers = evaluations.map((evaluation) => valuesOf(evaluation, metric, cutoff));
  for (const evaluation of evaluations) checkUsers(evaluations[0], evaluation);
  const values = ofUsers.map((values) => bootstrapInterval(values));
  const best = values.reduce((best, { mean }, k) => mean > values[best].mean ? k : best, 0);
  const others = [...evaluations.keys()].filter((k) => k !== best);
  const differences = corrected(
    others.map((k) => pairedDifference(ofUsers[k], ofUsers[best], test)),
  );
  return {
    metric,
    cutoff,
    best,
    values,
    toBest: evaluations.map((_, k) => k === best ? undefined : differences[others.indexOf(k)]),
  };
}

/**
 * What true attributes add: each recommender less itself with attributes that were shuffled (`shuffleGraph`), for each user the mean over the shuffles.
 *
 * @param pairs For each recommender its evaluation, and one for each shuffle; over the same users.
 * @param options Metric and cutoff.
 * @returns The gains, in order; p-values are corrected over all of them.
 * @throws {UsageError} Where there is no shuffle, the metric was not computed or is no mean over users, or users differ.
 */
export function attributeGains(
  pairs: readonly { readonly true: Evaluation; readonly shuffled: readonly Evaluation[] }[],
  { metric = "ndcg", cutoff, test = "t" }: ComparisonOptions,
): AttributeGain[] {
  const gains = pairs.map(({ true: own, shuffled }) => {
    const values = valuesOf(own, metric, cutoff);
    if (shuffled.length === 0) {
      throw new UsageError("Cannot compare: the number of shuffles is 0, expected at least 1");
    }
    const means = new Float64Array(values.length);
    for (const evaluation of shuffled) {
      checkUsers(own, evaluation);
      valuesOf(evaluation, metric, cutoff).forEach((value, user) =>
        means[user] += value / shuffled.length
      );
    }
    const found = pairedDifference(values, means, test);
    const { value } = findValue(own, metric, cutoff);
    return { true: value, shuffled: value - found.difference.mean, ...found };
  });
  return corrected(gains);
}

/**
 * The paired difference of two vectors of users' values.
 *
 * @param first One value for each user, (users), at least one.
 * @param second The other recommender's, (users).
 * @param test The test (default `t`).
 * @returns First less second.
 * @throws {UsageError} Where the vectors differ in length.
 */
export function pairedDifference(
  first: Float64Array,
  second: Float64Array,
  test: PairedTestName = "t",
): PairedDifference {
  if (first.length !== second.length) {
    throw new UsageError(
      `Cannot compare: the number of users is ${second.length}, expected ${first.length} as for the other`,
    );
  }
  const difference = bootstrapInterval(first.map((value, user) => value - second[user]));
  return first.length < 2 ? { difference } : { difference, p: TESTS[test](first, second).p };
}

function corrected<D extends PairedDifference>(differences: readonly D[]): D[] {
  const tested = differences.filter(({ p }) => p !== undefined);
  const holm = correctByHolm(tested.map(({ p }) => p!));
  return differences.map((one) =>
    one.p === undefined ? one : { ...one, pHolm: holm[tested.indexOf(one)] }
  );
}

/** Values are paired by place, which says nothing where the places are other users'. */
function checkUsers(first: Evaluation, other: Evaluation): void {
  const [{ users: wanted }, { users }] = [first, other];
  if (users.length !== wanted.length) {
    throw new UsageError(
      `Cannot compare: the number of users is ${users.length}, expected ${wanted.length} as for the other`,
    );
  }
  const place = users.findIndex((user, k) => user !== wanted[k]);
  if (place < 0) return;
  throw new UsageError(
    `Cannot compare '${other.recommender}' with '${first.recommender}': user ${place} is ${
      users[place]
    }, expected ${wanted[place]} as for the other`,
  );
}

function valuesOf(evaluation: Evaluation, metric: string, cutoff: number): Float64Array {
  const { ofUsers } = findValue(evaluation, metric, cutoff);
  if (ofUsers) return ofUsers;
  throw new UsageError(
    `Cannot compare: the metric is '${metric}', expected one that is a mean over users`,
  );
}
