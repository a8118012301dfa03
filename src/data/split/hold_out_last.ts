import type { Interactions } from "../interactions.ts";
import { keepEntries } from "../keep_entries.ts";
import type { Split } from "../split.ts";
import { createShuffledEntries, requireTimestamps } from "./user_entries.ts";

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
