import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Activation } from "./activation.ts";
import { type BatchLoss, batchLoss } from "./batch_loss_cpu.ts";
import { edgeSddmm, edgeSpmm } from "./edge_kernels_cpu.ts";
import { type EdgeTopology, type Floats, padLanes } from "./edge_topology.ts";

/** What a shared network learns. */
export interface SharedParameters<Vector> {
  /** W1, (encoder edges), in the order of the topology's `byItem`. */
  readonly encoder: Vector;
  /** W2, (decoder edges), in the order of the topology's `byItem`. */
  readonly decoder: Vector;
  /** b1, (neurons); absent without biases. */
  readonly hiddenBias?: Vector;
  /** b2, (items); absent without biases. */
  readonly outputBias?: Vector;
  /** U1 from neurons into broader categories, (inner edges), in the order of the topology's `byItem`; absent without a second layer. */
  readonly up?: Vector;
  /** U2 from broader categories back to neurons, (inner edges), in the same order. */
  readonly down?: Vector;
}

/** The edges of a shared network, laid out for the kernels. */
export interface SharedTopology {
  /** From items into neurons. */
  readonly encoder: EdgeTopology;
  /** From neurons to items. */
  readonly decoder: EdgeTopology;
  /** Between neurons ("items") and broader categories ("attributes"), where there is a second hidden layer. */
  readonly broader?: EdgeTopology;
  /** The ways from an item back to itself; empty unless own paths are excluded. */
  readonly ownPaths: OwnPaths;
}

/** The ways from each item back to itself: by two edges through one neuron, or by four through a broader category. */
export interface OwnPaths {
  /** Where each item's paths start, (items + 1). */
  readonly start: Uint32Array;
  /** Encoder edge of each path. */
  readonly encoderEdge: Uint32Array;
  /** Decoder edge of each path. */
  readonly decoderEdge: Uint32Array;
  /** Inner edges of each path, into a category and out of it, where there is a second layer. */
  readonly inner?: { readonly up: Uint32Array; readonly down: Uint32Array };
}

/** What a step of training computes. */
export interface SharedObjective {
  /** phi. */
  readonly activation: Activation;
  /** What is minimised. */
  readonly loss: BatchLoss;
  /**
   * Whether an item's score leaves out what the item itself put in: Z_i - x_i sum_f W1[i,f] W2[f,i], or with a second layer
   * Z_i - x_i sum W1[i,f] U1[f,g] U2[g,f'] W2[f',i] over all paths back to i; exact for the identity. Without it a squared error over all
   * items is easiest to lower by copying the input.
   */
  readonly excludeOwnPath: boolean;
}

/** The users of one step. */
export interface SharedBatch {
  /** x after dropout and normalisation, (batch, items). */
  readonly inputs: SparseMatrix;
  /** What the scores are held against, (batch, items). */
  readonly targets: SparseMatrix;
}

/**
 * Loss and gradients of one batch, plainly and in float64: the reference for every engine.
 *
 *     A = X W1 + b1    H = phi(A)    Z = H W2 + b2 - X * c,  c_i = sum_f W1[i,f] W2[f,i] where the own path is excluded
 *     dH = dZ W2^T     dA = dH * phi'(A)
 *     dW2[f,i] = sum_b H[b,f] dZ[b,i] - W1[i,f] p_i         dW1[i,f] = sum_b X[b,i] dA[b,f] - W2[f,i] p_i,  p_i = sum_b X[b,i] dZ[b,i]
 *     db2_i = sum_b dZ[b,i]                                 db1_f = sum_b dA[b,f]
 *
 * With a second hidden layer what leads to the items is M in place of H:
 *
 *     K = phi(H U1)    M = phi(K U2)    Z = M W2 + b2
 *     dB = dZ W2^T * phi'(M)    dC = dB U2^T * phi'(K)    dA = dC U1^T * phi'(H)
 *     dU2[g,f] = sum_b K[b,g] dB[b,f]    dU1[f,g] = sum_b H[b,f] dC[b,g]
 *
 * dZ is the gradient of the mean loss over the batch. In the sampled loss (`observed-squared-error`) Z is a logit.
 *
 * @param topology The edges.
 * @param parameters The weights.
 * @param objective What to compute.
 * @param batch The users; inputs and targets have one row each for every user.
 * @returns The loss of each user, (batch), and the gradients of their mean.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { edgeTopology } from "./edge_topology.ts";
 *
 * // Two items share a neuron; the user has the first: z = (w1 w2, w1 v2) = (0.5, 1), and the target is (1, 0).
 * const edges = edgeTopology(bipartiteGraph(2, 1, [0, 1], [0, 0]));
 * const none = { start: new Uint32Array(3), encoderEdge: new Uint32Array(), decoderEdge: new Uint32Array() };
 * const x = sparseMatrix(1, 2, { row: [0], column: [0], value: [1] }).matrix;
 * const { losses, gradients } = sharedGradients(
 *   { encoder: edges, decoder: edges, ownPaths: none },
 *   { encoder: Float64Array.of(0.5, 9), decoder: Float64Array.of(1, 2) },
 *   { activation: "identity", loss: "squared-error", excludeOwnPath: false },
 *   { inputs: x, targets: x },
 * );
 * deepStrictEqual([...losses], [(0.5 - 1) ** 2 + 1 ** 2]);
 * deepStrictEqual([...gradients.decoder], [2 * (0.5 - 1) * 0.5, 2 * 1 * 0.5]);
 * deepStrictEqual([...gradients.encoder], [2 * (0.5 - 1) * 1 + 2 * 1 * 2, 0]);
 * ```
 */
export function sharedGradients(
  topology: SharedTopology,
  parameters: SharedParameters<Floats>,
  objective: SharedObjective,
  { inputs, targets }: SharedBatch,
): { losses: Float64Array; gradients: SharedParameters<Float64Array<ArrayBuffer>> } {
  const { encoder, decoder, ownPaths } = topology;
  const { activation, loss, excludeOwnPath } = objective;
  const users = inputs.rows, lanes = padLanes(users);
  const items = encoder.byItem.rows, neurons = encoder.byItem.columns;
  const dense = (rows: number) => new Float64Array(rows * lanes);
  const x = dense(items), hidden = dense(neurons), z = dense(items), dz = dense(items);
  for (let b = 0; b < users; b++) {
    for (let k = inputs.indptr[b]; k < inputs.indptr[b + 1]; k++) {
      x[inputs.indices[k] * lanes + b] = inputs.values[k];
    }
  }
  edgeSpmm(encoder.byAttribute, parameters.encoder, x, hidden, lanes, {
    bias: parameters.hiddenBias,
    activation,
  });
  const inner = broaderPass(topology, parameters, activation, hidden, lanes);
  const last = inner?.values ?? hidden;
  edgeSpmm(decoder.byItem, parameters.decoder, last, z, lanes, { bias: parameters.outputBias });
  const perItem = (value: (item: number) => number) =>
    Float64Array.from({ length: items }, (_, i) => value(i));
  if (excludeOwnPath) {
    const own = perItem((i) => ownWeight(ownPaths, parameters, i));
    for (let at = 0; at < z.length; at++) z[at] -= own[Math.floor(at / lanes)] * x[at];
  }
  const losses = batchLoss(loss, z, dz, lanes, {
    targets,
    users: Uint32Array.from({ length: users }, (_, b) => b),
    scale: new Float64Array(users).fill(1 / users),
  });
  const back = dense(neurons);
  edgeSpmm(decoder.byAttribute, parameters.decoder, dz, back, lanes, {
    slopeOf: activation,
    values: last,
  });
  const passed = inner?.back(back), da = passed?.slopes ?? back;
  const gradients = {
    encoder: new Float64Array(parameters.encoder.length),
    decoder: new Float64Array(parameters.decoder.length),
    hiddenBias: parameters.hiddenBias && laneSums(da, neurons, lanes),
    outputBias: parameters.outputBias && laneSums(dz, items, lanes),
    ...(passed && { up: passed.up, down: passed.down }),
  };
  edgeSddmm(decoder.byItem, dz, last, gradients.decoder, lanes);
  edgeSddmm(encoder.byItem, x, da, gradients.encoder, lanes);
  if (excludeOwnPath) {
    const product = x.map((value, at) => value * dz[at]);
    const p = laneSums(product, items, lanes);
    takeOutOwnPaths(ownPaths, parameters, p, gradients);
  }
  return { losses, gradients };
}

/**
 * What an item's own input adds to its score, by unit of input.
 *
 * @param paths The paths.
 * @param parameters The weights.
 * @param item Index of the item.
 * @returns c_i, the sum over its paths of the products of their weights.
 */
export function ownWeight(
  { start, encoderEdge, decoderEdge, inner }: OwnPaths,
  { encoder, decoder, up, down }: SharedParameters<Floats>,
  item: number,
): number {
  let sum = 0;
  for (let k = start[item]; k < start[item + 1]; k++) {
    const outer = encoder[encoderEdge[k]] * decoder[decoderEdge[k]];
    sum += inner ? outer * up![inner.up[k]] * down![inner.down[k]] : outer;
  }
  return sum;
}

/**
 * Takes the own paths' share out of gradients: that of c_i is -p_i with p_i = sum_b X[b,i] dZ[b,i].
 *
 * @param paths The paths.
 * @param parameters The weights.
 * @param p p_i, (items).
 * @param gradients Changed in place.
 */
export function takeOutOwnPaths(
  { start, encoderEdge, decoderEdge, inner }: OwnPaths,
  { encoder, decoder, up, down }: SharedParameters<Floats>,
  p: Floats,
  gradients: SharedParameters<Floats>,
): void {
  for (let i = 0; i + 1 < start.length; i++) {
    for (let k = start[i]; k < start[i + 1]; k++) {
      const e = encoderEdge[k], d = decoderEdge[k];
      if (!inner) {
        gradients.encoder[e] -= decoder[d] * p[i];
        gradients.decoder[d] -= encoder[e] * p[i];
        continue;
      }
      const a = inner.up[k], b = inner.down[k];
      const outer = encoder[e] * decoder[d] * p[i], through = up![a] * down![b] * p[i];
      gradients.encoder[e] -= through * decoder[d];
      gradients.decoder[d] -= through * encoder[e];
      gradients.up![a] -= outer * down![b];
      gradients.down![b] -= outer * up![a];
    }
  }
}

/** The way through the second hidden layer and back, where there is one. */
function broaderPass(
  { broader }: SharedTopology,
  { up, down }: SharedParameters<Floats>,
  activation: Activation,
  hidden: Float64Array,
  lanes: number,
) {
  if (!broader || !up || !down) return undefined;
  const { byItem, byAttribute } = broader;
  const coarse = new Float64Array(byItem.columns * lanes), values = new Float64Array(hidden.length);
  edgeSpmm(byAttribute, up, hidden, coarse, lanes, { activation });
  edgeSpmm(byItem, down, coarse, values, lanes, { activation });
  return {
    values,
    back(slopes: Float64Array) {
      const coarseSlopes = new Float64Array(coarse.length), first = new Float64Array(hidden.length);
      const gradients = { up: new Float64Array(up.length), down: new Float64Array(down.length) };
      edgeSpmm(byAttribute, down, slopes, coarseSlopes, lanes, {
        slopeOf: activation,
        values: coarse,
      });
      edgeSpmm(byItem, up, coarseSlopes, first, lanes, { slopeOf: activation, values: hidden });
      edgeSddmm(byItem, slopes, coarse, gradients.down, lanes);
      edgeSddmm(byItem, hidden, coarseSlopes, gradients.up, lanes);
      return { slopes: first, ...gradients };
    },
  };
}

/** The sum over the lanes of each row. */
function laneSums(matrix: Float64Array, rows: number, lanes: number): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(rows);
  for (let at = 0; at < matrix.length; at++) sums[Math.floor(at / lanes)] += matrix[at];
  return sums;
}
