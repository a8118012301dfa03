import fc from "npm:fast-check@4.10.2";
import { createInteractionsBuilder, type Interactions } from "../../../src/data/interactions.ts";
import type { SparseMatrix } from "../../../src/data/sparse_matrix.ts";

/** A rating by ids. */
export interface Rating {
  readonly user: string;
  readonly item: string;
  readonly rating: number;
  readonly time: number;
}

/** Some users' ratings of some of ten items, many at the same time. */
export const drawnRatings: fc.Arbitrary<Rating[]> = fc.uniqueArray(
  fc.record({
    user: fc.nat(11).map((user) => `user ${user}`),
    item: fc.nat(9).map((item) => `item ${item}`),
    rating: fc.integer({ min: 1, max: 5 }),
    time: fc.nat(4),
  }),
  { selector: ({ user, item }) => `${user} ${item}`, minLength: 1, maxLength: 90, size: "max" },
);

/** The ratings as data, items numbered as they come or in an order given. */
export function interactionsOf(
  ratings: readonly Rating[],
  items: Iterable<string> = [],
): Interactions {
  const builder = createInteractionsBuilder([], items);
  for (const { user, item, rating, time } of ratings) builder.add(user, item, rating, time);
  return builder.build({ min: 1, max: 5 }).interactions;
}

/** Ratings of a part by ids, in an order that does not depend on numbers. */
export function idsOf({ users, items }: Interactions, part: SparseMatrix): string[] {
  const ids: string[] = [];
  for (let user = 0; user < part.rows; user++) {
    for (let k = part.indptr[user]; k < part.indptr[user + 1]; k++) {
      ids.push(`${users.ids[user]}, ${items.ids[part.indices[k]]}: ${part.values[k]}`);
    }
  }
  return ids.sort();
}

/** Number of ratings of a user in a part. */
export function countOf({ users }: Interactions, part: SparseMatrix, user: string): number {
  const row = users.indexOf(user)!;
  return part.indptr[row + 1] - part.indptr[row];
}
