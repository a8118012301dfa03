import code from "../../shaders/rated_spmm.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";
import { edgePairs, finishCode } from "./edge_packing.ts";
import type { EdgeSpmm, SpmmOperands } from "./edge_spmm.ts";
import type { EdgeRows } from "./edge_topology.ts";
import { bitWords, type RatedCells } from "./rated_cells.ts";
import { CHUNK_WORDS, cutRows, rowRanges } from "./row_chunks.ts";

/**
 * Edges of a chunk at most. Each is three loads that wait for each other, so that a chunk is a tenth of a millisecond at 128 and hides
 * behind the others at 32.
 */
export const RATED_CHUNK_EDGES = 32;

/** Invocations per workgroup, fixed in the shader. */
const GROUP = 64;

/** Operands of one product, all on the GPU. */
export type RatedSpmmOperands = Omit<SpmmOperands, "x"> & {
  /** (columns, lanes). */
  readonly x: RatedCells;
};

/** Edges on the GPU, ready for products with rated cells. */
export interface GpuRatedRows {
  /**
   * Binds the operands of one product; sums of long rows get a buffer in `pool`.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4.
   */
  bind(pool: BufferPool, operands: RatedSpmmOperands): GpuStep;
}

/** Multiplies sparse matrices by rated cells on a GPU. */
export interface RatedSpmm {
  /** Puts edges on the GPU, in buffers of `pool`. */
  place(pool: BufferPool, edges: EdgeRows): GpuRatedRows;
}

/**
 * Compiles `rated_spmm.wgsl`: what `edgeSpmm` does, in float32, where cells of x that are not rated count as 0. The work is that of edges
 * times rated cells. Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @param spmm Adds up long rows.
 * @returns The kernel.
 */
export async function createRatedSpmm(gpu: Gpu, spmm: EdgeSpmm): Promise<RatedSpmm> {
  const kernel = await createKernel(gpu, "rated_spmm", code);
  return {
    place(pool, edges) {
      const { chunks, slots, longer } = cutRows(rowRanges(edges), RATED_CHUNK_EDGES);
      const count = chunks.length / CHUNK_WORDS;
      const upload = (label: string, words: Uint32Array<ArrayBuffer>) =>
        words.length === 0 ? numbersOnGpu(pool, label, 4) : pool.upload(label, words);
      const onChunks = upload("chunks", longestFirst(chunks));
      const onEdges = upload("edges", edgePairs(edges));
      const parts = spmm.placeParts(pool, longer);
      return {
        bind(pool, { weight, x, y, lanes, finish = {} }) {
          if (lanes % 4 !== 0) {
            throw new RangeError(
              `Cannot bind a product: lanes is ${lanes}, expected a multiple of 4`,
            );
          }
          const words = bitWords(lanes);
          const [code, activation, extra] = finishCode(finish);
          const part = numbersOnGpu(pool, "part", slots * lanes);
          const step = Uint32Array.of(count, lanes / 4, words, activation, code);
          const bound = kernel.bind([
            onChunks,
            onEdges,
            weight,
            x.values,
            x.bits,
            extra ?? numbersOnGpu(pool, "unused", 4),
            y,
            part,
            pool.uniform("step", step.buffer),
          ]);
          const groups = Math.ceil(count * words / GROUP);
          const adding = parts.bind(pool, { x: part, y, lanes, finish });
          return {
            record(pass) {
              dispatchGroups(gpu, pass, kernel, bound, groups);
              adding.record(pass);
            },
          };
        },
      };
    },
  };
}

/** Chunks by their number of edges, so that those of a workgroup take about as long and none comes late. */
function longestFirst(chunks: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const edges = (k: number) => chunks[CHUNK_WORDS * k + 1] - chunks[CHUNK_WORDS * k];
  const order = Array.from({ length: chunks.length / CHUNK_WORDS }, (_, k) => k)
    .sort((a, b) => edges(b) - edges(a) || a - b);
  const sorted = new Uint32Array(chunks.length);
  order.forEach((k, at) =>
    sorted.set(chunks.subarray(CHUNK_WORDS * k, CHUNK_WORDS * (k + 1)), CHUNK_WORDS * at)
  );
  return sorted;
}
