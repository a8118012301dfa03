/** How training ratings fall on items. */
export interface Popularity {
  /** Number of training ratings. */
  readonly total: number;
  /** The fewest training ratings that any item of the catalogue has; 1 where there is none. */
  readonly fewest: number;
  /** 1 for the items of the long tail, (items): those outside the head, items without a training rating included. */
  readonly longTail: Uint8Array;
}

/** The head are the most rated items that together have this share of the training ratings. */
const HEAD_SHARE = 0.8;

const known = new WeakMap<Uint32Array, Popularity>();

/**
 * Counts once what metrics of popularity ask for each list.
 *
 * @param trainingCounts Number of training ratings of each item, (items). Must not change afterwards.
 * @returns Total, minimum and long tail. The head is taken in descending order of ratings, of equals the lower index first, up to and
 * including the item that reaches 80 % of the ratings.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * // 5 + 3 of 10 ratings are the head.
 * deepStrictEqual([...popularityOf(Uint32Array.of(1, 5, 3, 1)).longTail], [1, 0, 0, 1]);
 * ```
 */
export function popularityOf(trainingCounts: Uint32Array): Popularity {
  let popularity = known.get(trainingCounts);
  if (!popularity) known.set(trainingCounts, popularity = count(trainingCounts));
  return popularity;
}

function count(trainingCounts: Uint32Array): Popularity {
  const total = trainingCounts.reduce((sum, ratings) => sum + ratings, 0);
  const order = Uint32Array.from(trainingCounts.keys())
    .sort((a, b) => trainingCounts[b] - trainingCounts[a] || a - b);
  const longTail = new Uint8Array(trainingCounts.length).fill(1);
  let fewest = Infinity, head = 0;
  for (const item of order) {
    const ratings = trainingCounts[item];
    if (ratings === 0) break;
    fewest = ratings;
    if (head < HEAD_SHARE * total) longTail[item] = 0;
    head += ratings;
  }
  return { total, fewest: fewest === Infinity ? 1 : fewest, longTail };
}
