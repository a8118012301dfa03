import { openWords } from "./word_memory_wasm.ts";
import type { EdgeRows } from "./edge_topology.ts";
import type { ActiveNeurons } from "./lane_scores_cpu.ts";
import { PLAIN } from "./wasm/lane_scores_bytes.ts";

/** Scores users in several networks at once, by WebAssembly with SIMD in float32. */
export interface LaneScorer {
  /** Bytes of its memory. */
  readonly bytes: number;
  /** Neurons of the next user, to be written to, (neurons); a neuron may be listed once. */
  readonly neurons: Uint32Array;
  /** Their values, to be written to, (neurons). */
  readonly values: Float32Array;
  /**
   * Scores the user whose first `count` neurons and values were written.
   *
   * @param count How many there are.
   * @returns (items, lanes), overwritten by the next call.
   */
  score(count: number): Float32Array;
}

/** Where operands begin: the module keeps nothing below. */
const FIRST_BYTE = 1024;

/**
 * What `laneScores` does, in float32 and without fused multiply-add, so that the same networks give the same bits on every machine.
 *
 * @param decoder Edges by neuron, to items; copied.
 * @param weights (edges, lanes), in the order of `decoder`; copied.
 * @param lanes Number of networks, a multiple of 4.
 * @returns The scorer, with memory of its own; use one per thread.
 * @throws {RangeError} Where the lanes are no multiple of 4, the weights are too few, or 4 GB do not hold them.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * // Neuron 0 speaks for item 1; four networks.
 * const decoder = { rows: 1, columns: 2, start: Uint32Array.of(0, 1), column: Uint32Array.of(1) };
 * const scorer = createLaneScorer(decoder, Float32Array.of(1, 2, 3, 4), 4);
 * scorer.values[0] = 2;
 * deepStrictEqual([...scorer.score(1)], [0, 0, 0, 0, 2, 4, 6, 8]);
 * ```
 */
export function createLaneScorer(
  { rows, columns, start, column }: EdgeRows,
  weights: Float32Array,
  lanes: number,
): LaneScorer {
  if (lanes % 4 !== 0 || weights.length < column.length * lanes) {
    throw new RangeError(
      `Cannot score with ${weights.length} weights in ${lanes} lanes: expected ${column.length} rows of a multiple of 4`,
    );
  }
  const words = [start.length, column.length, lanes * column.length, rows, rows, lanes * columns];
  const { memory, addScores, addresses } = openWords<{
    addScores(...operands: number[]): void;
  }>(PLAIN, FIRST_BYTE, words, `score in ${lanes} networks at once`);
  const [startAt, columnAt, weightsAt, neuronsAt, valuesAt, scoresAt] = addresses;
  new Uint32Array(memory.buffer, startAt).set(start);
  new Uint32Array(memory.buffer, columnAt).set(column);
  new Float32Array(memory.buffer, weightsAt).set(weights.subarray(0, column.length * lanes));
  const scores = new Float32Array(memory.buffer, scoresAt, lanes * columns);
  return {
    bytes: memory.buffer.byteLength,
    neurons: new Uint32Array(memory.buffer, neuronsAt, rows),
    values: new Float32Array(memory.buffer, valuesAt, rows),
    score(count: ActiveNeurons["count"]) {
      scores.fill(0);
      const operands = [startAt, columnAt, weightsAt, 4 * lanes, neuronsAt, valuesAt, count];
      addScores(...operands, scoresAt);
      return scores;
    },
  };
}
