import { createVocabulary, type Vocabulary } from "./vocabulary.ts";
import { type SparseMatrix, sparseMatrix } from "./sparse_matrix.ts";

/** The bounds that ratings are scaled by, or `"implicit"` where every interaction counts as 1. */
export type RatingScale = { readonly min: number; readonly max: number } | "implicit";

/** Who rated what: users in rows, items in columns, ratings on the user's own scale as values. */
export interface Interactions {
  /** Ids of the rows. */
  readonly users: Vocabulary;
  /** Ids of the columns. */
  readonly items: Vocabulary;
  /** The ratings, (users, items). */
  readonly ratings: SparseMatrix;
  /** The bounds of the ratings. */
  readonly scale: RatingScale;
  /** When each rating was given, (entries) as in `ratings.values`, where it is known: Unix time in the unit of the data, mostly seconds. */
  readonly timestamps?: Float64Array;
}

/** Collects ratings one by one. */
export interface InteractionsBuilder {
  /**
   * Adds one rating; a later rating of the same item by the same user replaces an earlier one. The interactions have timestamps
   * where every rating was added with one.
   */
  add(user: string, item: string, rating: number, timestamp?: number): void;
  /**
   * The interactions collected so far.
   *
   * @param scale Bounds of the ratings. By default the lowest and highest rating seen, and implicit where these are equal.
   * @returns The interactions, and how many ratings were replaced by a later one.
   */
  build(scale?: RatingScale): { interactions: Interactions; replaced: number };
}

/**
 * Starts collecting ratings.
 *
 * @param users Ids of users already known, so that two files can share one numbering.
 * @param items Ids of items already known.
 * @returns An empty builder.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("bob", "Heat", 1);
 * deepStrictEqual(builder.build().interactions.scale, { min: 1, max: 5 });
 * ```
 */
export function createInteractionsBuilder(
  users: Iterable<string> = [],
  items: Iterable<string> = [],
): InteractionsBuilder {
  const userIds = createVocabulary(users);
  const itemIds = createVocabulary(items);
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  const time: number[] = [];
  return {
    add(user, item, rating, timestamp) {
      row.push(userIds.add(user));
      column.push(itemIds.add(item));
      value.push(rating);
      if (timestamp !== undefined) time.push(timestamp);
    },
    build(scale) {
      const { matrix, times, overridden } = sparseMatrix(userIds.ids.length, itemIds.ids.length, {
        row,
        column,
        value,
        ...(time.length === row.length && row.length > 0 ? { time } : {}),
      });
      return {
        interactions: {
          users: userIds,
          items: itemIds,
          ratings: matrix,
          scale: scale ?? observedScale(matrix.values),
          ...(times && { timestamps: times }),
        },
        replaced: overridden,
      };
    },
  };
}

/**
 * Other ratings of the same users and items, on the same scale. Timestamps belong to the ratings they came with, so these have
 * none.
 *
 * @param interactions Whose ids and scale are kept.
 * @param ratings The ratings, (users, items).
 * @returns Interactions without timestamps; the same interactions where the ratings are theirs.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "./sparse_matrix.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5, 978300760);
 * const { matrix } = sparseMatrix(1, 1, { row: [], column: [], value: [] });
 * strictEqual(withRatings(builder.build().interactions, matrix).timestamps, undefined);
 * ```
 */
export function withRatings(interactions: Interactions, ratings: SparseMatrix): Interactions {
  if (ratings === interactions.ratings) return interactions;
  const { users, items, scale } = interactions;
  return { users, items, ratings, scale };
}

/** The lowest and highest of `ratings`, or `"implicit"` where all are equal or there are none. */
export function observedScale(ratings: ArrayLike<number>): RatingScale {
  let min = Infinity, max = -Infinity;
  for (let k = 0; k < ratings.length; k++) {
    if (ratings[k] < min) min = ratings[k];
    if (ratings[k] > max) max = ratings[k];
  }
  return min < max ? { min, max } : "implicit";
}

/**
 * Ratings as network inputs: (r - min) / (max - min), so that the scale's own bounds become 0 and 1; implicit data give 1.
 *
 * @param ratings Ratings on the scale, any length.
 * @param scale The bounds.
 * @returns One number in [0, 1] for each rating.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([...scaleRatings([1, 3, 5], { min: 1, max: 5 })], [0, 0.5, 1]);
 * ```
 */
export function scaleRatings(ratings: ArrayLike<number>, scale: RatingScale): Float32Array {
  if (scale === "implicit") return new Float32Array(ratings.length).fill(1);
  const width = scale.max - scale.min;
  return Float32Array.from(ratings, (rating) => (rating - scale.min) / width);
}
