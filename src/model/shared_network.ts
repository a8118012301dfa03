import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { type Activation, activationValue } from "../kernels/activation.ts";
import type { OwnPaths, SharedParameters } from "../kernels/shared_step_cpu.ts";
import { countNeurons, type NamedNeurons } from "./named_neurons.ts";
import type { InputSettings } from "./shared_inputs.ts";

/**
 * One network for the whole catalogue: A = X W1 (+ b1), H = phi(A), Z = H W2 (+ b2), with a weight on each edge only. In both graphs
 * the left side are items and the right side ("attributes") neurons.
 */
export interface SharedNetwork {
  /** The names of the hidden neurons. */
  readonly neurons: NamedNeurons;
  /** Edges from rated items into neurons, (items, neurons). */
  readonly encoder: BipartiteGraph;
  /** Edges from neurons to scored items, (items, neurons); where the encoder has the same edges it may be the same graph. */
  readonly decoder: BipartiteGraph;
  /** Weights in the order of `itemAttributes` of the two graphs, and biases where there are any. */
  readonly parameters: SharedParameters<Float32Array<ArrayBuffer>>;
  /** phi. */
  readonly activation: Activation;
  /** How ratings enter. */
  readonly input: InputSettings;
  /** The second hidden layer, where there is one: Z = M W2 then, with K = phi(H U1) and M = phi(K U2). */
  readonly broader?: BroaderNeurons;
}

/** The broader categories of a shared network's neurons. */
export interface BroaderNeurons {
  /** Which neuron has which categories, (neurons, categories); U1 and U2 lie in its order. Each neuron has at least one. */
  readonly graph: BipartiteGraph;
  /** How many of the categories, the first, are the data set's; each other one belongs to a single neuron and bears its name. */
  readonly named: number;
}

/**
 * The hidden values of one user that lead to the items, in float64: H, or M where there is a second layer.
 *
 * @param network The network.
 * @param inputs x of all users as the network takes them, (users, items).
 * @param user Row of `inputs`.
 * @param hidden H of the user, (neurons), overwritten.
 */
export function encodeUser(
  network: SharedNetwork,
  inputs: SparseMatrix,
  user: number,
  hidden: Float64Array,
): void {
  encodeFirst(network, inputs, user, hidden);
  passBroader(network, hidden);
}

/**
 * H of one user, in float64, whether there is a second layer or not.
 *
 * @param network The network.
 * @param inputs x of all users as the network takes them, (users, items).
 * @param user Row of `inputs`.
 * @param hidden H of the user, (neurons), overwritten.
 */
export function encodeFirst(
  network: SharedNetwork,
  inputs: SparseMatrix,
  user: number,
  hidden: Float64Array,
): void {
  const {
    encoder: { itemStart, itemAttributes },
    parameters: { encoder, hiddenBias },
    activation,
  } = network;
  hidden.fill(0);
  if (hiddenBias) hidden.set(hiddenBias);
  for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
    const item = inputs.indices[k], x = inputs.values[k];
    for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
      hidden[itemAttributes[e]] += x * encoder[e];
    }
  }
  activate(activation, hidden);
}

/**
 * Takes hidden values through the second layer and back, where there is one: K = phi(H U1), M = phi(K U2).
 *
 * @param network The network.
 * @param hidden H, (neurons), overwritten by M.
 * @returns K, (categories); undefined without a second layer.
 */
export function passBroader(
  { broader, parameters: { up, down }, activation }: SharedNetwork,
  hidden: Float64Array,
): Float64Array | undefined {
  if (!broader || !up || !down) return undefined;
  const { itemStart, itemAttributes, attributes } = broader.graph;
  const coarse = new Float64Array(attributes);
  for (let n = 0; n < hidden.length; n++) {
    for (let e = itemStart[n]; e < itemStart[n + 1]; e++) {
      coarse[itemAttributes[e]] += hidden[n] * up[e];
    }
  }
  activate(activation, coarse);
  for (let n = 0; n < hidden.length; n++) {
    hidden[n] = 0;
    for (let e = itemStart[n]; e < itemStart[n + 1]; e++) {
      hidden[n] += coarse[itemAttributes[e]] * down[e];
    }
  }
  activate(activation, hidden);
  return coarse;
}

function activate(activation: Activation, values: Float64Array): void {
  if (activation === "identity") return;
  for (let n = 0; n < values.length; n++) values[n] = activationValue(activation, values[n]);
}

/**
 * The score of one item from a user's hidden values: sum over the item's neurons n, in ascending order, of H[n] W2[n, i], then the
 * item's bias. Everything that ranks or explains sums in this order, so that all agree to the bit.
 *
 * @param network The network.
 * @param hidden H of the user, (neurons).
 * @param item Index of the item.
 * @param biasFactor Factor on the output's bias (default 1).
 * @returns Z of the item.
 */
export function decodeItem(
  network: SharedNetwork,
  hidden: Float64Array,
  item: number,
  biasFactor = 1,
): number {
  const { decoder: { itemStart, itemAttributes }, parameters: { decoder, outputBias } } = network;
  let score = 0;
  for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
    score += hidden[itemAttributes[e]] * decoder[e];
  }
  return outputBias ? score + biasFactor * outputBias[item] : score;
}

/**
 * The edges of a network that lead from an item back to itself: encoder and decoder edges between the same item and neuron.
 *
 * @param encoder Edges into the neurons.
 * @param decoder Edges out of them.
 * @returns Where each item's pairs start, (items + 1), and the two edges of each pair.
 */
export function ownPaths(encoder: BipartiteGraph, decoder: BipartiteGraph): {
  readonly start: Uint32Array;
  readonly encoderEdge: Uint32Array;
  readonly decoderEdge: Uint32Array;
} {
  const start = new Uint32Array(encoder.items + 1);
  const encoderEdge: number[] = [], decoderEdge: number[] = [];
  for (let item = 0; item < encoder.items; item++) {
    let e = encoder.itemStart[item], d = decoder.itemStart[item];
    const lastE = encoder.itemStart[item + 1], lastD = decoder.itemStart[item + 1];
    while (e < lastE && d < lastD) {
      const from = encoder.itemAttributes[e], to = decoder.itemAttributes[d];
      if (from === to) {
        encoderEdge.push(e);
        decoderEdge.push(d);
      }
      if (from <= to) e++;
      if (to <= from) d++;
    }
    start[item + 1] = encoderEdge.length;
  }
  return {
    start,
    encoderEdge: Uint32Array.from(encoderEdge),
    decoderEdge: Uint32Array.from(decoderEdge),
  };
}

/**
 * The ways from each item back to itself through a second layer: item -> neuron -> category -> neuron -> item.
 *
 * @param encoder Edges into the neurons.
 * @param decoder Edges out of them.
 * @param broader Edges between neurons and categories.
 * @returns Where each item's paths start, and the four edges of each.
 */
export function deepOwnPaths(
  encoder: BipartiteGraph,
  decoder: BipartiteGraph,
  broader: BipartiteGraph,
): OwnPaths {
  const start = new Uint32Array(encoder.items + 1);
  const encoderEdge: number[] = [], decoderEdge: number[] = [];
  const up: number[] = [], down: number[] = [];
  const { itemStart, itemAttributes } = broader;
  for (let item = 0; item < encoder.items; item++) {
    // The ways from each category to the item.
    const back = new Map<number, [inner: number, decoder: number][]>();
    for (let d = decoder.itemStart[item]; d < decoder.itemStart[item + 1]; d++) {
      const neuron = decoder.itemAttributes[d];
      for (let b = itemStart[neuron]; b < itemStart[neuron + 1]; b++) {
        const ways = back.get(itemAttributes[b]);
        if (ways) ways.push([b, d]);
        else back.set(itemAttributes[b], [[b, d]]);
      }
    }
    for (let e = encoder.itemStart[item]; e < encoder.itemStart[item + 1]; e++) {
      const neuron = encoder.itemAttributes[e];
      for (let a = itemStart[neuron]; a < itemStart[neuron + 1]; a++) {
        for (const [b, d] of back.get(itemAttributes[a]) ?? []) {
          encoderEdge.push(e);
          up.push(a);
          down.push(b);
          decoderEdge.push(d);
        }
      }
    }
    start[item + 1] = encoderEdge.length;
  }
  return {
    start,
    encoderEdge: Uint32Array.from(encoderEdge),
    decoderEdge: Uint32Array.from(decoderEdge),
    inner: { up: Uint32Array.from(up), down: Uint32Array.from(down) },
  };
}

/** Numbers that a network learned: weights and biases. */
export function countParameters({ parameters: p }: SharedNetwork): number {
  return p.encoder.length + p.decoder.length + (p.hiddenBias?.length ?? 0) +
    (p.outputBias?.length ?? 0) + (p.up?.length ?? 0) + (p.down?.length ?? 0);
}

/** An array of the right length for one user's hidden values. */
export function hiddenValues({ neurons }: SharedNetwork): Float64Array<ArrayBuffer> {
  return new Float64Array(countNeurons(neurons));
}
