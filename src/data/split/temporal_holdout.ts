import type { Interactions } from "../interactions.ts";
import { keepEntries } from "../keep_entries.ts";
import type { Split } from "../split.ts";
import {
  checkShare,
  createShuffledEntries,
  heldOutCount,
  requireTimestamps,
} from "./user_entries.ts";

/**
 * Holds out the latest part of each user's ratings. Ratings of one user at the same time are in a random order, made from the seed and the
 * user's id: whole sessions often share a time, and any fixed order would favour some items.
 *
 * @param interactions The ratings, with timestamps.
 * @param options `ratio`: share held out of each user's ratings, above 0 and below 1 (default 0.2), rounded down but at least one; users with a
 * single rating keep it for training. `seed` of ties (default 42).
 * @returns The two parts.
 * @throws {UsageError} Where `ratio` is out of range or there are no timestamps.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5, 300);
 * builder.add("ann", "Ali", 3, 100);
 * const { test } = temporalHoldout(builder.build().interactions);
 * deepStrictEqual([...test.indices], [0]);
 * ```
 */
export function temporalHoldout(
  interactions: Interactions,
  options: { readonly ratio?: number; readonly seed?: number } = {},
): Split {
  const { ratio = 0.2, seed = 42 } = options;
  checkShare("the ratio", ratio);
  return holdOutLast(interactions, seed, (count) => heldOutCount(count, ratio));
}

/**
 * Holds out so many of each user's latest ratings.
 *
 * @param interactions The ratings, with timestamps.
 * @param seed Seed of ties.
 * @param howMany Number to hold out, from a user's number of ratings, at least 2.
 * @returns The two parts.
 */
export function holdOutLast(
  interactions: Interactions,
  seed: number,
  howMany: (count: number) => number,
): Split {
  const { ratings } = interactions;
  const times = requireTimestamps(interactions);
  const shuffled = createShuffledEntries(interactions, seed, "temporal-ties");
  const held = new Uint8Array(ratings.values.length);
  for (let user = 0; user < ratings.rows; user++) {
    const count = ratings.indptr[user + 1] - ratings.indptr[user];
    if (count < 2) continue;
    // Sorting is stable, so equal times stay in their random order.
    const latestFirst = Array.from(shuffled(user).entries).sort((a, b) => times[b] - times[a]);
    for (let k = 0; k < howMany(count); k++) held[latestFirst[k]] = 1;
  }
  return {
    train: keepEntries(ratings, (k) => held[k] === 0),
    test: keepEntries(ratings, (k) => held[k] === 1),
  };
}
