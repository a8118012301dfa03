import squaredCode from "../../shaders/squared_error_parts.wgsl" with { type: "text" };
import partsCode from "../../shaders/multinomial_parts.wgsl" with { type: "text" };
import lanesCode from "../../shaders/multinomial_lanes.wgsl" with { type: "text" };
import gradientCode from "../../shaders/multinomial_gradient.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel, type Kernel } from "../gpu/kernel.ts";
import type { BatchSums } from "./batch_sums.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";
import { bitWords, type RatedCells } from "./rated_cells.ts";

/** Items of a part, and invocations per workgroup; fixed in the shaders. */
const PART_ITEMS = 16, GROUP = 64;

/** Words of what a part knows of a quad, and of what its lanes share; fixed in the shaders. */
const KNOWN_WORDS = 16, LANES_WORDS = 8;

/** Losses over all items. */
export type DenseLoss = "multinomial" | "squared-error";

/** Operands of a loss over all items, all on the GPU. */
export interface CellLossOperands {
  /** Number of items. */
  readonly items: number;
  /** Z, (items, lanes). */
  readonly z: GPUBuffer;
  /** Targets at their rated cells; dZ in all cells afterwards, 0 in lanes without a user. */
  readonly slopes: RatedCells;
  /** The loss of each user, (lanes), overwritten; without meaning in lanes without a user. */
  readonly loss: GPUBuffer;
  /** Struct Part of `RatedEntries`: which lanes have a user, and their weight in dZ. */
  readonly part: GPUBuffer;
  /** Width of the matrices, a multiple of 4. */
  readonly lanes: number;
}

/** A loss over all items on a GPU. */
export interface CellLoss {
  /** Binds the operands. */
  bind(pool: BufferPool, operands: CellLossOperands): GpuStep;
}

/**
 * Numbers that a loss takes, beside its operands, in its largest buffer.
 *
 * @param loss Which loss.
 * @param items Number of items.
 * @param lanes Width of the matrices.
 * @returns How many numbers.
 */
export function cellLossWords(loss: DenseLoss, items: number, lanes: number): number {
  return Math.ceil(items / PART_ITEMS) * lanes * (loss === "multinomial" ? KNOWN_WORDS / 4 : 1);
}

/**
 * Compiles the shaders of a loss over all items, with as many invocations as there are cells to share: what `batchLoss` does, in float32.
 * Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @param loss Which loss.
 * @param sums Adds up losses.
 * @returns The loss.
 */
export async function createCellLoss(
  gpu: Gpu,
  loss: DenseLoss,
  sums: BatchSums,
): Promise<CellLoss> {
  return loss === "multinomial" ? await multinomial(gpu) : await squaredError(gpu, sums);
}

async function squaredError(gpu: Gpu, sums: BatchSums): Promise<CellLoss> {
  const kernel = await createKernel(gpu, "squared_error_parts", squaredCode);
  return {
    bind(pool, { items, z, slopes, loss, part, lanes }) {
      const rows = Math.ceil(items / PART_ITEMS);
      const parts = numbersOnGpu(pool, "part losses", rows * lanes);
      const step = cellStep(pool, items, lanes);
      const bound = kernel.bind([z, slopes.bits, slopes.values, parts, step, part]);
      const adding = sums.bindLanes(pool, { matrix: parts, sums: loss, rows, lanes });
      return {
        record(pass) {
          dispatchGroups(gpu, pass, kernel, bound, Math.ceil(rows * lanes / 4 / GROUP));
          adding.record(pass);
        },
      };
    },
  };
}

async function multinomial(gpu: Gpu): Promise<CellLoss> {
  const [forParts, forLanes, forCells] = [
    await createKernel(gpu, "multinomial_parts", partsCode),
    await createKernel(gpu, "multinomial_lanes", lanesCode),
    await createKernel(gpu, "multinomial_gradient", gradientCode),
  ];
  return {
    bind(pool, { items, z, slopes: { values, bits }, loss, part, lanes }) {
      const count = Math.ceil(items / PART_ITEMS), quads = lanes / 4;
      const parts = numbersOnGpu(pool, "known", Math.max(1, count * quads) * KNOWN_WORDS);
      const shared = numbersOnGpu(pool, "lanes", Math.max(1, quads) * LANES_WORDS);
      const step = cellStep(pool, items, lanes);
      const counts = pool.uniform("step", Uint32Array.of(count, quads).buffer);
      const dispatches: [Kernel, GPUBindGroup, groups: number][] = [
        [forParts, forParts.bind([z, bits, values, parts, step]), Math.ceil(count * quads / GROUP)],
        [forLanes, forLanes.bind([parts, shared, loss, counts]), quads],
        [
          forCells,
          forCells.bind([z, bits, shared, values, step, part]),
          Math.ceil(items * quads / GROUP),
        ],
      ];
      return {
        record(pass) {
          for (const [kernel, bound, groups] of dispatches) {
            dispatchGroups(gpu, pass, kernel, bound, groups);
          }
        },
      };
    },
  };
}

/** Struct Step of the shaders that go over cells. */
function cellStep(pool: BufferPool, items: number, lanes: number): GPUBuffer {
  return pool.uniform("step", Uint32Array.of(items, lanes / 4, bitWords(lanes)).buffer);
}
