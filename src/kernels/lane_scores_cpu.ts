import type { EdgeRows, Floats } from "./edge_topology.ts";

/** The hidden values of one user that are not 0. */
export interface ActiveNeurons {
  /** Neurons, in the order in which they are summed, (at least count). */
  readonly neurons: Uint32Array;
  /** Their values h, (at least count). */
  readonly values: Float32Array;
  /** How many there are. */
  readonly count: number;
}

/**
 * scores[i, :] = sum over active neurons n and their edges k to item i of h[n] weights[k, :], one lane for each of several networks with the
 * same edges: the twin of `wasm/lane_scores.as`, in float64.
 *
 * @param decoder Edges by neuron, to items.
 * @param weights (edges, lanes), in the order of `decoder`.
 * @param lanes Number of networks.
 * @param active The user's hidden values.
 * @param scores (items, lanes), overwritten.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * // Neuron 0 speaks for item 1, neuron 1 for both items; two networks.
 * const decoder = { rows: 2, columns: 2, start: Uint32Array.of(0, 1, 3), column: Uint32Array.of(1, 0, 1) };
 * const active = { neurons: Uint32Array.of(1), values: Float32Array.of(2), count: 1 };
 * const scores = new Float64Array(4);
 * laneScores(decoder, Float32Array.of(9, 9, 1, 10, 3, 30), 2, active, scores);
 * deepStrictEqual([...scores], [2, 20, 6, 60]);
 * ```
 */
export function laneScores(
  decoder: EdgeRows,
  weights: ArrayLike<number>,
  lanes: number,
  { neurons, values, count }: ActiveNeurons,
  scores: Floats,
): void {
  scores.fill(0);
  for (let n = 0; n < count; n++) {
    for (let k = decoder.start[neurons[n]]; k < decoder.start[neurons[n] + 1]; k++) {
      const to = decoder.column[k] * lanes;
      for (let lane = 0; lane < lanes; lane++) {
        scores[to + lane] += values[n] * weights[k * lanes + lane];
      }
    }
  }
}
