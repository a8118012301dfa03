import type { Interactions } from "../interactions.ts";
import { createVocabulary } from "../vocabulary.ts";

/** What a filter left out. */
export interface Removed {
  /** Users who have no rating left, and those who had none. */
  readonly users: number;
  /** Items that have no rating left, and those that had none. */
  readonly items: number;
  /** Ratings. */
  readonly ratings: number;
}

/** Ratings after a filter. */
export interface Filtered {
  /** What is left, users and items numbered anew in their order. */
  readonly interactions: Interactions;
  /** What went. */
  readonly removed: Removed;
}

/**
 * Keeps some of the ratings, and the users and items that have one left. Timestamps and scale stay.
 *
 * @param interactions The ratings; not changed.
 * @param keeps Whether to keep the rating at a position of `ratings.values`.
 * @returns What is left, and what went.
 */
export function keepInteractions(
  interactions: Interactions,
  keeps: (entry: number) => boolean,
): Filtered {
  const { users, items, ratings, scale, timestamps } = interactions;
  const kept = new Uint32Array(ratings.values.length);
  const isKept = new Uint8Array(ratings.columns);
  const userIds: string[] = [], indptr = [0];
  let count = 0;
  for (let user = 0; user < ratings.rows; user++) {
    const before = count;
    for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
      if (!keeps(k)) continue;
      kept[count++] = k;
      isKept[ratings.indices[k]] = 1;
    }
    if (count === before) continue;
    userIds.push(users.ids[user]);
    indptr.push(count);
  }
  const itemIds = items.ids.filter((_, item) => isKept[item]);
  const number = new Uint32Array(ratings.columns);
  for (let item = 0, next = 0; item < ratings.columns; item++) {
    if (isKept[item]) number[item] = next++;
  }
  const entries = kept.subarray(0, count);
  return {
    interactions: {
      users: createVocabulary(userIds),
      items: createVocabulary(itemIds),
      ratings: {
        rows: userIds.length,
        columns: itemIds.length,
        indptr: Uint32Array.from(indptr),
        indices: entries.map((k) => number[ratings.indices[k]]),
        values: Float32Array.from(entries, (k) => ratings.values[k]),
      },
      scale,
      ...(timestamps && { timestamps: Float64Array.from(entries, (k) => timestamps[k]) }),
    },
    removed: {
      users: ratings.rows - userIds.length,
      items: ratings.columns - itemIds.length,
      ratings: ratings.values.length - count,
    },
  };
}
