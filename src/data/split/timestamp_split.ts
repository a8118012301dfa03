import { UsageError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import { keepEntries } from "../keep_entries.ts";
import type { Split } from "../split.ts";
import { checkShare, requireTimestamps } from "./user_entries.ts";

/**
 * Learns from what was before a moment and is judged by what came after, for all users alike. Users who came later have no training
 * ratings; nothing but popularity can be recommended to them.
 *
 * @param interactions The ratings, with timestamps.
 * @param options `at`: ratings from this time on are held out, in the unit of the timestamps.
 * @returns The two parts.
 * @throws {UsageError} Where there are no timestamps, or all ratings fall on one side.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5, 100);
 * builder.add("bob", "Heat", 3, 200);
 * strictEqual(timestampSplit(builder.build().interactions, { at: 200 }).test.indptr[1], 0);
 * ```
 */
export function timestampSplit(
  interactions: Interactions,
  options: { readonly at: number },
): Split {
  const times = requireTimestamps(interactions);
  const { at } = options;
  const train = keepEntries(interactions.ratings, (k) => times[k] < at);
  const test = keepEntries(interactions.ratings, (k) => times[k] >= at);
  if (train.values.length > 0 && test.values.length > 0) return { train, test };
  const [first, last] = times.reduce(
    ([first, last], time) => [Math.min(first, time), Math.max(last, time)],
    [Infinity, -Infinity],
  );
  throw new UsageError(
    `Cannot split the ratings: the time is ${at}, expected above ${first} and at most ${last}, the first and the last rating's`,
  );
}

/**
 * The moment from which a share of the ratings lies, or a little more where several share it.
 *
 * @param interactions The ratings, with timestamps.
 * @param ratio The share, above 0 and below 1.
 * @returns The time, in the unit of the timestamps.
 * @throws {UsageError} Where there are no timestamps or `ratio` is out of range.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * [10, 20, 30, 40].forEach((time) => builder.add("ann", `film ${time}`, 5, time));
 * strictEqual(timeOfShare(builder.build().interactions, 0.25), 40);
 * ```
 */
export function timeOfShare(interactions: Interactions, ratio: number): number {
  checkShare("the ratio", ratio);
  const times = requireTimestamps(interactions).toSorted();
  const held = Math.max(1, Math.round(ratio * times.length));
  return times[times.length - held];
}
