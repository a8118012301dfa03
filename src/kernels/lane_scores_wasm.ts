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

/** Operands begin at whole cache lines. */
const LINE_BYTES = 64;

/** Memory of a 32-bit WebAssembly module, bytes. */
const MOST_BYTES = 2 ** 32 - 65536;

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
  let end = FIRST_BYTE;
  const addresses = words.map((count) => {
    const address = end;
    end += Math.ceil(4 * count / LINE_BYTES) * LINE_BYTES;
    return address;
  });
  if (end > MOST_BYTES) {
    throw new RangeError(
      `Cannot score in ${lanes} networks at once: they take ${end} bytes, expected at most ${MOST_BYTES}`,
    );
  }
  const bytes = Uint8Array.from(atob(PLAIN), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, addScores } = exports as unknown as {
    memory: WebAssembly.Memory;
    addScores(...operands: number[]): void;
  };
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
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
