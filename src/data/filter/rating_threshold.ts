import { UsageError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import { type Filtered, keepInteractions } from "./keep_interactions.ts";

/**
 * Keeps the ratings from some height up.
 *
 * @param interactions The ratings; not changed.
 * @param from The lowest rating that stays.
 * @returns What is left, on the same scale, and what went.
 * @throws {UsageError} Where `from` is not finite, or nothing is left.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("bob", "Ali", 1);
 * deepStrictEqual(keepRatingsFrom(builder.build().interactions, 4).removed, { users: 1, items: 1, ratings: 1 });
 * ```
 */
export function keepRatingsFrom(interactions: Interactions, from: number): Filtered {
  // Ratings are kept in single precision: a rating of 3.3 must still reach a threshold of 3.3.
  const lowest = Math.fround(from);
  const { values } = interactions.ratings;
  const filtered = keepInteractions(interactions, (k) => values[k] >= lowest);
  if (Number.isFinite(from) && filtered.interactions.ratings.values.length > 0) return filtered;
  throw new UsageError(
    `Cannot filter the ratings: the lowest that stays is ${from}, expected at most the highest of the ${values.length} ratings`,
  );
}
