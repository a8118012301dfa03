import type { BipartiteGraph } from "../../data/bipartite_graph.ts";
import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import { countNeurons } from "../../model/named_neurons.ts";
import type { Reconstruction } from "../../recommend/reconstruction.ts";
import type { AdjustableRecommender } from "../../recommend/what_if.ts";

/** How common each neuron is. In a shared network the output's bias, under its index after the last neuron, is everyone's. */
export interface NeuronCounts {
  /** Items that each leads to: that have the attribute, or an edge from the neuron, (neurons). */
  readonly items: Uint32Array;
  /** Users who have each: a weight other than 0 in the profile, or a rating with an edge into the neuron, (neurons). */
  readonly users: Uint32Array;
}

/**
 * Counts the items and the users of each neuron.
 *
 * @param recommender What recommends.
 * @param graph Which item has which attribute.
 * @returns The counts.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../../data/sparse_matrix.ts";
 * import { attributeSum } from "../../recommend/attribute_sum.ts";
 *
 * const graph = bipartiteGraph(2, 2, [0, 0, 1], [0, 1, 1]);
 * const { matrix } = sparseMatrix(2, 2, { row: [0, 0, 1], column: [0, 1, 0], value: [1, 0, 2] });
 * const { items, users } = countNeuronUse(attributeSum(matrix, graph), graph);
 * deepStrictEqual([[...items], [...users]], [[1, 2], [2, 0]]);
 * ```
 */
export function countNeuronUse(
  recommender: AdjustableRecommender,
  graph: BipartiteGraph,
): NeuronCounts {
  if (recommender.name === "reconstruction") return countInNetwork(recommender);
  return { items: degrees(graph), users: countColumns(recommender.profiles) };
}

function countInNetwork({ network, inputs }: Reconstruction): NeuronCounts {
  const { neurons, encoder, decoder } = network;
  const count = countNeurons(neurons);
  const items = new Uint32Array(count + 1), users = new Uint32Array(count + 1);
  items.set(degrees(decoder));
  items[count] = decoder.items;
  users[count] = inputs.rows;
  /** The last user that each neuron was counted for, plus 1. */
  const seen = new Uint32Array(count);
  for (let user = 0; user < inputs.rows; user++) {
    for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
      const item = inputs.indices[k];
      for (let e = encoder.itemStart[item]; e < encoder.itemStart[item + 1]; e++) {
        const neuron = encoder.itemAttributes[e];
        if (seen[neuron] === user + 1) continue;
        seen[neuron] = user + 1;
        users[neuron]++;
      }
    }
  }
  return { items, users };
}

/** Items of each attribute. */
function degrees({ attributes, attributeStart }: BipartiteGraph): Uint32Array {
  return Uint32Array.from(
    { length: attributes },
    (_, f) => attributeStart[f + 1] - attributeStart[f],
  );
}

/** Cells of each column that are not 0. */
function countColumns({ columns, indices, values }: SparseMatrix): Uint32Array {
  const counts = new Uint32Array(columns);
  for (let k = 0; k < indices.length; k++) if (values[k] !== 0) counts[indices[k]]++;
  return counts;
}
