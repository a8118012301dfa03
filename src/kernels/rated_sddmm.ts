import code from "../../shaders/rated_sddmm.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep } from "./dispatch.ts";
import { placePairs } from "./edge_packing.ts";
import type { SddmmOperands } from "./edge_sddmm.ts";
import type { EdgeRows } from "./edge_topology.ts";
import { bitWords, type RatedCells } from "./rated_cells.ts";

/** Edges of a workgroup, fixed in the shader. */
const GROUP_EDGES = 8;

/** Operands of the gradients of all edges, all on the GPU. */
export type RatedSddmmOperands = Omit<SddmmOperands, "a"> & {
  /** (rows, lanes). */
  readonly a: RatedCells;
};

/** Edges on the GPU whose weights have gradients. */
export interface GpuRatedPairs {
  /**
   * Binds the operands.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4.
   */
  bind(pool: BufferPool, operands: RatedSddmmOperands): GpuStep;
}

/** Takes gradients of edges from rated cells on a GPU. */
export interface RatedSddmm {
  /**
   * Puts edges on the GPU, in a buffer of `pool`.
   *
   * @throws {RangeError} Where the weights are permuted: gradients lie in the order of the topology's `byItem`.
   */
  place(pool: BufferPool, edges: EdgeRows): GpuRatedPairs;
}

/**
 * Compiles `rated_sddmm.wgsl`: what `edgeSddmm` does, in float32, where cells of a that are not rated count as 0. The work is that of edges
 * times rated cells. Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernel.
 */
export async function createRatedSddmm(gpu: Gpu): Promise<RatedSddmm> {
  const kernel = await createKernel(gpu, "rated_sddmm", code);
  return {
    place(pool, edges) {
      const pairs = placePairs(pool, edges);
      const count = edges.column.length;
      return {
        bind(pool, { a, b, gradient, lanes, accumulate = false }) {
          if (lanes % 4 !== 0) {
            throw new RangeError(
              `Cannot bind gradients: lanes is ${lanes}, expected a multiple of 4`,
            );
          }
          const step = Uint32Array.of(count, lanes, bitWords(lanes), accumulate ? 1 : 0);
          const uniform = pool.uniform("step", step.buffer);
          const bound = kernel.bind([pairs, a.values, a.bits, b, gradient, uniform]);
          const groups = Math.ceil(count / GROUP_EDGES);
          return { record: (pass) => dispatchGroups(gpu, pass, kernel, bound, groups) };
        },
      };
    },
  };
}
