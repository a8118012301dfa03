import type { RankedList } from "../recommend/ranking.ts";
import type { Evaluation } from "./protocol.ts";
import { UsageError } from "../errors.ts";

/**
 * One evaluation of several, as of the folds of a cross-validation: each value is the mean over the folds, and the users' own values stand one
 * fold after the other. A user who is judged in several folds is there as often, so that a test over these values that takes them for
 * independent claims too much.
 *
 * @param evaluations Of one recommender, with the same metrics and cutoffs; at least one.
 * @returns Values, users and lists; numbers of users are summed, and the catalogue is the largest.
 * @throws {UsageError} Where there is none, or they are of different recommenders or metrics.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const fold = (value: number) => ({
 *   recommender: "random",
 *   users: Uint32Array.of(0),
 *   usersWithoutRelevant: 0,
 *   usersWithoutScores: 0,
 *   catalogue: 9,
 *   values: [{ metric: "ndcg", cutoff: 5, value, ofUsers: Float64Array.of(value) }],
 *   lists: [],
 * });
 * const { values, users } = poolEvaluations([fold(0), fold(0.5)]);
 * deepStrictEqual([values[0].value, [...values[0].ofUsers!], [...users]], [0.25, [0, 0.5], [0, 0]]);
 * ```
 */
export function poolEvaluations(evaluations: readonly Evaluation[]): Evaluation {
  const [first, ...others] = evaluations;
  const nameOf = ({ recommender, values }: Evaluation) =>
    [recommender, ...values.map(({ metric, cutoff }) => `${metric}@${cutoff}`)].join(" ");
  const other = first && others.find((evaluation) => nameOf(evaluation) !== nameOf(first));
  if (!first || other) {
    throw new UsageError(
      `Cannot pool evaluations: one is ${other ? nameOf(other) : "missing"}, expected ${
        first ? nameOf(first) : "at least one"
      }`,
    );
  }
  const sum = (of: (evaluation: Evaluation) => number) =>
    evaluations.reduce((total, evaluation) => total + of(evaluation), 0);
  return {
    recommender: first.recommender,
    users: Uint32Array.from(evaluations.flatMap(({ users }) => [...users])),
    usersWithoutRelevant: sum((evaluation) => evaluation.usersWithoutRelevant),
    usersWithoutScores: sum((evaluation) => evaluation.usersWithoutScores),
    catalogue: Math.max(...evaluations.map(({ catalogue }) => catalogue)),
    values: first.values.map(({ metric, cutoff, ofUsers }, k) => ({
      metric,
      cutoff,
      value: sum(({ values }) => values[k].value) / evaluations.length,
      ...(ofUsers &&
        {
          ofUsers: Float64Array.from(evaluations.flatMap(({ values }) => [...values[k].ofUsers!])),
        }),
    })),
    lists: evaluations.flatMap(({ lists }): readonly RankedList[] => lists),
  };
}
