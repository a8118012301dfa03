import { type SparseMatrix, transpose } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { rowNorms } from "../kernels/comparable_profiles.ts";
import type { Adjusted } from "./adjustment.ts";
import { checkIndex, checkProfiles, checkSize } from "./checks.ts";
import { exactSearch, nearestUsers, type ProfileRow, rowOf } from "./nearest_users.ts";
import { allNeighbours, type NeighbourFacts, type NeighbourLists } from "./neighbour_lists.ts";
import { type Neighbourhood, scoreByNeighbours } from "./neighbour_scores.ts";
import type { PreparationOptions, Recommender } from "./recommender.ts";

/** Scores an item by the ratings of the users with the most similar profiles. */
export interface ProfileKnn extends Recommender {
  /** Name on the command line and in tables. */
  readonly name: "profile-knn";
  /** The profiles that are compared, (users, attributes); explanations are made from the same. */
  readonly profiles: SparseMatrix;
  /** The ratings of the neighbours, (users, items). */
  readonly ratings: SparseMatrix;
  /** Euclidean length of each profile, (users). */
  readonly norms: Float64Array;
  /** Set where one user is seen differently. */
  readonly adjusted?: Adjusted<ProfileKnn>;
  /**
   * The profile by which a user finds neighbours: a row of `profiles`, or what an adjustment made of it.
   *
   * @param user Index of the user.
   */
  profile(user: number): ProfileRow;
  /**
   * Finds the neighbours of all users at once, on all cores or on a GPU, so that scores and reasons need not search any
   * more. They stay the same to the bit: this saves time where many users are scored, and costs it where few are.
   *
   * @param options Where to compute.
   * @param run Progress (stage `neighbours`, unit `users`) and abort signal.
   * @returns How the lists were found.
   * @throws The signal's reason, where the signal aborts; the recommender works on as before then.
   */
  prepare(
    options?: PreparationOptions,
    run?: RunOptions,
  ): Promise<NeighbourFacts>;
  /**
   * The neighbourhood of one user, in fresh arrays; empty where nobody has a positive similarity.
   *
   * @param user Index of the user, who is no neighbour of themselves.
   * @param row Another profile to go by than the user's own.
   */
  neighbours(user: number, row?: ProfileRow): Neighbourhood;
}

/**
 * User-based nearest neighbours over profiles: sim(u, v) = p_u . p_v / (|p_u| |p_v|), the neighbourhood V(u) is the k most
 * similar other users with sim > 0, and score(u, i) = sum over v in V(u) of sim(u, v) r_vi / sum over v in V(u) of |sim(u, v)|.
 * A neighbour who has not rated i counts in the denominator with r_vi = 0, so items that many neighbours rated come first.
 *
 * Source: Bellini et al., arXiv 1807.05006 (KaRS 2018), the user-kNN over semantic profiles with k = 40.
 *
 * @param profiles User profiles p, (users, attributes), raw, scaled or weighted, of any sign. Must not change afterwards.
 * @param ratings Ratings r to learn from, (users, items), on their original scale. Must not change afterwards.
 * @param options `k`: size of the neighbourhood, at least 1 (default 40); more than there are other users means all.
 * @returns The recommender. `score` answers false for users without a neighbour: an empty or all-zero profile, or one that
 * shares nothing. All sums are float64 in a fixed order, so lists repeat bit for bit. The neighbourhood of the user asked
 * for last is kept; `prepare` finds all of them at once.
 * @throws {UsageError} Where `k` is not a positive integer.
 * @throws {RangeError} Where profiles and ratings disagree on the number of users or a weight is not finite; from `score`
 * and `neighbours`, where the user is unknown or `scores` has another length than there are items.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // Users 0 and 1 want attribute 0, user 2 wants attribute 1.
 * const profiles = sparseMatrix(3, 2, { row: [0, 1, 2], column: [0, 0, 1], value: [1, 2, 1] }).matrix;
 * const ratings = sparseMatrix(3, 2, { row: [1, 2], column: [0, 1], value: [4, 5] }).matrix;
 * const knn = profileKnn(profiles, ratings);
 * deepStrictEqual([...knn.neighbours(0).users], [1]);
 * const scores = new Float64Array(2);
 * knn.score(0, scores);
 * deepStrictEqual([...scores], [4, 0]);
 * ```
 */
export function profileKnn(
  profiles: SparseMatrix,
  ratings: SparseMatrix,
  options: { readonly k?: number } = {},
): ProfileKnn {
  const action = "compare profiles";
  const k = options.k ?? 40;
  if (!Number.isInteger(k) || k < 1) {
    throw new UsageError(`Cannot ${action}: k is ${k}, expected an integer from 1`);
  }
  checkSize(action, "the number of users with ratings", ratings.rows, profiles.rows);
  checkProfiles(action, profiles);
  const norms = rowNorms(profiles);
  const nearest = nearestUsers(Math.min(k, Math.max(0, profiles.rows - 1)));
  let lists: NeighbourLists | undefined;
  // Made at the first need: with all lists at hand there may be none.
  let search: ReturnType<typeof exactSearch> | undefined;
  let searched = -1;
  const searchFor = (user: number, row?: ProfileRow): Neighbourhood => {
    // Should anything below throw, the list is nobody's.
    searched = -1;
    search ??= exactSearch(profiles, transpose(profiles), norms);
    search(user, nearest, row);
    if (!row) searched = user;
    return nearestNow();
  };
  const nearestNow = (): Neighbourhood => ({
    users: nearest.users.subarray(0, nearest.count()),
    similarities: nearest.similarities.subarray(0, nearest.count()),
  });
  /** The neighbourhood of a user, in arrays that the next call overwrites. */
  const find = (user: number, row?: ProfileRow): Neighbourhood => {
    checkIndex(action, "user", user, profiles.rows);
    if (row) return searchFor(user, row);
    if (lists) {
      const start = user * lists.k, end = start + lists.counts[user];
      return {
        users: lists.users.subarray(start, end),
        similarities: lists.similarities.subarray(start, end),
      };
    }
    return user === searched ? nearestNow() : searchFor(user);
  };
  return {
    name: "profile-knn",
    profiles,
    ratings,
    norms,
    profile(user) {
      checkIndex(action, "user", user, profiles.rows);
      return rowOf(profiles, user);
    },
    async prepare(options, run) {
      lists ??= await allNeighbours(profiles, { ...options, k }, run);
      return lists.facts;
    },
    neighbours(user, row) {
      const { users, similarities } = find(user, row);
      return { users: users.slice(), similarities: similarities.slice() };
    },
    score(user, scores) {
      checkSize(action, "the length of the scores", scores.length, ratings.columns);
      return scoreByNeighbours(find(user), ratings, scores);
    },
  };
}
