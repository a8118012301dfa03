import { countNeurons } from "../model/named_neurons.ts";
import { decodeItem, hiddenValues } from "../model/shared_network.ts";
import { checkIndex } from "../recommend/checks.ts";
import type { Reconstruction } from "../recommend/reconstruction.ts";
import { type Attribution, byStrength, type Contribution } from "./attribution.ts";

/**
 * Takes the score of a shared network apart: the contribution of neuron n is H[u, n] W2[n, i], and that of the output's bias, under its
 * own index after the last neuron, is b2_i. The terms are the recommender's own, so the sum is exact.
 *
 * @param recommender The recommender whose score is explained.
 * @param user Index of the user.
 * @param item Index of the item.
 * @returns The attribution, or undefined for a user that the recommender has nothing to go by for.
 * @throws {RangeError} Where the user or the item is unknown.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { reconstruction } from "../recommend/reconstruction.ts";
 *
 * const graph = bipartiteGraph(2, 1, [0, 1], [0, 0]);
 * const { matrix } = sparseMatrix(1, 2, { row: [0], column: [0], value: [0.5] });
 * const recommender = reconstruction({
 *   neurons: { attributes: 1, fans: new Uint32Array() },
 *   encoder: graph,
 *   decoder: graph,
 *   parameters: {
 *     encoder: Float32Array.of(2, 9),
 *     decoder: Float32Array.of(3, 4),
 *     outputBias: Float32Array.of(0, -1),
 *   },
 *   activation: "identity",
 *   input: { value: "graded", normalise: false },
 * }, matrix);
 * deepStrictEqual(reconstructionContributions(recommender, 0, 1), {
 *   item: 1,
 *   score: 3,
 *   through: "network",
 *   contributions: [
 *     { neuron: 0, value: 4, weight: 1, ofItem: true },
 *     { neuron: 1, value: -1, weight: 1, ofItem: true },
 *   ],
 * });
 * ```
 */
export function reconstructionContributions(
  recommender: Reconstruction,
  user: number,
  item: number,
): Attribution | undefined {
  return reconstructionAttributor(recommender)(user, item);
}

/**
 * The same as {@link reconstructionContributions} for many items: the hidden values of one user are computed once, as long as the items
 * are asked for one after another.
 *
 * @param recommender The recommender whose scores are explained.
 * @returns A function of user and item, with the results and errors of `reconstructionContributions`.
 */
export function reconstructionAttributor(
  recommender: Reconstruction,
): (user: number, item: number) => Attribution | undefined {
  const { network, inputs } = recommender;
  const { decoder: { itemStart, itemAttributes, attributeStart }, parameters } = network;
  const { outputBias } = parameters;
  const hidden = hiddenValues(network);
  let own = NaN, biasFactor: number | undefined;
  const take = (user: number) => {
    if (user === own) return;
    checkIndex("explain a score", "user", user, inputs.rows);
    biasFactor = recommender.encode(user, hidden);
    own = user;
    const reached = () =>
      hidden.some((h, n) => h !== 0 && attributeStart[n + 1] > attributeStart[n]);
    if (!outputBias && !reached()) biasFactor = undefined;
  };
  return (user, item) => {
    take(user);
    checkIndex("explain a score", "item", item, inputs.columns);
    if (biasFactor === undefined) return undefined;
    const contributions: Contribution[] = [];
    for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
      const neuron = itemAttributes[e], weight = hidden[neuron];
      const value = weight * parameters.decoder[e];
      if (value !== 0) contributions.push({ neuron, value, weight, ofItem: true });
    }
    const bias = outputBias ? biasFactor * outputBias[item] : 0;
    if (bias !== 0) {
      const neuron = countNeurons(network.neurons);
      contributions.push({ neuron, value: bias, weight: biasFactor, ofItem: true });
    }
    return {
      item,
      score: decodeItem(network, hidden, item, biasFactor),
      through: "network",
      contributions: contributions.sort(byStrength),
    };
  };
}
