import type { JudgedList } from "./metric.ts";

/**
 * DCG@k / IDCG@k of one user, where DCG@k = sum of gain(rank) / log2(rank + 1) over the ranks 1 .. k. The ideal list is the
 * user's relevant items by descending gain, the first min(|rel|, k) of them: more ideal places than k would make 1
 * unreachable, and counting only the items that were found would make it too easy.
 *
 * Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002, with the discount of Burges et
 * al., "Learning to rank using gradient descent", ICML 2005.
 *
 * @param list One user's list; at least one item is relevant.
 * @param cutoff k, from 1.
 * @param gain Gain of a relevant item from its grade, above 0; other items have none.
 * @returns The ratio, 0 to 1.
 */
export function normalisedGain(
  list: JudgedList,
  cutoff: number,
  gain: (grade: number) => number,
): number {
  const places = Math.min(list.items.length, cutoff);
  let found = 0;
  for (let place = 0; place < places; place++) {
    const grade = list.relevant.get(list.items[place]);
    if (grade !== undefined) found += gain(grade) / Math.log2(place + 2);
  }
  const gains = Float64Array.from(list.relevant.values(), gain).sort().reverse();
  let ideal = 0;
  for (let place = 0; place < Math.min(gains.length, cutoff); place++) {
    ideal += gains[place] / Math.log2(place + 2);
  }
  return found / ideal;
}
