import code from "../../shaders/edge_sddmm.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep } from "./dispatch.ts";
import { placePairs } from "./edge_packing.ts";
import type { EdgeRows } from "./edge_topology.ts";

/** Edges of a workgroup, fixed in the shader. */
const GROUP_EDGES = 8;

/** Operands of the gradients of all edges, all on the GPU. */
export interface SddmmOperands {
  /** (rows, lanes). */
  readonly a: GPUBuffer;
  /** (columns, lanes). */
  readonly b: GPUBuffer;
  /** (edges), overwritten, or added to. */
  readonly gradient: GPUBuffer | GPUBufferBinding;
  /** Width of a and b, a multiple of 4. */
  readonly lanes: number;
  /** Whether to add to what is in `gradient`; by default not. */
  readonly accumulate?: boolean;
}

/** Edges on the GPU whose weights have gradients. */
export interface GpuEdgePairs {
  /**
   * Binds the operands.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4.
   */
  bind(pool: BufferPool, operands: SddmmOperands): GpuStep;
}

/** Takes gradients of edges on a GPU. */
export interface EdgeSddmm {
  /**
   * Puts edges on the GPU, in a buffer of `pool`.
   *
   * @throws {RangeError} Where the weights are permuted: gradients lie in the order of the topology's `byItem`.
   */
  place(pool: BufferPool, edges: EdgeRows): GpuEdgePairs;
}

/**
 * Compiles `edge_sddmm.wgsl`: what `edgeSddmm` does, in float32. Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernel.
 */
export async function createEdgeSddmm(gpu: Gpu): Promise<EdgeSddmm> {
  const kernel = await createKernel(gpu, "edge_sddmm", code);
  return {
    place(pool, edges) {
      const pairs = placePairs(pool, edges);
      const { column } = edges;
      return {
        bind(pool, { a, b, gradient, lanes, accumulate = false }) {
          if (lanes % 4 !== 0) {
            throw new RangeError(
              `Cannot bind gradients: lanes is ${lanes}, expected a multiple of 4`,
            );
          }
          const step = Uint32Array.of(column.length, lanes / 4, accumulate ? 1 : 0);
          const bound = kernel.bind([pairs, a, b, gradient, pool.uniform("step", step.buffer)]);
          const groups = Math.ceil(column.length / GROUP_EDGES);
          return { record: (pass) => dispatchGroups(gpu, pass, kernel, bound, groups) };
        },
      };
    },
  };
}
