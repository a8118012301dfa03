import rowCode from "../../shaders/row_sums.wgsl" with { type: "text" };
import laneCode from "../../shaders/lane_sums.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { type Bindable, createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";
import { bitWords, type RatedCells } from "./rated_cells.ts";

/** Rows of a workgroup, fixed in the shader. */
const GROUP_ROWS = 8;

/** Operands of the sums of rows, all on the GPU. */
export interface RowSumsOperands {
  /** (rows, lanes); where it has bits, only its rated cells count. */
  readonly matrix: GPUBuffer | RatedCells;
  /** (rows), overwritten, or added to. */
  readonly sums: Bindable;
  /** Number of rows. */
  readonly rows: number;
  /** Width of the matrix, a multiple of 4. */
  readonly lanes: number;
  /** Whether to add to what is in `sums`; by default not. */
  readonly accumulate?: boolean;
}

/** Operands of the sums of lanes, all on the GPU. */
export interface LaneSumsOperands {
  /** (rows, lanes). */
  readonly matrix: GPUBuffer;
  /** (lanes), overwritten. */
  readonly sums: GPUBuffer;
  /** Number of rows. */
  readonly rows: number;
  /** Width of the matrix, a multiple of 4. */
  readonly lanes: number;
}

/** Sums of a batch's matrices on a GPU. */
export interface BatchSums {
  /** Binds sums[r] = sum_b M[r, b]: the gradient of biases. */
  bindRows(pool: BufferPool, operands: RowSumsOperands): GpuStep;
  /** Binds sums[b] = sum_r M[r, b]. */
  bindLanes(pool: BufferPool, operands: LaneSumsOperands): GpuStep;
}

/**
 * Compiles `row_sums.wgsl` and `lane_sums.wgsl`. Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernels.
 */
export async function createBatchSums(gpu: Gpu): Promise<BatchSums> {
  const rowKernel = await createKernel(gpu, "row_sums", rowCode);
  const laneKernel = await createKernel(gpu, "lane_sums", laneCode);
  return {
    bindRows(pool, { matrix, sums, rows, lanes, accumulate = false }) {
      const rated = "bits" in matrix;
      const words = [rows, lanes / 4, bitWords(lanes), rated ? 1 : 0, accumulate ? 1 : 0];
      const bound = rowKernel.bind([
        rated ? matrix.values : matrix,
        rated ? matrix.bits : numbersOnGpu(pool, "unused", 4),
        sums,
        pool.uniform("step", Uint32Array.from(words).buffer),
      ]);
      const groups = Math.ceil(rows / GROUP_ROWS);
      return { record: (pass) => dispatchGroups(gpu, pass, rowKernel, bound, groups) };
    },
    bindLanes(pool, { matrix, sums, rows, lanes }) {
      const step = pool.uniform("step", Uint32Array.of(rows, lanes / 4).buffer);
      const bound = laneKernel.bind([matrix, sums, step]);
      return { record: (pass) => dispatchGroups(gpu, pass, laneKernel, bound, lanes / 4) };
    },
  };
}
