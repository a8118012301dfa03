import type { RankedList } from "../recommend/ranking.ts";
import type { Evaluation } from "./protocol.ts";
import { UsageError } from "../errors.ts";

/**
 * One evaluation of several, as of the folds of a cross-validation. A user's own value is the mean over the folds in which the user is judged, so that each
 * user is there once: the lists of one user are alike from fold to fold, and intervals and tests that took them for different users would claim too much.
 * Where a metric is the mean over users its value is the mean of these; of other metrics it is the mean over the folds.
 *
 * @param evaluations Of one recommender over the same users, with the same metrics and cutoffs; at least one.
 * @returns Values, users, and the lists of one fold after the other. Without scores are users for whom the recommender had nothing to go by in some fold; the catalogue is
 * the largest.
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
 * deepStrictEqual([values[0].value, [...values[0].ofUsers!], [...users]], [0.25, [0.25], [0]]);
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
  if (evaluations.length === 1) return first;
  const users = Uint32Array.from(new Set(evaluations.flatMap(({ users }) => [...users]))).sort();
  const meanOverFolds = (k: number) =>
    evaluations.reduce((sum, { values }) => sum + values[k].value, 0) / evaluations.length;
  // A list is empty for want of candidates too: only folds that say so have users without scores.
  const unserved = evaluations.filter(({ usersWithoutScores }) => usersWithoutScores > 0)
    .flatMap(({ users, lists }) =>
      [...users].filter((_, place) => lists[place].items.length === 0)
    );
  return {
    recommender: first.recommender,
    users,
    usersWithoutRelevant: first.users.length + first.usersWithoutRelevant - users.length,
    usersWithoutScores: new Set(unserved).size,
    catalogue: Math.max(...evaluations.map(({ catalogue }) => catalogue)),
    values: first.values.map(({ metric, cutoff, ofUsers: isMean }, k) => {
      if (!isMean) return { metric, cutoff, value: meanOverFolds(k) };
      const ofUsers = meansOfUsers(users, evaluations, k);
      const value = ofUsers.reduce((sum, own) => sum + own, 0) / users.length;
      return { metric, cutoff, value, ofUsers };
    }),
    lists: evaluations.flatMap(({ lists }): readonly RankedList[] => lists),
  };
}

/** Each user's mean over the folds in which the user is judged, (users). */
function meansOfUsers(
  users: Uint32Array,
  evaluations: readonly Evaluation[],
  k: number,
): Float64Array {
  const own = new Map(Array.from(users, (user) => [user, { sum: 0, folds: 0 }]));
  for (const { users, values } of evaluations) {
    users.forEach((user, place) => {
      const mean = own.get(user)!;
      mean.sum += values[k].ofUsers![place];
      mean.folds++;
    });
  }
  return Float64Array.from(own.values(), ({ sum, folds }) => sum / folds);
}
