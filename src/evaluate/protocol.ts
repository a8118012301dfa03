import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { countRatings } from "../data/rating_counts.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Split } from "../data/split.ts";
import { canMeasure, type JudgedList, type Metric, type MetricContext } from "../metrics/metric.ts";
import { metrics as allMetrics } from "../metrics/registry.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { createCandidateMask, type RankedList, topItems } from "../recommend/ranking.ts";
import { judgedUsers, type RelevantFrom, relevantItems } from "./relevance.ts";

/** How a recommender is judged. */
export interface EvaluationOptions {
  /** The cutoffs k, integers from 1; a repeated one counts once. */
  readonly cutoffs: readonly number[];
  /** Which test ratings are relevant: those from this number up, or `"all"` (for implicit data). */
  readonly relevantFrom: RelevantFrom;
  /** What to compute (default: every metric of the registry, those of attributes only where there is a `graph`). */
  readonly metrics?: readonly Metric[];
  /** Which item has which attribute, for metrics of diversity. */
  readonly graph?: BipartiteGraph;
}

/** Lists that were made elsewhere and are judged as they are, in place of a recommender. */
export interface RankedLists {
  /** Name in tables. */
  readonly name: string;
  /**
   * A user's list, best first; it may be longer than the largest cutoff.
   *
   * @param user Index of the user.
   * @returns Candidates of the user, each at most once; undefined where there is no list, which counts as a miss.
   */
  list(user: number): RankedList | undefined;
}

/** One metric at one cutoff. */
export interface MetricValue {
  /** Name of the metric. */
  readonly metric: string;
  /** The cutoff k. */
  readonly cutoff: number;
  /** The value over all evaluated users. */
  readonly value: number;
  /** Each evaluated user's own value, (users), in the order of `Evaluation.users`; only where the metric is their mean. */
  readonly ofUsers?: Float64Array;
}

/** What a recommender achieved on a split. */
export interface Evaluation {
  /** Name of the recommender. */
  readonly recommender: string;
  /** Index of each evaluated user, ascending: those with at least one relevant test item. Means are over these. */
  readonly users: Uint32Array;
  /** Number of users without any relevant test item, those without test ratings included; nothing is computed for them. */
  readonly usersWithoutRelevant: number;
  /** Number of evaluated users for whom the recommender had nothing to go by: their lists are empty and count as misses. */
  readonly usersWithoutScores: number;
  /** Number of items with at least one training rating, from which all lists are drawn. */
  readonly catalogue: number;
  /** Every metric at every cutoff: metrics in the order asked for, cutoffs ascending. */
  readonly values: readonly MetricValue[];
  /** List of each evaluated user, (users), up to the largest cutoff. */
  readonly lists: readonly RankedList[];
}

/** From so many judged users, and such a share of all, what a recommender can prepare for all users pays. */
const MANY_USERS = 500, MANY_SHARE = 0.25;

/**
 * Whether an evaluation has so many users that a recommender should prepare its work for all of them: 500 or more, and at
 * least a quarter of all users.
 *
 * @param judged Number of users to score.
 * @param users Number of all users.
 * @returns True where `prepare` pays.
 */
export function judgesMany(judged: number, users: number): boolean {
  return judged >= MANY_USERS && judged >= MANY_SHARE * users;
}

/** The event loop gets its turn about this often, in milliseconds. */
const TURN = 50;

/**
 * Judges a recommender by all-unrated-items ranking: each user's list is drawn from all items with at least one training
 * rating that the user has not rated in training or, where the split has a fold-in part, there; nor in a validation part, which
 * by the time of the test the user has rated as well. Only users with at least one relevant test item are evaluated, for coverage and
 * Gini too. Relevant test items that are no candidates (nobody rated them in training) count in |rel|, so a perfect value may be out
 * of reach. Where 500 users or more are judged, and a quarter of all, a recommender that can prepare its work for all users is asked
 * to, on all cores; call its `prepare` before to choose where.
 *
 * @param recommender Trained on `split.train`, and asked about users as `split.foldIn` has them; or lists that were made elsewhere.
 * @param split Training and test ratings, each (users, items).
 * @param options Cutoffs, relevance and metrics.
 * @param run Progress (stage `rank`, unit `users`) and abort signal.
 * @returns Values, users and lists.
 * @throws {UsageError} Where an option is out of range, the parts of the split differ in shape, no user has a relevant
 * test item, or a metric that was asked for needs attributes and there is no `graph`.
 * @throws {RangeError} Where the recommender gives a candidate a score that is not finite.
 * @throws The signal's reason, where the signal aborts; nothing is returned then.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { mostPopular } from "../recommend/baselines.ts";
 *
 * // Two users rate items 0 and 1; a third rates item 2 in training, and item 1, with 5, in the test.
 * const train = sparseMatrix(3, 3, { row: [0, 0, 1, 1, 2], column: [0, 1, 0, 1, 2], value: [5, 4, 4, 4, 3] }).matrix;
 * const test = sparseMatrix(3, 3, { row: [2], column: [1], value: [5] }).matrix;
 * const evaluation = await evaluate(mostPopular(train), { train, test }, { cutoffs: [1, 2], relevantFrom: 4 });
 * strictEqual(evaluation.users.length, 1);
 * strictEqual(findValue(evaluation, "recall", 1).value, 0);
 * strictEqual(findValue(evaluation, "recall", 2).value, 1);
 * ```
 */
export async function evaluate(
  recommender: Recommender | RankedLists,
  split: Split,
  options: EvaluationOptions,
  run: RunOptions = {},
): Promise<Evaluation> {
  run.signal?.throwIfAborted();
  checkSplit(split);
  const { train, test, foldIn = train, validation } = split;
  const cutoffs = checkCutoffs(options.cutoffs);
  const users = judgedUsers(test, options.relevantFrom);
  const listOf = "list" in recommender
    ? givenLists(recommender)
    : rankedLists(recommender, createCandidateMask(train, foldIn, validation), train.columns);
  const longest = cutoffs[cutoffs.length - 1];
  if ("prepare" in recommender && judgesMany(users.length, train.rows)) {
    await recommender.prepare?.({}, run);
  }
  const trainingCounts = countRatings(train);
  const context = { trainingCounts, trainingUsers: countRows(train), graph: options.graph };
  const metrics = options.metrics ??
    allMetrics.filter((metric) => canMeasure(metric, { cutoff: 1, ...context }));
  const columns = metrics.flatMap((metric) =>
    cutoffs.map((cutoff) => createColumn(metric, { cutoff, ...context }, users.length))
  );
  const lists: RankedList[] = [];
  let usersWithoutScores = 0;
  let turn = performance.now();
  for (const user of users) {
    const found = listOf(user, longest);
    if (!found) usersWithoutScores++;
    const list = found ?? { items: new Uint32Array(), scores: new Float64Array() };
    const relevant = relevantItems(test, user, options.relevantFrom);
    for (const column of columns) column.add(lists.length, { items: list.items, relevant });
    lists.push(list);
    if (performance.now() - turn < TURN && lists.length < users.length) continue;
    run.onProgress?.({ stage: "rank", done: lists.length, total: users.length, unit: "users" });
    await new Promise((resolve) => setTimeout(resolve, 0));
    run.signal?.throwIfAborted();
    turn = performance.now();
  }
  return {
    recommender: recommender.name,
    users,
    usersWithoutRelevant: test.rows - users.length,
    usersWithoutScores,
    catalogue: trainingCounts.reduce((size, count) => count > 0 ? size + 1 : size, 0),
    values: columns.map((column) => column.value()),
    lists,
  };
}

/**
 * Looks one value up.
 *
 * @param evaluation What {@linkcode evaluate} returned.
 * @param metric Name of the metric.
 * @param cutoff The cutoff k.
 * @returns The value, with the users' own values where there are any.
 * @throws {UsageError} Where that metric was not computed at that cutoff.
 */
export function findValue(evaluation: Evaluation, metric: string, cutoff: number): MetricValue {
  const found = evaluation.values.find((value) =>
    value.metric === metric && value.cutoff === cutoff
  );
  if (found !== undefined) return found;
  const known = evaluation.values.map((value) => `${value.metric}@${value.cutoff}`).join(", ");
  throw new UsageError(
    `Cannot find a value: the metric is ${metric}@${cutoff}, expected one of ${known}`,
  );
}

type ListOf = (user: number, length: number) => RankedList | undefined;

function rankedLists(
  recommender: Recommender,
  candidates: (user: number) => Uint8Array,
  items: number,
): ListOf {
  const scores = new Float64Array(items);
  return (user, length) =>
    recommender.score(user, scores) ? topItems(scores, length, candidates(user)) : undefined;
}

function givenLists(given: RankedLists): ListOf {
  return (user, length) => {
    const found = given.list(user);
    return found &&
      { items: found.items.subarray(0, length), scores: found.scores.subarray(0, length) };
  };
}

/** One metric at one cutoff while users are added. */
function createColumn(metric: Metric, context: MetricContext, users: number) {
  const tally = metric.start(context);
  const { ofUser } = metric;
  const ofUsers = ofUser && new Float64Array(users);
  return {
    add(place: number, list: JudgedList) {
      // Where the metric is the mean of the users' values, they are all that is needed.
      if (ofUser && ofUsers) ofUsers[place] = ofUser(list, context);
      else metric.add(tally, list, context);
    },
    value: (): MetricValue => ({
      metric: metric.name,
      cutoff: context.cutoff,
      value: ofUsers ? meanOf(ofUsers) : metric.value(tally, context),
      ...(ofUsers && { ofUsers }),
    }),
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function countRows({ rows, indptr }: SparseMatrix): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (indptr[row + 1] > indptr[row]) count++;
  return count;
}

function checkSplit({ train, test, foldIn = train, validation = train }: Split): void {
  const parts = [["test", test], ["fold-in", foldIn], ["validation", validation]] as const;
  for (const [name, part] of parts) {
    if (train.rows === part.rows && train.columns === part.columns) continue;
    throw new UsageError(
      `Cannot evaluate: the ${name} part is (${part.rows}, ${part.columns}), expected the shape of the training part, ` +
        `(${train.rows}, ${train.columns})`,
    );
  }
}

function checkCutoffs(cutoffs: readonly number[]): number[] {
  const wrong = cutoffs.find((cutoff) => !Number.isInteger(cutoff) || cutoff < 1);
  if (cutoffs.length === 0 || wrong !== undefined) {
    throw new UsageError(
      `Cannot evaluate: the cutoff is ${wrong ?? "missing"}, expected one or more integers from 1`,
    );
  }
  return [...new Set(cutoffs)].sort((a, b) => a - b);
}
