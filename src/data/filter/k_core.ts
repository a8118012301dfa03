import { UsageError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import type { SparseMatrix } from "../sparse_matrix.ts";
import { type Filtered, keepInteractions } from "./keep_interactions.ts";

/** How many ratings who stays must have. */
export interface CoreSize {
  /** Least number of ratings of a user, an integer from 1. */
  readonly users: number;
  /** Least number of ratings of an item, an integer from 1. */
  readonly items: number;
}

/** The core, and how it was found. */
export interface Core extends Filtered {
  /** How often users and items with too few ratings were left out before none was left. */
  readonly rounds: number;
}

/**
 * The k-core: leaves out users and items with too few ratings, then those who have too few because of that, and so on until every user
 * and every item has enough. It is the largest such part of the data, whatever the order.
 *
 * Seidman, "Network structure and minimum degree", Social Networks 5, 1983, for a graph with two kinds of nodes.
 *
 * @param interactions The ratings; not changed.
 * @param size Least numbers of ratings.
 * @returns What is left, what went, and the number of rounds; 0 where nothing had to go.
 * @throws {UsageError} Where a number is out of range, or nothing is left.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * // Without Ran, which only cyd rated, cyd has a single rating.
 * const builder = createInteractionsBuilder();
 * for (const user of ["ann", "bob"]) for (const film of ["Heat", "Ali"]) builder.add(user, film, 5);
 * builder.add("cyd", "Heat", 5);
 * builder.add("cyd", "Ran", 5);
 * const { interactions, rounds } = kCore(builder.build().interactions, { users: 2, items: 2 });
 * deepStrictEqual([interactions.users.ids, rounds], [["ann", "bob"], 2]);
 * ```
 */
export function kCore(interactions: Interactions, size: CoreSize): Core {
  for (const [what, least] of Object.entries(size)) {
    if (Number.isInteger(least) && least >= 1) continue;
    throw new UsageError(
      `Cannot find the core: the least number of ratings of ${what} is ${least}, expected an integer from 1`,
    );
  }
  const { ratings } = interactions;
  const stays = new Uint8Array(ratings.values.length).fill(1);
  let rounds = 0;
  while (leaveOut(ratings, stays, size)) rounds++;
  const filtered = keepInteractions(interactions, (k) => stays[k] === 1);
  if (filtered.interactions.ratings.values.length > 0) return { ...filtered, rounds };
  throw new UsageError(
    `Cannot find the core: no users with ${size.users} ratings of items with ${size.items} are left, expected smaller numbers`,
  );
}

/** Leaves out who has too few ratings now; false where nobody has. */
function leaveOut(ratings: SparseMatrix, stays: Uint8Array, size: CoreSize): boolean {
  const ofUser = new Uint32Array(ratings.rows), ofItem = new Uint32Array(ratings.columns);
  forEach(ratings, (k, user, item) => {
    ofUser[user] += stays[k];
    ofItem[item] += stays[k];
  });
  let changed = false;
  forEach(ratings, (k, user, item) => {
    if (stays[k] === 0 || (ofUser[user] >= size.users && ofItem[item] >= size.items)) return;
    stays[k] = 0;
    changed = true;
  });
  return changed;
}

function forEach(
  { rows, indptr, indices }: SparseMatrix,
  visit: (entry: number, user: number, item: number) => void,
): void {
  for (let user = 0; user < rows; user++) {
    for (let k = indptr[user]; k < indptr[user + 1]; k++) visit(k, user, indices[k]);
  }
}
