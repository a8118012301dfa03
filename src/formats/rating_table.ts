import type { RatingTable } from "./rating_stream.ts";
import type { Interactions } from "../data/interactions.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { createByteVocabulary } from "./byte_vocabulary.ts";
import type { InputSource } from "./input_source.ts";
import { createRatingEntries } from "./rating_entries.ts";
import type { RatingsFacts, RatingsOptions } from "./rating_stream.ts";
import { scanRatings } from "./rating_records.ts";

/**
 * Reads ratings as they stand in the file, for writing them in another format: in its order, and repeated ones as often.
 *
 * @param source Where to read.
 * @param options As for readRatings().
 * @returns The ratings, and what was found out about the file.
 * @throws {InputError} As readRatings() says.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(["ann::Heat::5::978300760\nann::Heat::4::978300761\n"]).stream();
 * const { table } = await readRatingTable({ name: "ratings.dat", stream });
 * deepStrictEqual([...Array.from(table.rating), ...Array.from(table.timestamp!)], [5, 4, 978300760, 978300761]);
 * ```
 */
export async function readRatingTable(
  source: InputSource,
  options: RatingsOptions = {},
): Promise<{ table: RatingTable; facts: Omit<RatingsFacts, "replaced"> }> {
  const users = createVocabulary(), items = createVocabulary();
  const entries = createRatingEntries();
  const facts = await scanRatings(source, options, (user, item, rating, timestamp) => {
    entries.add(users.add(user), items.add(item), rating, timestamp);
  }, { users: createByteVocabulary(users), items: createByteVocabulary(items), add: entries.add });
  const { row, column, value, time } = entries.all();
  const { rated } = facts;
  const table = { users, items, user: row, item: column, rating: value, rated };
  return { table: time ? { ...table, timestamp: time } : table, facts };
}

/**
 * Interactions as a table, user after user, for writing them in any format.
 *
 * @param interactions The ratings.
 * @returns A table of the same ratings.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("bob", "Heat", 1);
 * deepStrictEqual([...Array.from(ratingTable(builder.build().interactions).user)], [0, 1]);
 * ```
 */
export function ratingTable(
  { users, items, ratings, timestamps, scale }: Interactions,
): RatingTable {
  const user = new Uint32Array(ratings.indices.length);
  for (let u = 0; u < ratings.rows; u++) user.fill(u, ratings.indptr[u], ratings.indptr[u + 1]);
  return {
    users,
    items,
    user,
    item: ratings.indices,
    rating: ratings.values,
    ...(timestamps && { timestamp: timestamps }),
    rated: scale !== "implicit" || ratings.values.some((rating) => rating !== 1),
  };
}
