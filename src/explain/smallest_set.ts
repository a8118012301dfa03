import { combinations } from "./combinations.ts";

/** A search for a small set of members that together do something. */
export interface SetSearch {
  /** How many members there are to choose from; they are numbered from 0. */
  readonly count: number;
  /** Orders of some or all members, each the most promising first; at least one. */
  readonly orders: readonly (readonly number[])[];
  /** Whether a set does it; the empty set must not. It need not be monotone: a larger set may fail where a smaller one does. */
  readonly works: (members: readonly number[]) => boolean | Promise<boolean>;
  /** Most calls of `works`. */
  readonly tries: number;
  /** Largest set to try. */
  readonly largest: number;
  /** What is known of sets that cannot do it, so that they need no try. */
  readonly bound?: PowerBound;
}

/** Sets of fewer than `below` members cannot do it where their members' powers sum to less than `need`. */
export interface PowerBound {
  /** Power of each member, at least 0, (count). */
  readonly power: Float64Array;
  /** What they must sum to; may be Infinity. */
  readonly need: number;
  /** Size from which on nothing is known. */
  readonly below: number;
}

/** What a search came to. */
export interface SetFound {
  /** The smallest set that was found, in the order of the search; absent where none was. */
  readonly members?: readonly number[];
  /** Every set of up to so many members is known not to do it. */
  readonly ruledOut: number;
  /** Size of the largest set that was tried. */
  readonly largest: number;
  /** Calls of `works`. */
  readonly tries: number;
}

/**
 * Finds a small set that does something. First greedily: members are added one by one in each of the orders until the set does it, then every
 * member without which it still does is dropped. Then exhaustively, smallest sizes first, as long as all sets of a size that the bound
 * leaves open can be tried; of the next size the most promising are tried with the tries that are left. A set found is proved to be minimal
 * where it has at most one member more than `ruledOut`.
 *
 * @param search What to search for.
 * @returns The smallest set found, and what was ruled out.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * // Greedy takes 0, 1 and 2; that 2 and 3 do alone is found by trying all pairs.
 * const { members, ruledOut } = await smallestSet({
 *   count: 4,
 *   orders: [[0, 1, 2, 3]],
 *   works: (set) => [0, 1, 2].every((m) => set.includes(m)) || [2, 3].every((m) => set.includes(m)),
 *   tries: 100,
 *   largest: 4,
 * });
 * deepStrictEqual([members, ruledOut], [[2, 3], 1]);
 * ```
 */
export async function smallestSet(search: SetSearch): Promise<SetFound> {
  const { count, orders, bound } = search;
  const most = Math.min(search.largest, count);
  let tries = 0, largest = 0;
  let best: readonly number[] | undefined;
  const works = async (members: readonly number[]) => {
    tries++;
    largest = Math.max(largest, members.length);
    return await search.works(members);
  };
  const left = () => search.tries - tries;

  const prune = async (members: readonly number[]) => {
    let kept = members;
    for (let changed = true; changed;) {
      changed = false;
      for (const member of members.toReversed()) {
        if (kept.length < 2 || !kept.includes(member) || left() <= 0) continue;
        const fewer = kept.filter((other) => other !== member);
        if (!await works(fewer)) continue;
        kept = fewer;
        changed = true;
      }
    }
    return kept;
  };
  for (const order of orders) {
    for (let size = 1; size <= Math.min(order.length, most) && left() > 0; size++) {
      if (!await works(order.slice(0, size))) continue;
      const pruned = await prune(order.slice(0, size));
      if (!best || pruned.length < best.length) best = pruned;
      break;
    }
  }

  // Members that no order names come last.
  const promising = [...new Set([...orders[0], ...Array(count).keys()])];
  let ruledOut = 0;
  for (let size = 1; size <= most && size < (best?.length ?? Infinity); size++) {
    const open = bound && size < bound.below ? bound : undefined;
    const order = open ? promising.toSorted((a, b) => open.power[b] - open.power[a]) : promising;
    const among = affordable(order, size, left(), open);
    for (const members of combinations(order.slice(0, among), size, open)) {
      if (!await works(members)) continue;
      return { members, ruledOut, largest, tries };
    }
    if (among < count) break;
    ruledOut = size;
  }
  return { members: best, ruledOut, largest, tries };
}

/** Among how many of the first members all sets of a size can be tried. */
function affordable(
  order: readonly number[],
  size: number,
  tries: number,
  bound: PowerBound | undefined,
): number {
  const fits = (among: number) => {
    let sets = 0;
    for (const _ of combinations(order.slice(0, among), size, bound)) {
      if (++sets > tries) return false;
    }
    return true;
  };
  if (fits(order.length)) return order.length;
  let low = 0, high = order.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
