import scoresCode from "../../shaders/rated_scores.wgsl" with { type: "text" };
import lossCode from "../../shaders/rated_squared_error.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { type Bindable, createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";
import type { EdgeRows } from "./edge_topology.ts";
import type { RatedEntries } from "./rated_entries.ts";

/** Entries of a workgroup that shares their edges; fixed in the shader. */
const GROUP_ENTRIES = 8;

/** Operands of scores at rated cells, all on the GPU. */
export interface RatedScoresOperands {
  /** w, (edges), in the order of the topology's `byItem`. */
  readonly weight: Bindable;
  /** H, (neurons, lanes). */
  readonly hidden: GPUBuffer;
  /** (items); none by default. */
  readonly bias?: Bindable;
  /** Z, (items, lanes), written at rated cells alone. */
  readonly z: GPUBuffer;
  /** Width of the matrices, a multiple of 4. */
  readonly lanes: number;
}

/** Operands of a loss at rated cells, all on the GPU. */
export interface RatedLossOperands {
  /** Z, (items, lanes). */
  readonly z: GPUBuffer;
  /** dZ, (items, lanes), written at rated cells alone. */
  readonly gradient: GPUBuffer;
  /** The loss of each user, (lanes), overwritten; without meaning in lanes without a user. */
  readonly loss: GPUBuffer;
  /** Width of the matrices, a multiple of 4. */
  readonly lanes: number;
}

/** Items' edges on the GPU. */
export interface GpuRatedScores {
  /** Binds the entries of a slice of batches; entries that get new buffers have to be bound again. */
  bind(
    pool: BufferPool,
    entries: RatedEntries,
    slice: number,
    operands: RatedScoresOperands,
  ): GpuStep;
}

/** The decoder and the squared error over rated cells alone, on a GPU. */
export interface RatedLoss {
  /** Puts edges on the GPU, in buffers of `pool`: the topology's `byItem`. */
  place(pool: BufferPool, edges: EdgeRows): GpuRatedScores;
  /** Binds the entries of a slice of batches; entries that get new buffers have to be bound again. */
  bind(
    pool: BufferPool,
    entries: RatedEntries,
    slice: number,
    operands: RatedLossOperands,
  ): GpuStep;
}

/**
 * Compiles `rated_scores.wgsl` and `rated_squared_error.wgsl`: what `edgeSpmm` and `batchLoss` do for `observed-squared-error`, in float32,
 * in work that grows with the rated cells and their edges. Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernels.
 */
export async function createRatedLoss(gpu: Gpu): Promise<RatedLoss> {
  const forScores = await createKernel(gpu, "rated_scores", scoresCode);
  const forLoss = await createKernel(gpu, "rated_squared_error", lossCode);
  return {
    place(pool, { start, column }) {
      const onStart = pool.upload("start", Uint32Array.from(start));
      const onColumn = column.length === 0
        ? numbersOnGpu(pool, "column", 4)
        : pool.upload("column", Uint32Array.from(column));
      return {
        bind(pool, entries, slice, { weight, hidden, bias, z, lanes }) {
          const { item, lane } = entries.buffers;
          const bound = forScores.bind([
            item,
            lane,
            onStart,
            onColumn,
            weight,
            hidden,
            bias ?? numbersOnGpu(pool, "unused", 4),
            z,
            pool.uniform("step", Uint32Array.of(lanes, bias ? 1 : 0).buffer),
            entries.parts[slice],
          ]);
          return {
            record(pass) {
              const groups = Math.ceil(entries.count(slice) / GROUP_ENTRIES);
              dispatchGroups(gpu, pass, forScores, bound, groups);
            },
          };
        },
      };
    },
    bind(pool, entries, slice, { z, gradient, loss, lanes }) {
      const { item, value } = entries.buffers;
      const step = pool.uniform("step", Uint32Array.of(lanes).buffer);
      const part = entries.parts[slice];
      const bound = forLoss.bind([item, value, entries.start, z, gradient, loss, step, part]);
      return {
        record: (pass) => dispatchGroups(gpu, pass, forLoss, bound, entries.users(slice)),
      };
    },
  };
}
