import type { Interactions } from "../interactions.ts";

/**
 * Makes every rating count as 1, as if only that somebody chose an item were known.
 *
 * @param interactions The ratings; not changed.
 * @returns The same users, items and times, implicit.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("ann", "Ali", 2);
 * const { ratings, scale } = binarise(builder.build().interactions);
 * deepStrictEqual([[...ratings.values], scale], [[1, 1], "implicit"]);
 * ```
 */
export function binarise(interactions: Interactions): Interactions {
  const { ratings } = interactions;
  const values = new Float32Array(ratings.values.length).fill(1);
  return { ...interactions, ratings: { ...ratings, values }, scale: "implicit" };
}
