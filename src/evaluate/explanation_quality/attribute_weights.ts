import type { BipartiteGraph } from "../../data/bipartite_graph.ts";
import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import { hiddenValues } from "../../model/shared_network.ts";
import type { Reconstruction } from "../../recommend/reconstruction.ts";
import type { AdjustableRecommender } from "../../recommend/what_if.ts";

/** A user's weights of attributes. */
export interface WeightedAttributes {
  /** Index of each attribute that the user has a weight of, ascending. */
  readonly attributes: readonly number[];
  /** Its weight. */
  readonly weights: readonly number[];
}

/** A definition of how much an attribute weighs for a user. */
export interface AttributeWeights {
  /** Name in results. */
  readonly name: string;
  /** What it is, for a caption. */
  readonly label: string;
  /** The weights of one user. */
  of(user: number): WeightedAttributes;
}

/**
 * The definitions of a user's weights that a recommender offers. By profiles it is p_uf, of the attributes in the profile. In a shared network,
 * of the attributes that a rated item has:
 *
 * - `hidden`: H_uf, what the user's ratings make of the attribute's neuron;
 * - `effect`: H_uf times the mean of W2[f, i] over the items i with the attribute, that is what the neuron adds to the score of such an item;
 * - `lift`: the user's mean score of items with the attribute less that of all items. All neurons have a part in it, so it tells what the
 *   network knows of the taste, whether or not the attribute's neuron says so.
 *
 * @param recommender What recommends.
 * @param graph Which item has which attribute.
 * @returns The definitions; none for a network without attribute neurons.
 */
export function attributeWeights(
  recommender: AdjustableRecommender,
  graph: BipartiteGraph,
): AttributeWeights[] {
  if (recommender.name === "reconstruction") return networkWeights(recommender, graph);
  return [{
    name: "profile",
    label: "weights of the profile",
    of(user) {
      const { indices, values } = recommender.profile(user);
      return { attributes: [...indices], weights: [...values] };
    },
  }];
}

/**
 * What needs no training: how many of a user's rated items have each attribute.
 *
 * @param graph Which item has which attribute.
 * @param ratings The ratings, (users, items).
 * @returns The definition.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../../data/sparse_matrix.ts";
 *
 * const graph = bipartiteGraph(2, 2, [0, 0, 1], [0, 1, 1]);
 * const { matrix } = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [5, 1] });
 * deepStrictEqual(countedItems(graph, matrix).of(0), { attributes: [0, 1], weights: [1, 2] });
 * ```
 */
export function countedItems(graph: BipartiteGraph, ratings: SparseMatrix): AttributeWeights {
  return {
    name: "count",
    label: "number of rated items with the attribute",
    of(user) {
      const counts = countAttributes(graph, ratings, user);
      const attributes = [...counts.keys()].sort((a, b) => a - b);
      return { attributes, weights: attributes.map((f) => counts.get(f)!) };
    },
  };
}

function networkWeights(recommender: Reconstruction, graph: BipartiteGraph): AttributeWeights[] {
  const { network: { neurons, decoder, parameters }, inputs } = recommender;
  if (neurons.attributes === 0) return [];
  const outgoing = new Float64Array(neurons.attributes);
  for (let e = 0; e < decoder.itemAttributes.length; e++) {
    const neuron = decoder.itemAttributes[e];
    if (neuron < outgoing.length) outgoing[neuron] += parameters.decoder[e];
  }
  outgoing.forEach((sum, f) => {
    const items = decoder.attributeStart[f + 1] - decoder.attributeStart[f];
    outgoing[f] = items === 0 ? 0 : sum / items;
  });
  const hidden = hiddenValues(recommender.network), scores = new Float64Array(decoder.items);
  const rated = countedItems(graph, inputs);
  const define = (
    name: string,
    label: string,
    prepare: (user: number) => void,
    weigh: (attribute: number) => number,
  ): AttributeWeights => ({
    name,
    label,
    of(user) {
      const { attributes } = rated.of(user);
      prepare(user);
      return { attributes, weights: attributes.map(weigh) };
    },
  });
  const encode = (user: number) => void recommender.encode(user, hidden);
  let meanScore = 0;
  return [
    define("hidden", "hidden values of the attributes' neurons", encode, (f) => hidden[f]),
    define(
      "effect",
      "what an attribute's neuron adds to the score of an item with the attribute",
      encode,
      (f) => hidden[f] * outgoing[f],
    ),
    define(
      "lift",
      "mean score of items with the attribute less that of all items, through all neurons",
      (user) => {
        if (!recommender.score(user, scores)) scores.fill(0);
        meanScore = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      },
      (f) => meanOver(scores, graph, f) - meanScore,
    ),
  ];
}

/** How many of the user's rated items have each attribute. */
function countAttributes(
  { itemStart, itemAttributes }: BipartiteGraph,
  { indptr, indices }: SparseMatrix,
  user: number,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (let k = indptr[user]; k < indptr[user + 1]; k++) {
    const item = indices[k];
    for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
      const f = itemAttributes[e];
      counts.set(f, (counts.get(f) ?? 0) + 1);
    }
  }
  return counts;
}

function meanOver(
  scores: Float64Array,
  { attributeStart, attributeItems }: BipartiteGraph,
  attribute: number,
): number {
  const start = attributeStart[attribute], end = attributeStart[attribute + 1];
  let sum = 0;
  for (let k = start; k < end; k++) sum += scores[attributeItems[k]];
  return sum / (end - start);
}
