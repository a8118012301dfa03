import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import type { JudgedList, MetricContext } from "../../src/metrics/metric.ts";

/**
 * Ten items, of which 8 and 9 have no training rating: the catalogue has 8. The cutoff is 5, and relevance starts at a
 * rating of 4. Ten users trained. Attributes: 0 {0, 1}, 1 {1}, 3 {1, 2}, 4 {3}, 5 {0}, 9 {2, 3}; nothing has attribute 4.
 */
export const context = {
  cutoff: 5,
  trainingCounts: Uint32Array.of(9, 4, 4, 3, 2, 2, 1, 1, 0, 0),
  trainingUsers: 10,
  graph: bipartiteGraph(10, 5, [0, 0, 1, 3, 3, 4, 5, 9, 9], [0, 1, 1, 1, 2, 3, 0, 2, 3]),
} satisfies MetricContext;

/** Rated 1 with 5 stars, 3 and 9 with 4: hits at ranks 2 and 4; item 9 cannot be found. |rel| = 3. */
export const ann: JudgedList = {
  items: [0, 1, 2, 3, 4],
  relevant: new Map([[1, 2], [3, 1], [9, 1]]),
};

/** Rated 0 with 4 stars: a hit at rank 1 of a list of 2 items. |rel| = 1. */
export const bob: JudgedList = { items: [0, 5], relevant: new Map([[0, 1]]) };

/** Fails unless the numbers differ by rounding only. */
export function assertClose(actual: number, expected: number, tolerance = 1e-12): void {
  if (!(Math.abs(actual - expected) <= tolerance)) {
    throw new Error(`The value is ${actual}, expected ${expected} within ${tolerance}`);
  }
}
