import { UsageError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import { keepEntries } from "../keep_entries.ts";
import type { Split } from "../split.ts";
import { checkShare, createShuffledEntries, shuffledUsers } from "./user_entries.ts";

/** One split by {@linkcode coldUsers}. */
export interface ColdSplit {
  /** Number of ratings that each cold user keeps. */
  readonly keep: number;
  /** The parts; only cold users have test ratings. */
  readonly split: Split;
}

/**
 * Makes some users cold: they keep only a few ratings, and are judged by all the others. The same users are cold in each split, and the ratings
 * that a smaller number keeps are among those of a larger one.
 *
 * Bellini et al., "Auto-encoding user ratings via knowledge graphs in recommendation scenarios", DLRS 2017 (arXiv 1706.07956): 2, 5 and 10
 * ratings of a quarter of the users.
 *
 * @param interactions The ratings.
 * @param options `share`: of all users with a rating, above 0 and below 1 (default 0.25), rounded down but at least one, drawn from those with
 * more ratings than any number in `keep`. `keep`: integers from 1 (default 2, 5, 10). `seed` (default 42).
 * @returns One split for each number, in their order.
 * @throws {UsageError} Where an option is out of range, or no user has enough ratings.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * for (const user of ["ann", "bob"]) for (const film of ["Heat", "Ali", "Ran", "Ikiru"]) builder.add(user, film, 5);
 * const splits = coldUsers(builder.build().interactions, { share: 0.5, keep: [1, 3] });
 * deepStrictEqual(splits.map(({ split }) => split.test.values.length), [3, 1]);
 * ```
 */
export function coldUsers(
  interactions: Interactions,
  options: {
    readonly share?: number;
    readonly keep?: readonly number[];
    readonly seed?: number;
  } = {},
): ColdSplit[] {
  const { share = 0.25, keep = [2, 5, 10], seed = 42 } = options;
  checkShare("the share of cold users", share);
  const wrong = keep.find((n) => !Number.isInteger(n) || n < 1);
  if (keep.length === 0 || wrong !== undefined) {
    throw new UsageError(
      `Cannot make users cold: the number of ratings to keep is ${
        wrong ?? "missing"
      }, expected one or more integers from 1`,
    );
  }
  const most = Math.max(...keep);
  const { ratings } = interactions;
  const rated = ratings.indptr.filter((at, row) => row > 0 && at > ratings.indptr[row - 1]).length;
  const cold = shuffledUsers(interactions, seed, "cold-users", most + 1)
    .slice(0, Math.max(1, Math.floor(share * rated)));
  if (cold.length === 0) {
    throw new UsageError(
      `Cannot make users cold: none of the ${rated} users has more than ${most} ratings, expected a smaller number to keep`,
    );
  }
  const shuffled = createShuffledEntries(interactions, seed, "cold-ratings");
  /** Place in the order of what a cold user gives up last; -1 for ratings of others. */
  const place = new Int32Array(ratings.values.length).fill(-1);
  for (const user of cold) shuffled(user).entries.forEach((entry, k) => place[entry] = k);
  return keep.map((n) => ({
    keep: n,
    split: {
      train: keepEntries(ratings, (k) => place[k] < n),
      test: keepEntries(ratings, (k) => place[k] >= n),
    },
  }));
}
