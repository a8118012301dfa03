import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { type EdgeTopology, edgeTopology } from "../kernels/edge_topology.ts";
import { encodeUser, hiddenValues, type SharedNetwork } from "../model/shared_network.ts";
import type { Adjusted } from "./adjustment.ts";
import { checkIndex, checkSize } from "./checks.ts";
import type { Recommender } from "./recommender.ts";

/** Scores items by what a shared network makes of the user's ratings. */
export interface Reconstruction extends Recommender {
  /** Name on the command line and in tables. */
  readonly name: "reconstruction";
  /** The network that scores; explanations are made from the same. */
  readonly network: SharedNetwork;
  /** x of all users as the network takes them, (users, items). */
  readonly inputs: SparseMatrix;
  /** Set where one user is seen differently. */
  readonly adjusted?: Adjusted<Reconstruction>;
  /**
   * What a user's ratings make of the neurons.
   *
   * @param user Index of the user.
   * @param hidden H, (neurons), overwritten.
   * @returns The factor on the output's bias, which is 1 unless the user is adjusted; undefined where there is no input, and `hidden` then
   * means nothing.
   */
  encode(user: number, hidden: Float64Array): number | undefined;
  /**
   * Scores every item from hidden values.
   *
   * @param hidden H, (neurons).
   * @param scores Overwritten, (items).
   * @param biasFactor Factor on the output's bias (default 1).
   * @returns False where no neuron is reached and there is no bias.
   */
  decode(hidden: Float64Array, scores: Float64Array, biasFactor?: number): boolean;
}

/**
 * The recommender of shared mode: score(u, i) = sum over the item's neurons n of H[u, n] W2[n, i] (+ b2_i), with H = phi(X W1 + b1).
 * The work for one user is that of the edges at the user's items and at the neurons that these reach.
 *
 * @param network The trained network. Must not change afterwards.
 * @param inputs x of all users, (users, items), as `sharedInputs` makes it.
 * @returns The recommender. `score` answers false for users without any input, and where no neuron is reached and there is no bias:
 * all scores would be 0. Sums are float64, over neurons in ascending order, then the bias.
 * @throws {RangeError} Where network and inputs disagree on the number of items; from `score`, where the user is unknown or `scores` has
 * another length than there are items.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // Items 0 and 1 share a neuron: h = 0.5 x 2 = 1, and the scores are 3 and 4.
 * const graph = bipartiteGraph(2, 1, [0, 1], [0, 0]);
 * const { matrix } = sparseMatrix(1, 2, { row: [0], column: [0], value: [0.5] });
 * const recommender = reconstruction({
 *   neurons: { attributes: 1, fans: new Uint32Array() },
 *   encoder: graph,
 *   decoder: graph,
 *   parameters: { encoder: Float32Array.of(2, 9), decoder: Float32Array.of(3, 4) },
 *   activation: "identity",
 *   input: { value: "graded", normalise: false },
 * }, matrix);
 * const scores = new Float64Array(2);
 * recommender.score(0, scores);
 * deepStrictEqual([...scores], [3, 4]);
 * ```
 */
export function reconstruction(network: SharedNetwork, inputs: SparseMatrix): Reconstruction {
  const action = "score items";
  checkSize(action, "the number of items in the inputs", inputs.columns, network.encoder.items);
  const { parameters: { decoder, outputBias } } = network;
  let topology: EdgeTopology | undefined;
  const hidden = hiddenValues(network);
  const decode = (hidden: Float64Array, scores: Float64Array, biasFactor = 1): boolean => {
    const { rows, start, column, edge } = (topology ??= edgeTopology(network.decoder)).byAttribute;
    scores.fill(0);
    let reached = false;
    for (let n = 0; n < rows; n++) {
      const h = hidden[n];
      if (h === 0) continue;
      for (let k = start[n]; k < start[n + 1]; k++) scores[column[k]] += h * decoder[edge![k]];
      if (start[n + 1] > start[n]) reached = true;
    }
    if (outputBias) {
      for (let i = 0; i < scores.length; i++) scores[i] += biasFactor * outputBias[i];
    }
    return reached || outputBias !== undefined;
  };
  const encode = (user: number, hidden: Float64Array) => {
    checkIndex(action, "user", user, inputs.rows);
    if (inputs.indptr[user] === inputs.indptr[user + 1]) return undefined;
    encodeUser(network, inputs, user, hidden);
    return 1;
  };
  return {
    name: "reconstruction",
    network,
    inputs,
    encode,
    decode,
    score(user, scores) {
      const biasFactor = encode(user, hidden);
      checkSize(action, "the length of the scores", scores.length, inputs.columns);
      if (biasFactor !== undefined) return decode(hidden, scores);
      scores.fill(0);
      return false;
    },
  };
}
