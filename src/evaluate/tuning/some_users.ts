import { keepEntries } from "../../data/keep_entries.ts";
import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import type { Vocabulary } from "../../data/vocabulary.ts";
import { createRandom } from "../../random.ts";
import { judgedUsers, type RelevantFrom } from "../relevance.ts";

/** Which users to take. */
export interface SomeUsersOptions {
  /** Share of the users with a relevant rating, above 0 and at most 1; rounded, but one at least. */
  readonly share: number;
  /** Which ratings are relevant. */
  readonly relevantFrom: RelevantFrom;
  /** Seed of the order in which users are taken. */
  readonly seed: number;
}

/**
 * The held-out ratings of some of the users who can be judged, for a cheap first look. Users are taken in an order that the seed and their ids decide, so that a
 * larger share has those of a smaller one among them.
 *
 * @param test Held-out ratings, (users, items).
 * @param users Ids of the rows.
 * @param options Share, relevance and seed.
 * @returns The ratings, (users, items); rows of others are empty.
 * @throws {UsageError} Where nobody has a relevant rating.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../../data/sparse_matrix.ts";
 * import { createVocabulary } from "../../data/vocabulary.ts";
 *
 * const test = sparseMatrix(2, 1, { row: [0, 1], column: [0, 0], value: [5, 5] }).matrix;
 * const some = testOfSomeUsers(test, createVocabulary(["ann", "bob"]), { share: 0.5, relevantFrom: 4, seed: 1 });
 * strictEqual(some.values.length, 1);
 * ```
 */
export function testOfSomeUsers(
  test: SparseMatrix,
  users: Vocabulary,
  { share, relevantFrom, seed }: SomeUsersOptions,
): SparseMatrix {
  const judged = judgedUsers(test, relevantFrom);
  const count = Math.max(1, Math.round(share * judged.length));
  if (count >= judged.length) return test;
  const draws = Array.from(judged, (user) => ({
    user,
    draw: createRandom(seed, "tune-users", users.ids[user]).next(),
  }));
  draws.sort((a, b) => a.draw - b.draw || a.user - b.user);
  const taken = new Uint8Array(test.rows);
  for (const { user } of draws.slice(0, count)) taken[user] = 1;
  let user = 0;
  return keepEntries(test, (k) => {
    while (k >= test.indptr[user + 1]) user++;
    return taken[user] === 1;
  });
}
