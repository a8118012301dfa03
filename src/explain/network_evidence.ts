import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { type Activation, activationValue } from "../kernels/activation.ts";
import { encodeFirst, hiddenValues, type SharedNetwork } from "../model/shared_network.ts";
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
 * With the identity these are exact parts of H_n = A_n; with any other phi they are in proportion to what flowed in. With a second layer they are
 * the parts of M_n that come from item j through any neuron and any category.
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
  if (network.broader) return ratingsThroughBroader(network, inputs, user);
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

/**
 * The parts of M_n = phi(sum_g K_g U2[g,n]) that come from each item: x_j W1[j,f] flows into neuron f, the same part of K_g flows on as of C_g, and
 * so forth. Where phi is the identity that is linear, and the parts are exact.
 */
function ratingsThroughBroader(
  network: SharedNetwork,
  inputs: SparseMatrix,
  user: number,
): (neuron: number) => NeuronEvidence | undefined {
  const { encoder: { itemStart, itemAttributes }, parameters, activation } = network;
  const { graph } = network.broader!, up = parameters.up!, down = parameters.down!;
  const linear = { ...network, activation: "identity" as const };
  const sums = hiddenValues(network);
  encodeFirst(linear, inputs, user, sums);
  const passed = sums.map((sum) => passedOn(activation, sum));
  const coarseSums = new Float64Array(graph.attributes);
  const forInner = (neuron: number, use: (edge: number, category: number) => void) => {
    for (let e = graph.itemStart[neuron]; e < graph.itemStart[neuron + 1]; e++) {
      use(e, graph.itemAttributes[e]);
    }
  };
  sums.forEach((sum, n) => forInner(n, (e, g) => coarseSums[g] += sum * passed[n] * up[e]));
  const coarsePassed = coarseSums.map((sum) => passedOn(activation, sum));
  // What of each item reaches each category.
  const flows: { readonly item: number; readonly into: Map<number, number> }[] = [];
  for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
    const item = inputs.indices[k], into = new Map<number, number>();
    for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
      const n = itemAttributes[e], flow = inputs.values[k] * parameters.encoder[e] * passed[n];
      forInner(n, (e, g) => into.set(g, (into.get(g) ?? 0) + flow * up[e]));
    }
    flows.push({ item, into });
  }
  return (neuron) => {
    if (neuron >= sums.length) return undefined;
    const items: number[] = [], parts: number[] = [];
    for (const { item, into } of flows) {
      let part = 0, reaches = false;
      forInner(neuron, (e, g) => {
        const flow = into.get(g);
        if (flow === undefined) return;
        part += flow * coarsePassed[g] * down[e];
        reaches = true;
      });
      if (!reaches) continue;
      items.push(item);
      parts.push(part);
    }
    if (items.length === 0) return undefined;
    return { shares: attributeEvidence(items, parts).shares, biasShare: 0 };
  };
}

/** phi(sum) over the sum; where nothing flows in, nothing is passed on. */
function passedOn(activation: Activation, sum: number): number {
  return sum === 0 ? 0 : activationValue(activation, sum) / sum;
}
