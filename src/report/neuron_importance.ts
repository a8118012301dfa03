import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { attributeScore } from "../explain/registry.ts";
import type { Recommender } from "../recommend/recommender.ts";

/** How much a neuron matters over many recommendations. */
export interface NeuronImportance {
  /** Index of the neuron. */
  readonly neuron: number;
  /** Mean of its contributions above 0, over all recommendations, those without it counted as 0. */
  readonly inFavour: number;
  /** Mean of its contributions below 0, likewise; 0 or less. */
  readonly against: number;
  /** Share of the recommendations that it has a part in, 0 to 1. */
  readonly share: number;
}

/** A user's list. */
export interface UserList {
  /** Index of the user. */
  readonly user: number;
  /** Index of each item, best first. */
  readonly items: ArrayLike<number>;
}

/**
 * Which neurons matter most across users: the mean absolute contribution to the scores of recommended items, told apart by its sign.
 *
 * @param recommender What recommended.
 * @param graph Which item has which attribute.
 * @param lists The lists.
 * @returns Every neuron with a part in any recommendation, by descending mean absolute contribution, ties by ascending neuron.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { attributeSum } from "../recommend/attribute_sum.ts";
 *
 * // Item 0 has both attributes, item 1 the second.
 * const graph = bipartiteGraph(2, 2, [0, 0, 1], [0, 1, 1]);
 * const { matrix } = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [4, -1] });
 * deepStrictEqual(neuronImportance(attributeSum(matrix, graph), graph, [{ user: 0, items: [0, 1] }]), [
 *   { neuron: 0, inFavour: 2, against: 0, share: 0.5 },
 *   { neuron: 1, inFavour: 0, against: -1, share: 1 },
 * ]);
 * ```
 */
export function neuronImportance(
  recommender: Recommender,
  graph: BipartiteGraph,
  lists: Iterable<UserList>,
): NeuronImportance[] {
  const found = new Map<number, { inFavour: number; against: number; parts: number }>();
  let recommendations = 0;
  for (const { user, items } of lists) {
    for (let k = 0; k < items.length; k++) {
      const attribution = attributeScore(recommender, graph, user, items[k]);
      if (!attribution) continue;
      recommendations++;
      for (const { neuron, value } of attribution.contributions) {
        let sums = found.get(neuron);
        if (!sums) found.set(neuron, sums = { inFavour: 0, against: 0, parts: 0 });
        if (value > 0) sums.inFavour += value;
        else sums.against += value;
        sums.parts++;
      }
    }
  }
  const size = ({ inFavour, against }: NeuronImportance) => inFavour - against;
  return [...found].map(([neuron, { inFavour, against, parts }]) => ({
    neuron,
    inFavour: inFavour / recommendations,
    against: against / recommendations,
    share: parts / recommendations,
  })).sort((a, b) => size(b) - size(a) || a.neuron - b.neuron);
}
