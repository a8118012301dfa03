import type { BufferPool } from "../gpu/buffer.ts";
import type { Bindable } from "../gpu/kernel.ts";
import { ACTIVATIONS } from "./activation.ts";
import { numbersOnGpu } from "./dispatch.ts";
import type { Finish } from "./edge_kernels_cpu.ts";
import type { EdgeRows } from "./edge_topology.ts";

/**
 * Column and place of the weight of each edge, as shaders read them.
 *
 * @param edges The edges.
 * @returns Two words for each edge.
 */
export function edgePairs({ column, edge }: EdgeRows): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(2 * column.length);
  for (let k = 0; k < column.length; k++) {
    words[2 * k] = column[k];
    words[2 * k + 1] = edge ? edge[k] : k;
  }
  return words;
}

/**
 * Puts the row and the column of each edge on the GPU.
 *
 * @param pool Owner of the buffer.
 * @param edges The topology's `byItem`.
 * @returns Two words for each edge.
 * @throws {RangeError} Where the weights are permuted: gradients lie in the order of the topology's `byItem`.
 */
export function placePairs(
  pool: BufferPool,
  { rows, start, column, edge }: EdgeRows,
): GPUBuffer {
  if (edge) {
    throw new RangeError("Cannot take gradients by attribute: expected the edges by item");
  }
  const words = new Uint32Array(2 * column.length);
  for (let r = 0; r < rows; r++) {
    for (let e = start[r]; e < start[r + 1]; e++) {
      words[2 * e] = r;
      words[2 * e + 1] = column[e];
    }
  }
  return column.length === 0 ? numbersOnGpu(pool, "edges", 4) : pool.upload("edges", words);
}

/**
 * How shaders know what becomes of sums.
 *
 * @param finish What becomes of them.
 * @returns Fields `finish` and `activation` of struct Step, and the buffer that goes with them.
 */
export function finishCode(finish: Finish<Bindable>): [number, number, Bindable | undefined] {
  if ("values" in finish) return [3, ACTIVATIONS.indexOf(finish.slopeOf), finish.values];
  const activation = ACTIVATIONS.indexOf(finish.activation ?? "identity");
  return [finish.bias ? 1 : activation > 0 ? 2 : 0, activation, finish.bias];
}
