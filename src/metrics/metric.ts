import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { UsageError } from "../errors.ts";

/** One user's ranked list, with what the test ratings say of it. */
export interface JudgedList {
  /** Index of each item, best first, each at most once; may be shorter than the cutoff or empty. */
  readonly items: ArrayLike<number>;
  /**
   * The user's relevant test items, recommendable or not, and the grade of each: its rating less the threshold of
   * relevance, plus 1, so at least 1.
   */
  readonly relevant: ReadonlyMap<number, number>;
}

/** What the metrics of one table have in common. */
export interface MetricContext {
  /** k, the number of places of a list that count, from 1. */
  readonly cutoff: number;
  /** Number of training ratings of each item, (items). The catalogue is the items with at least one. */
  readonly trainingCounts: Uint32Array;
  /** |U|, the number of users with a training rating; some metrics of novelty need it. */
  readonly trainingUsers?: number;
  /** Which item has which attribute, over the same items; metrics of diversity need it. */
  readonly graph?: BipartiteGraph;
}

/** A part of the context that not every metric needs. */
export type MetricNeed = "trainingUsers" | "graph";

/**
 * A number computed from the lists of many users. Lists are added one by one to a tally; tallies of different users add
 * up element by element ({@linkcode mergeTallies}), so that parts of the users can be judged on different machines.
 * Only users with at least one relevant test item are added, to the metrics of whole lists (coverage, Gini) too.
 */
export interface Metric {
  /** Name on the command line and in tables, such as `ndcg`. */
  readonly name: string;
  /**
   * What it speaks of: whether the lists are right, how much of the catalogue they show, how unlike what is popular they are, or how
   * unlike one another their items are.
   */
  readonly group: "accuracy" | "coverage" | "novelty" | "diversity";
  /** What it says and in which direction, for a line of help. */
  readonly description: string;
  /** What the context must have for it, beside what every context has. */
  readonly needs?: readonly MetricNeed[];
  /** A tally of no lists. Throws a UsageError where the context lacks what the metric needs. */
  start(context: MetricContext): Float64Array;
  /** Adds one user's list to `tally`. */
  add(tally: Float64Array, list: JudgedList, context: MetricContext): void;
  /** The metric over the lists in `tally`. */
  value(tally: Float64Array, context: MetricContext): number;
  /** One user's own value, where the metric is the mean of these. */
  readonly ofUser?: (list: JudgedList, context: MetricContext) => number;
}

/** A metric that is the mean of the users' own values. */
export type UserMetric = Metric & Required<Pick<Metric, "ofUser">>;

/**
 * Adds the lists of one tally to another of the same metric and context.
 *
 * @param tally Receives the sum.
 * @param other Stays as it is.
 * @throws {RangeError} Where the tallies differ in length, so cannot be of one metric and context.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { precision } from "./precision.ts";
 *
 * const context = { cutoff: 2, trainingCounts: Uint32Array.of(1, 1) };
 * const ann = precision.start(context), bob = precision.start(context);
 * precision.add(ann, { items: [0, 1], relevant: new Map([[0, 1]]) }, context);
 * precision.add(bob, { items: [1, 0], relevant: new Map([[0, 1], [1, 1]]) }, context);
 * mergeTallies(ann, bob);
 * strictEqual(precision.value(ann, context), 0.75);
 * ```
 */
export function mergeTallies(tally: Float64Array, other: Float64Array): void {
  if (tally.length !== other.length) {
    throw new RangeError(
      `Cannot merge tallies: the other's length is ${other.length}, expected ${tally.length}`,
    );
  }
  for (let k = 0; k < tally.length; k++) tally[k] += other[k];
}

/**
 * A metric over a number of lists at once.
 *
 * @param metric The metric.
 * @param lists The lists of users with at least one relevant item each.
 * @param context Cutoff and catalogue.
 * @returns The metric's value; NaN where it is a mean and there are no lists.
 * @throws {RangeError} Where a user has no relevant item and the metric needs one.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { recall } from "./recall.ts";
 *
 * const lists = [{ items: [3, 0], relevant: new Map([[0, 1], [2, 1]]) }];
 * strictEqual(measure(recall, lists, { cutoff: 2, trainingCounts: new Uint32Array(4).fill(1) }), 0.5);
 * ```
 */
export function measure(
  metric: Metric,
  lists: Iterable<JudgedList>,
  context: MetricContext,
): number {
  const tally = metric.start(context);
  for (const list of lists) metric.add(tally, list, context);
  return metric.value(tally, context);
}

/**
 * Whether a context has what a metric needs.
 *
 * @param metric Any metric.
 * @param context Cutoff, catalogue and, where they are at hand, training users and attributes.
 * @returns False where the metric could only say what it lacks.
 */
export function canMeasure({ needs = [] }: Metric, context: MetricContext): boolean {
  return needs.every((need) => context[need] !== undefined);
}

/**
 * The part of a context that a metric cannot do without.
 *
 * @param metric Name of the metric, for the error.
 * @param context Where it should be.
 * @param need Which part.
 * @returns The part.
 * @throws {UsageError} Where the context lacks it.
 */
export function requireNeed<N extends MetricNeed>(
  metric: string,
  context: MetricContext,
  need: N,
): NonNullable<MetricContext[N]> {
  const part = context[need];
  if (part !== undefined) return part;
  const what = need === "graph" ? "graph of items and attributes" : "number of training users";
  throw new UsageError(
    `Cannot measure ${metric}: the ${what} is missing, expected it as '${need}'`,
  );
}

/**
 * Makes the metric that is the mean over users of `ofUser`. Its tally is the sum and the number of users; without any
 * users its value is NaN.
 *
 * @param definition Name, description, group (default `accuracy`), needs and one user's value, which metrics of accuracy are asked for
 * users with a relevant item only.
 * @returns The metric; `add` and `ofUser` of one of accuracy throw a RangeError for a user without relevant items.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const first = meanOverUsers({
 *   name: "first",
 *   description: "share of users whose first item is relevant",
 *   ofUser: ({ items, relevant }) => relevant.has(items[0]) ? 1 : 0,
 * });
 * const lists = [{ items: [1], relevant: new Map([[1, 1]]) }, { items: [0], relevant: new Map([[1, 1]]) }];
 * strictEqual(measure(first, lists, { cutoff: 1, trainingCounts: Uint32Array.of(1, 1) }), 0.5);
 * ```
 */
export function meanOverUsers(
  definition:
    & Pick<Metric, "name" | "description" | "needs">
    & { readonly group?: Metric["group"] }
    & Pick<UserMetric, "ofUser">,
): UserMetric {
  const { group = "accuracy", name, needs = [] } = definition;
  const ofUser = (list: JudgedList, context: MetricContext) => {
    if (group === "accuracy" && list.relevant.size === 0) {
      throw new RangeError(
        `Cannot measure ${name}: the user's number of relevant items is 0, expected at least 1`,
      );
    }
    return definition.ofUser(list, context);
  };
  return {
    ...definition,
    group,
    start(context) {
      for (const need of needs) requireNeed(name, context, need);
      return new Float64Array(2);
    },
    add(tally, list, context) {
      tally[0] += ofUser(list, context);
      tally[1]++;
    },
    value: ([sum, users]) => sum / users,
    ofUser,
  };
}

/**
 * Counts the relevant items in the first `cutoff` places.
 *
 * @param list One user's list.
 * @param cutoff Number of places that count.
 * @returns The number of hits, 0 to `cutoff`.
 */
export function countHits({ items, relevant }: JudgedList, cutoff: number): number {
  let hits = 0;
  const places = Math.min(items.length, cutoff);
  for (let place = 0; place < places; place++) if (relevant.has(items[place])) hits++;
  return hits;
}
