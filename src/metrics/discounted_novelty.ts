import type { JudgedList } from "./metric.ts";

/**
 * The novelty of a list's relevant items, discounted by rank: sum of rel(n) novelty(n) / log2(n + 1) over the ranks n = 1 .. k that the
 * list has, divided by the sum of 1 / log2(n + 1) over the same ranks.
 *
 * Vargas and Castells, "Rank and relevance in novelty and diversity metrics for recommender systems", RecSys 2011, equations 2 and 5, with
 * binary relevance and a logarithmic discount.
 *
 * @param list One user's list.
 * @param cutoff k, from 1.
 * @param novelty How novel an item is.
 * @returns The ratio; 0 for an empty list.
 */
export function discountedNovelty(
  { items, relevant }: JudgedList,
  cutoff: number,
  novelty: (item: number) => number,
): number {
  const places = Math.min(items.length, cutoff);
  let found = 0, norm = 0;
  for (let place = 0; place < places; place++) {
    const discount = 1 / Math.log2(place + 2);
    norm += discount;
    if (relevant.has(items[place])) found += discount * novelty(items[place]);
  }
  return norm === 0 ? 0 : found / norm;
}
