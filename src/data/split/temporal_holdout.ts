import type { Interactions } from "../interactions.ts";
import type { Split } from "../split.ts";
import { holdOutLast } from "./hold_out_last.ts";
import { checkShare, heldOutCount } from "./user_entries.ts";

/**
 * Holds out the latest part of each user's ratings. Ratings of one user at the same time are in a random order, made from the seed and the
 * user's id: whole sessions often share a time, and any fixed order would favour some items.
 *
 * @param interactions The ratings, with timestamps.
 * @param options `ratio`: share held out of each user's ratings, above 0 and below 1 (default 0.2), rounded down but at least one; users with a
 * single rating keep it for training. `seed` of ties (default 42).
 * @returns The two parts.
 * @throws {UsageError} Where `ratio` is out of range or there are no timestamps.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5, 300);
 * builder.add("ann", "Ali", 3, 100);
 * const { test } = temporalHoldout(builder.build().interactions);
 * deepStrictEqual([...test.indices], [0]);
 * ```
 */
export function temporalHoldout(
  interactions: Interactions,
  options: { readonly ratio?: number; readonly seed?: number } = {},
): Split {
  const { ratio = 0.2, seed = 42 } = options;
  checkShare("the ratio", ratio);
  return holdOutLast(interactions, seed, (count) => heldOutCount(count, ratio));
}
