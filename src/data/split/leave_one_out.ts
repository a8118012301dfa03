import type { Interactions } from "../interactions.ts";
import { keepEntries } from "../keep_entries.ts";
import type { Split } from "../split.ts";
import { holdOutLast } from "./hold_out_last.ts";
import { createShuffledEntries } from "./user_entries.ts";

/**
 * Holds out one rating of each user: a random one, or the last. Users with a single rating keep it for training.
 *
 * @param interactions The ratings, with timestamps where the last is held out.
 * @param options `which`: `random` (default) or `last`; of several last ones at the same time, a random one. `seed` (default 42).
 * @returns The two parts.
 * @throws {UsageError} Where the last is wanted and there are no timestamps.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * for (const film of ["Heat", "Ali", "Ran"]) builder.add("ann", film, 5);
 * strictEqual(leaveOneOut(builder.build().interactions).test.values.length, 1);
 * ```
 */
export function leaveOneOut(
  interactions: Interactions,
  options: { readonly which?: "random" | "last"; readonly seed?: number } = {},
): Split {
  const { which = "random", seed = 42 } = options;
  if (which === "last") return holdOutLast(interactions, seed, () => 1);
  const { ratings } = interactions;
  const shuffled = createShuffledEntries(interactions, seed, "leave-one-out");
  const held = new Uint8Array(ratings.values.length);
  for (let user = 0; user < ratings.rows; user++) {
    if (ratings.indptr[user + 1] - ratings.indptr[user] > 1) held[shuffled(user).entries[0]] = 1;
  }
  return {
    train: keepEntries(ratings, (k) => held[k] === 0),
    test: keepEntries(ratings, (k) => held[k] === 1),
  };
}
