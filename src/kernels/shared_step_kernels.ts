import type { Gpu } from "../gpu/device.ts";
import { type BatchSums, createBatchSums } from "./batch_sums.ts";
import { type CellLoss, createCellLoss, type DenseLoss } from "./cell_loss.ts";
import { createDeepOwnPath, type DeepOwnPath } from "./deep_own_path.ts";
import { createEdgeSddmm, type EdgeSddmm } from "./edge_sddmm.ts";
import { createEdgeSpmm, type EdgeSpmm } from "./edge_spmm.ts";
import { createOwnPath, type OwnPath } from "./own_path.ts";
import { createRatedCells, type GpuRatedCells } from "./rated_cells.ts";
import { createRatedLoss, type RatedLoss } from "./rated_loss.ts";
import { createRatedSddmm, type RatedSddmm } from "./rated_sddmm.ts";
import { createRatedSpmm, type RatedSpmm } from "./rated_spmm.ts";

/** All shaders of a step of shared training, compiled. */
export interface SharedStepKernels {
  /** Sparse times dense. */
  readonly spmm: EdgeSpmm;
  /** Gradients of edges from dense matrices. */
  readonly sddmm: EdgeSddmm;
  /** Sparse rows spread out. */
  readonly cells: GpuRatedCells;
  /** Sparse times rated cells. */
  readonly ratedSpmm: RatedSpmm;
  /** Gradients of edges from rated cells. */
  readonly ratedSddmm: RatedSddmm;
  /** Decoder and loss over rated cells. */
  readonly ratedLoss: RatedLoss;
  /** Losses over all items. */
  readonly losses: Readonly<Record<DenseLoss, CellLoss>>;
  /** Gradients of biases. */
  readonly sums: BatchSums;
  /** Own paths. */
  readonly ownPath: OwnPath;
  /** Own paths through two hidden layers. */
  readonly deepOwnPath: DeepOwnPath;
}

/**
 * Compiles all shaders of a step.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernels.
 * @throws {GpuError} Where a shader does not compile.
 */
export async function createSharedStepKernels(gpu: Gpu): Promise<SharedStepKernels> {
  const spmm = await createEdgeSpmm(gpu), sums = await createBatchSums(gpu);
  return {
    spmm,
    sums,
    sddmm: await createEdgeSddmm(gpu),
    cells: await createRatedCells(gpu),
    ratedSpmm: await createRatedSpmm(gpu, spmm),
    ratedSddmm: await createRatedSddmm(gpu),
    ratedLoss: await createRatedLoss(gpu),
    losses: {
      "multinomial": await createCellLoss(gpu, "multinomial", sums),
      "squared-error": await createCellLoss(gpu, "squared-error", sums),
    },
    ownPath: await createOwnPath(gpu),
    deepOwnPath: await createDeepOwnPath(gpu),
  };
}
