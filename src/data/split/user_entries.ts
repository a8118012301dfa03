import { UsageError } from "../../errors.ts";
import { createRandom } from "../../random.ts";
import type { Interactions } from "../interactions.ts";

/**
 * Prepares the ratings of one user after another in a random order that depends on the seed, the user's id and the ids of the items, but not on
 * how users and items are numbered, nor on who else is in the data.
 *
 * @param interactions The ratings.
 * @param seed Any finite number.
 * @param purpose Name of the stream of random numbers.
 * @returns A function from a user's index to the positions of the user's ratings in `ratings.values`, shuffled, and the stream to draw on.
 */
export function createShuffledEntries(
  { users, items, ratings: { indptr, indices } }: Interactions,
  seed: number,
  purpose: string,
) {
  const byId = items.ids.map((_, item) => item).sort((a, b) =>
    items.ids[a] < items.ids[b] ? -1 : 1
  );
  const rank = new Uint32Array(byId.length);
  byId.forEach((item, place) => rank[item] = place);
  return (user: number) => {
    const random = createRandom(seed, purpose, users.ids[user]);
    const entries = Uint32Array.from(
      { length: indptr[user + 1] - indptr[user] },
      (_, k) => indptr[user] + k,
    ).sort((a, b) => rank[indices[a]] - rank[indices[b]]);
    return { entries: random.shuffle(entries), random };
  };
}

/**
 * Users with enough ratings, in a random order that depends on the seed and their ids alone.
 *
 * @param interactions The ratings.
 * @param seed Any finite number.
 * @param purpose Name of the stream of random numbers.
 * @param least Number of ratings from which a user is in.
 * @returns Index of each such user.
 */
export function shuffledUsers(
  { users, ratings: { rows, indptr } }: Interactions,
  seed: number,
  purpose: string,
  least: number,
): number[] {
  const draws: { user: number; id: string; draw: number }[] = [];
  for (let user = 0; user < rows; user++) {
    if (indptr[user + 1] - indptr[user] < least) continue;
    const id = users.ids[user];
    draws.push({ user, id, draw: createRandom(seed, purpose, id).next() });
  }
  return draws
    .sort((a, b) => a.draw - b.draw || (a.id < b.id ? -1 : 1))
    .map(({ user }) => user);
}

/**
 * How many ratings of a user are held out: a share of them, rounded down but at least one.
 *
 * @param count The user's ratings, at least 2.
 * @param ratio The share.
 * @returns The number, at least 1 and less than `count`.
 */
export function heldOutCount(count: number, ratio: number): number {
  return Math.max(1, Math.floor(ratio * count));
}

/**
 * Refuses a share that is not above 0 and below 1.
 *
 * @param what What it is a share of.
 * @param share The share.
 */
export function checkShare(what: string, share: number): void {
  if (share > 0 && share < 1) return;
  throw new UsageError(
    `Cannot split the ratings: ${what} is ${share}, expected a number above 0 and below 1`,
  );
}

/**
 * The times of ratings, which there must be.
 *
 * @param interactions The ratings.
 * @returns Their timestamps, (entries).
 * @throws {UsageError} Where they have none.
 */
export function requireTimestamps({ timestamps }: Interactions): Float64Array {
  if (timestamps) return timestamps;
  throw new UsageError(
    "Cannot split the ratings by time: they have no timestamps, expected a column of times beside every rating",
  );
}
