import code from "../../shaders/top_k.wgsl" with { type: "text" };
import type { Gpu } from "../gpu/device.ts";
import { createKernel, MAX_LOOP_ITERATIONS } from "../gpu/kernel.ts";

/** Invocations per workgroup, fixed in the shader. */
const LANES = 256;

/** Words of struct Step in the shader. */
export const TOP_K_STEP_WORDS = 4;

/** Keeps the largest positive values of each row of a matrix on the GPU. */
export interface TopK {
  /**
   * Binds buffers for any number of dispatches.
   *
   * @param buffers `value` (rows, columns), `keptColumn` and `keptValue` (slots, keep), `kept` (slots), and `step`, which holds the
   * number of columns, `keep`, the column that row 0 passes over (row r: the r-th after it) and the slot of row 0.
   */
  bind(
    buffers: Readonly<
      Record<"value" | "keptColumn" | "keptValue" | "kept" | "step", GPUBuffer>
    >,
  ): GPUBindGroup;
  /** Records the work on `rows` rows. */
  dispatch(pass: GPUComputePassEncoder, bound: GPUBindGroup, rows: number): void;
}

/** Most columns that one workgroup can go through without passing the limit of loop iterations: six times, and some counting. */
export const TOP_K_MOST_COLUMNS = (MAX_LOOP_ITERATIONS - 8 * LANES) / 6 * LANES - LANES;

/**
 * Compiles `top_k.wgsl`: one workgroup per row, exact, ties to the lower column, kept values by ascending column.
 *
 * @param gpu The device.
 * @returns The kernel; a row may have at most `TOP_K_MOST_COLUMNS` columns.
 */
export async function createTopK(gpu: Gpu): Promise<TopK> {
  const kernel = await createKernel(gpu, "top_k", code);
  return {
    bind: ({ value, keptColumn, keptValue, kept, step }) =>
      kernel.bind([value, keptColumn, keptValue, kept, step]),
    dispatch(pass, bound, rows) {
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, bound);
      pass.dispatchWorkgroups(rows);
    },
  };
}
