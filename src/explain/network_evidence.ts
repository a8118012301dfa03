import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { SharedNetwork } from "../model/shared_network.ts";
import { attributeEvidence, type EvidenceShare } from "./evidence.ts";

/** What stands behind a neuron's value for one user. */
export interface NeuronEvidence {
  /** The user's own items, largest share first. */
  readonly shares: readonly EvidenceShare[];
  /** Share of the neuron's own bias; 0 without biases. */
  readonly biasShare: number;
}

/**
 * The user's own items behind each neuron of a shared network: item j's share of neuron n is x_j W1[j,n] / A_n, that of the bias b1_n / A_n.
 * With the identity these are exact parts of H_n = A_n; with any other phi they are in proportion to what flowed in.
 *
 * @param network The network.
 * @param inputs x of all users, (users, items).
 * @param user Row of `inputs`.
 * @returns Finds the evidence of a neuron; undefined for a neuron that none of the user's items has an edge to.
 */
export function ratingsBehindNeurons(
  network: SharedNetwork,
  inputs: SparseMatrix,
  user: number,
): (neuron: number) => NeuronEvidence | undefined {
  const { encoder: { itemStart, itemAttributes }, parameters: { encoder, hiddenBias } } = network;
  const behind = new Map<number, { items: number[]; weights: number[]; inputs: number[] }>();
  for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
    const item = inputs.indices[k];
    for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
      let edges = behind.get(itemAttributes[e]);
      if (!edges) behind.set(itemAttributes[e], edges = { items: [], weights: [], inputs: [] });
      edges.items.push(item);
      edges.weights.push(encoder[e]);
      edges.inputs.push(inputs.values[k]);
    }
  }
  return (neuron) => {
    const edges = behind.get(neuron);
    if (!edges) return undefined;
    const { total, shares } = attributeEvidence(edges.items, edges.weights, edges.inputs);
    const bias = hiddenBias?.[neuron] ?? 0, sum = total + bias;
    return {
      shares: bias === 0
        ? shares
        : shares.map((share) => ({ ...share, share: sum === 0 ? 0 : share.part / sum })),
      biasShare: sum === 0 ? 0 : bias / sum,
    };
  };
}
