import type { JudgedList, MetricContext } from "./metric.ts";

/**
 * Starts counting how often each item was recommended.
 *
 * @param context Cutoff and catalogue.
 * @returns Zeros, (items).
 */
export function startCounts({ trainingCounts }: MetricContext): Float64Array {
  return new Float64Array(trainingCounts.length);
}

/**
 * Counts the items in the first k places of one list.
 *
 * @param counts Number of lists that show each item, (items); changed.
 * @param list One user's list.
 * @param context Cutoff and catalogue; items outside the catalogue are not counted.
 */
export function addCounts(counts: Float64Array, list: JudgedList, context: MetricContext): void {
  const places = Math.min(list.items.length, context.cutoff);
  for (let place = 0; place < places; place++) {
    const item = list.items[place];
    if (context.trainingCounts[item] > 0) counts[item]++;
  }
}

/**
 * Size of the catalogue: the items with at least one training rating.
 *
 * @param context Cutoff and catalogue.
 * @returns The number of items that could be recommended to someone.
 */
export function catalogueSize({ trainingCounts }: MetricContext): number {
  return trainingCounts.reduce((size, count) => count > 0 ? size + 1 : size, 0);
}
