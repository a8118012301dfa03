import type { Adjustment } from "../recommend/what_if.ts";
import { type Effect, linearBound } from "./linear_effects.ts";
import type { ListLeaver } from "./list_leaver.ts";
import { smallestSet } from "./smallest_set.ts";

/** An item in words. */
export interface CounterfactualItem {
  /** Id of the item. */
  readonly item: string;
  /** Its title, or its id where there is none. */
  readonly label: string;
}

/** The smallest set found without which the item leaves the list, or that none was. */
export type CounterfactualSet<Member> = {
  /** True. */
  readonly found: true;
  /** The members, none of which can be spared, those that speak for the item most first. */
  readonly members: readonly Member[];
  /** Whether it is proved that no smaller set does it. */
  readonly minimal: boolean;
  /** Place of the item in the ranking without them, from 1; null where the recommender then has nothing to go by. */
  readonly rank: number | null;
  /** What the list then holds that it did not, best first; none where the recommender then has nothing to go by. */
  readonly instead: readonly CounterfactualItem[];
  /** Every set of up to so many members was ruled out. */
  readonly ruledOut: number;
  /** Rankings that were computed. */
  readonly tries: number;
} | {
  /** False. */
  readonly found: false;
  /** Whether it is proved that no set does it. */
  readonly impossible: boolean;
  /** Every set of up to so many members was ruled out. */
  readonly ruledOut: number;
  /** Size of the largest set that was tried. */
  readonly largest: number;
  /** Rankings that were computed. */
  readonly tries: number;
};

/** A search for the smallest set of neurons or ratings without which an item leaves a list. */
export interface CounterfactualSearch<Member> {
  /** The list and the item. */
  readonly leaver: ListLeaver;
  /** Index of each neuron or rated item that can be lost. */
  readonly members: readonly number[];
  /** What each adds to the item's score, then other numbers that promise as much; those of the first order the answer. */
  readonly parts: readonly ReadonlyMap<number, number>[];
  /** What each adds to all scores, where scores are sums: what a search need not try. */
  readonly effect?: Effect;
  /** Most rankings to compute. */
  readonly tries: number;
  /** Largest set to try. */
  readonly largest: number;
  /** The user without some of the members. */
  readonly adjust: (lost: readonly number[]) => Adjustment | Promise<Adjustment>;
  /** A member in words. */
  readonly name: (member: number) => Member;
  /** An item in words. */
  readonly nameItem: (item: number) => CounterfactualItem;
  /** Stops the search. */
  readonly signal?: AbortSignal;
}

/** Rankings between two looks at what else there is to do, such as Ctrl-C. */
const TRIES_AT_ONCE = 50;

/**
 * Searches for the smallest set without which an item leaves a list; whatever is found was verified by ranking all items again.
 *
 * @param search What to search for.
 * @returns The set, or what was ruled out.
 * @throws The signal's reason, where the signal aborts.
 */
export async function searchCounterfactual<Member>(
  search: CounterfactualSearch<Member>,
): Promise<CounterfactualSet<Member>> {
  const { leaver, members, parts, effect, signal, adjust } = search;
  const { item, candidates, margin } = leaver;
  const lost = (set: readonly number[]) => set.map((at) => members[at]);
  let tried = 0;
  const found = await smallestSet({
    count: members.length,
    orders: parts.map((by) => promisingFirst(members, by)),
    works: async (set) => {
      if (signal && ++tried % TRIES_AT_ONCE === 0) {
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      signal?.throwIfAborted();
      return leaver.leaves(await adjust(lost(set)));
    },
    tries: search.tries,
    largest: search.largest,
    bound: effect && linearBound(effect, members, item, candidates, margin),
  });
  const { ruledOut, largest, tries } = found;
  if (!found.members) {
    return { found: false, impossible: ruledOut === members.length, ruledOut, largest, tries };
  }
  const without = lost(
    promisingFirst(members, parts[0]).filter((at) => found.members!.includes(at)),
  );
  const { rank, entered } = leaver.listWith(await adjust(without));
  return {
    found: true,
    members: without.map(search.name),
    minimal: without.length <= ruledOut + 1,
    rank,
    instead: entered.map(search.nameItem),
    ruledOut,
    tries,
  };
}

/** Places of the members by descending part, ties by ascending place. */
function promisingFirst(members: readonly number[], parts: ReadonlyMap<number, number>): number[] {
  const part = (at: number) => parts.get(members[at]) ?? 0;
  return [...members.keys()].sort((a, b) => part(b) - part(a) || a - b);
}
