/**
 * All sets of one size, in the order of the members: those of the first members first.
 *
 * @param members What to choose from.
 * @param size How many to choose, at least 1.
 * @param bound Only sets whose powers sum to at least `need`; the members must then be in order of descending power. Looking for them
 * takes time in proportion to those that there are.
 * @returns The sets, one by one.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([...combinations([5, 6, 7], 2)], [[5, 6], [5, 7], [6, 7]]);
 * const bound = { power: Float64Array.of(4, 2, 1), need: 5 };
 * deepStrictEqual([...combinations([0, 1, 2], 2, bound)], [[0, 1], [0, 2]]);
 * ```
 */
export function* combinations(
  members: readonly number[],
  size: number,
  bound?: { readonly power: ArrayLike<number>; readonly need: number },
): Generator<number[], void> {
  const sums = bound && prefixSums(members, bound.power);
  yield* choose(0, size, [], 0);

  function* choose(
    from: number,
    more: number,
    chosen: readonly number[],
    power: number,
  ): Generator<number[], void> {
    for (let at = from; at + more <= members.length; at++) {
      // The strongest that can still come are the next ones.
      if (bound && power + sums![at + more] - sums![at] < bound.need) return;
      const next = [...chosen, members[at]];
      if (more === 1) yield next;
      else yield* choose(at + 1, more - 1, next, power + (bound?.power[members[at]] ?? 0));
    }
  }
}

function prefixSums(members: readonly number[], power: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(members.length + 1);
  members.forEach((member, at) => sums[at + 1] = sums[at] + power[member]);
  return sums;
}
