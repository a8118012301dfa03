import { UsageError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import { keepEntries } from "../keep_entries.ts";
import type { Split } from "../split.ts";
import { checkShare, createShuffledEntries, heldOutCount, shuffledUsers } from "./user_entries.ts";

/** How users are kept apart. */
export interface StrongOptions {
  /** Share of the users who are judged, above 0 and below 1 (default 0.1). */
  readonly testUsers?: number;
  /** Share of the users to choose settings by, from 0 (default 0.1). */
  readonly validationUsers?: number;
  /** Share held out of the history of each of these users (default 0.2), rounded down but at least one; the rest is folded in. */
  readonly ratio?: number;
  /** Seed (default 42). */
  readonly seed?: number;
}

/**
 * Strong generalisation: the users of the training, validation and test parts are disjoint. Most of the history of those who are judged is
 * folded in: recommendations go by it, but no model is trained on it; the rest is held out.
 *
 * Marlin, "Collaborative filtering: a machine learning perspective", 2004, section 3.3; the shares are those of Liang et al., "Variational
 * autoencoders for collaborative filtering", WWW 2018.
 *
 * @param interactions The ratings.
 * @param options Shares and seed.
 * @returns The parts; `validation` only where there are such users. Users with a single rating are always for training.
 * @throws {UsageError} Where a share is out of range, or no user is left to be judged or trained on.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * for (const user of ["ann", "bob"]) for (const film of ["Heat", "Ali", "Ran", "Ikiru"]) builder.add(user, film, 5);
 * const { train, foldIn, test } = strongGeneralisation(builder.build().interactions, { testUsers: 0.5, validationUsers: 0 });
 * deepStrictEqual([train, foldIn!, test].map(({ values }) => values.length), [4, 3, 1]);
 * ```
 */
export function strongGeneralisation(
  interactions: Interactions,
  options: StrongOptions = {},
): Split & Required<Pick<Split, "foldIn">> {
  const { testUsers = 0.1, validationUsers = 0.1, ratio = 0.2, seed = 42 } = options;
  checkShare("the share of test users", testUsers);
  if (validationUsers !== 0) checkShare("the share of validation users", validationUsers);
  checkShare("the ratio", ratio);
  const { ratings } = interactions;
  const users = shuffledUsers(interactions, seed, "strong-users", 2);
  const tested = Math.max(1, Math.floor(testUsers * users.length));
  const validated = validationUsers === 0
    ? 0
    : Math.max(1, Math.floor(validationUsers * users.length));
  if (tested + validated >= users.length) {
    throw new UsageError(
      `Cannot split the ratings: ${
        tested + validated
      } of ${users.length} users with two ratings or more are for test and ` +
        "validation, expected some to train on",
    );
  }
  const part = new Uint8Array(ratings.values.length);
  const [TRAIN, FOLD_IN, TEST, VALIDATION] = [0, 1, 2, 3];
  const shuffled = createShuffledEntries(interactions, seed, "fold-in");
  users.slice(0, tested + validated).forEach((user, place) => {
    const { entries } = shuffled(user);
    const held = heldOutCount(entries.length, ratio);
    entries.forEach((entry, k) =>
      part[entry] = k >= held ? FOLD_IN : place < tested ? TEST : VALIDATION
    );
  });
  const partOf = (which: number) => keepEntries(ratings, (k) => part[k] === which);
  return {
    train: partOf(TRAIN),
    test: partOf(TEST),
    foldIn: partOf(FOLD_IN),
    ...(validated > 0 && { validation: partOf(VALIDATION) }),
  };
}
