import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { type SparseMatrix, sparseMatrix, transpose } from "../data/sparse_matrix.ts";
import type { SharedParameters } from "../kernels/shared_step_cpu.ts";
import { countNeurons } from "./named_neurons.ts";
import type { RelatedItems } from "./related_items.ts";
import type { SharedGraphs } from "./shared_graphs.ts";
import type { FansKind } from "./shared_settings.ts";

/** Keeps the weight of an attribute that all items have above 0. */
const IDF_FLOOR = 0.05;

/** What the start of a shared network depends on beside its edges. */
export interface StartSettings {
  /** Kind of its fans neurons. */
  readonly fansKind: FansKind;
  /** Whether neurons and items have biases. */
  readonly biases: boolean;
}

/**
 * What items have in common, as the weights of a network whose scores rank by it: where gradient descent starts, once `calibrateStart` has
 * brought the scores to the size of the targets.
 *
 * - Attributes: W1[i, f] = W2[f, i] = idf_f / norm_i with idf_f = ln(items / items of f) + 0.05 and norm_i over the item's attributes. W1 W2 is
 *   then the cosine between the items' rows of tf-idf.
 * - Pure fans: W1 = 1, and W2 from "fans of j" to i is the similarity of i and j.
 * - Neighbourhood fans: W1 and W2 are the similarity, and 1 for the neuron's own item.
 *
 * Biases start at 0. Nothing is random: neurons with the same edges would learn the same anyway, and others start apart.
 *
 * @param graphs Neurons and edges.
 * @param related Similarities of the items; not needed for attributes alone.
 * @param settings Kind of fans neurons, biases.
 * @returns The weights.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sharedGraphs } from "./shared_graphs.ts";
 *
 * // Two items, each the other's most related one, with a cosine of 0.5; no attribute is a neuron.
 * const related = {
 *   start: Uint32Array.of(0, 1, 2),
 *   items: Uint32Array.of(1, 0),
 *   similarities: Float32Array.of(0.5, 0.5),
 * };
 * const settings = { neurons: "fans", fansKind: "pure", biases: false } as const;
 * const graphs = sharedGraphs(bipartiteGraph(2, 1, [0, 1], [0, 0]), related, settings);
 * const { encoder, decoder } = startWeights(graphs, related, settings);
 * deepStrictEqual([...encoder], [1, 1]);
 * deepStrictEqual([...decoder], [0.5, 0.5]);
 * ```
 */
export function startWeights(
  { neurons, encoder, decoder }: SharedGraphs,
  related: RelatedItems | undefined,
  { fansKind, biases }: StartSettings,
): SharedParameters<Float32Array<ArrayBuffer>> {
  const similarities = related && similarityMatrix(related);
  // A pure neuron speaks for the items that list its own; a neighbourhood neuron has edges to those that its own lists.
  const towards = similarities && (fansKind === "pure" ? similarities : transpose(similarities));
  const start = { attributes: neurons.attributes, fans: neurons.fans, towards };
  const w1 = edgeWeights(encoder, { ...start, pure: fansKind === "pure" });
  const w2 = edgeWeights(decoder, start);
  return {
    encoder: w1,
    decoder: w2,
    ...(biases && {
      hiddenBias: new Float32Array(countNeurons(neurons)),
      outputBias: new Float32Array(encoder.items),
    }),
  };
}

/** The weight of each edge, in the order of `itemAttributes`. */
function edgeWeights(
  graph: BipartiteGraph,
  { attributes, fans, towards, pure = false }: {
    readonly attributes: number;
    readonly fans: Uint32Array;
    readonly towards?: SparseMatrix;
    /** Whether an edge of a fans neuron says no more than that the item was chosen. */
    readonly pure?: boolean;
  },
): Float32Array<ArrayBuffer> {
  const { items, itemStart, itemAttributes, attributeStart } = graph;
  const weights = new Float32Array(itemAttributes.length);
  const similarity = new Float32Array(items);
  for (let item = 0; item < items; item++) {
    const from = itemStart[item], to = itemStart[item + 1];
    let power = 0;
    for (let e = from; e < to && itemAttributes[e] < attributes; e++) {
      const f = itemAttributes[e];
      weights[e] = Math.log(items / (attributeStart[f + 1] - attributeStart[f])) + IDF_FLOOR;
      power += weights[e] * weights[e];
    }
    if (towards) scatter(towards, item, similarity);
    for (let e = from; e < to; e++) {
      const neuron = itemAttributes[e];
      if (neuron < attributes) {
        weights[e] /= Math.sqrt(power);
        continue;
      }
      const of = fans[neuron - attributes];
      weights[e] = pure || of === item ? 1 : similarity[of];
    }
  }
  return weights;
}

/** Writes one row of a matrix into a dense vector. */
function scatter({ indptr, indices, values }: SparseMatrix, row: number, dense: Float32Array) {
  dense.fill(0);
  for (let k = indptr[row]; k < indptr[row + 1]; k++) dense[indices[k]] = values[k];
}

function similarityMatrix({ start, items, similarities }: RelatedItems): SparseMatrix {
  const count = start.length - 1, row = new Uint32Array(items.length);
  for (let item = 0; item < count; item++) row.fill(item, start[item], start[item + 1]);
  return sparseMatrix(count, count, { row, column: items, value: similarities }).matrix;
}
