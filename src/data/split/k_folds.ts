import { UsageError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import { keepEntries } from "../keep_entries.ts";
import type { Split } from "../split.ts";
import { createShuffledEntries } from "./user_entries.ts";

/**
 * Deals each user's ratings out to k folds, as evenly as can be, and holds one fold after the other out. Every rating is held out once; users
 * with a single rating keep it for training always. A user with fewer than k ratings starts at a random fold and has none in some.
 *
 * @param interactions The ratings.
 * @param options `folds`: k, an integer from 2 (default 5). `seed` (default 42).
 * @returns The k splits.
 * @throws {UsageError} Where `folds` is out of range.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * for (const film of ["Heat", "Ali", "Ran", "Ikiru"]) builder.add("ann", film, 5);
 * const splits = kFolds(builder.build().interactions, { folds: 2 });
 * deepStrictEqual(splits.map(({ test }) => test.values.length), [2, 2]);
 * ```
 */
export function kFolds(
  interactions: Interactions,
  options: { readonly folds?: number; readonly seed?: number } = {},
): Split[] {
  const { folds = 5, seed = 42 } = options;
  if (!Number.isInteger(folds) || folds < 2) {
    throw new UsageError(
      `Cannot split the ratings: the number of folds is ${folds}, expected an integer from 2`,
    );
  }
  const { ratings } = interactions;
  const shuffled = createShuffledEntries(interactions, seed, "folds");
  const foldOf = new Int32Array(ratings.values.length).fill(-1);
  for (let user = 0; user < ratings.rows; user++) {
    if (ratings.indptr[user + 1] - ratings.indptr[user] < 2) continue;
    const { entries, random } = shuffled(user);
    const start = random.integer(folds);
    entries.forEach((entry, place) => foldOf[entry] = (start + place) % folds);
  }
  return Array.from({ length: folds }, (_, fold) => ({
    train: keepEntries(ratings, (k) => foldOf[k] !== fold),
    test: keepEntries(ratings, (k) => foldOf[k] === fold),
  }));
}
