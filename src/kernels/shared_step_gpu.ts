import { type BufferPool, createBufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { type GpuStep, numbersOnGpu } from "./dispatch.ts";
import type { EdgeRows } from "./edge_topology.ts";
import { ratedCellsOnGpu } from "./rated_cells.ts";
import { createRatedEntries } from "./rated_entries.ts";
import {
  type BatchMatrices,
  type InnerMatrices,
  placeForward,
  placeGradients,
  type SharedStepTask,
} from "./shared_passes_gpu.ts";
import { sliceBatch } from "./shared_slices.ts";
import type { GpuOwnPaths } from "./own_path.ts";
import type { OwnPaths, SharedBatch, SharedParameters } from "./shared_step_cpu.ts";
import type { Section } from "./shared_vector.ts";
import type { SharedStepKernels } from "./shared_step_kernels.ts";

/** Bytes of an entry: item, lane and value. */
const ENTRY_BYTES = 12;

/** Loss and gradients of one batch after the other, in the same buffers. */
export interface GpuSharedStep extends Disposable {
  /** Lanes of a slice: the batch goes through in slices where a matrix of all its lanes would pass the adapter's binding limit. */
  readonly lanes: number;
  /** Slices of a full batch. */
  readonly slices: number;
  /** The loss of each user of the slice that was recorded last, (lanes). */
  readonly loss: GPUBuffer;
  /** Bytes of all buffers. */
  readonly bytes: number;
  /** Bytes that the last batch took to be sent, about. */
  readonly sent: number;
  /**
   * Sends a batch; one submission may hold one batch.
   *
   * @throws {RangeError} Where it has more users than were asked for.
   */
  set(batch: SharedBatch): void;
  /** Records the step; `keepLoss` is called after each slice to record what becomes of its losses. */
  record(commands: GPUCommandEncoder, keepLoss: (slice: number) => void): void;
}

/**
 * Binds what `sharedGradients` does, in float32. X and the targets are spread out to rated cells, so that the encoder and its gradient cost
 * what is rated, and `observed-squared-error` costs no more anywhere. Results repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @param kernels The shaders.
 * @param task What to compute with.
 * @returns The step; owns the buffers between parameters and gradients.
 * @throws {GpuError} Where not even four users fit the adapter's bindings.
 */
export function bindSharedStep(
  gpu: Gpu,
  kernels: SharedStepKernels,
  task: SharedStepTask,
): GpuSharedStep {
  const { rows: items, columns: neurons } = task.topology.encoder.byItem;
  const { lanes, count } = sliceBatch(gpu.facts, task.topology, task.objective, task.batchSize);
  // Until all is bound, so that nothing stays on the device where some of it does not fit.
  using binding = new DisposableStack();
  const pool = binding.use(createBufferPool(gpu));
  const inputs = binding.use(createRatedEntries(gpu, lanes, count));
  const targets = binding.use(createRatedEntries(gpu, lanes, count));
  const matrices: BatchMatrices = {
    input: ratedCellsOnGpu(pool, items, lanes),
    hidden: numbersOnGpu(pool, "hidden", neurons * lanes),
    ...(task.topology.broader && {
      inner: innerMatrices(pool, task.topology.broader.byItem, lanes),
    }),
    z: numbersOnGpu(pool, "z", items * lanes),
    slopes: ratedCellsOnGpu(pool, items, lanes),
    back: numbersOnGpu(pool, "back", neurons * lanes),
    loss: numbersOnGpu(pool, "loss", lanes),
    lanes,
  };
  const { topology: { ownPaths }, layout: { sections } } = task;
  const own = task.objective.excludeOwnPath
    ? placeOwnPaths(pool, kernels, ownPaths, sections)
    : undefined;
  const bindForward = placeForward(pool, kernels, task, matrices, own);
  const bindGradients = placeGradients(pool, kernels, task, matrices, own);
  const gradients = Array.from({ length: count }, (_, slice) => bindGradients(slice > 0));
  let forwardPool = createBufferPool(gpu), forward: GpuStep[][] = [];
  binding.defer(() => forwardPool[Symbol.dispose]());
  const owned = binding.move();
  return {
    lanes,
    slices: count,
    loss: matrices.loss,
    get bytes() {
      return pool.bytes + forwardPool.bytes + inputs.bytes + targets.bytes;
    },
    get sent() {
      return ENTRY_BYTES * (inputs.entries + targets.entries);
    },
    set(batch) {
      const longer = [inputs.set(batch.inputs), targets.set(batch.targets)];
      if (!longer.includes(true) && forward.length > 0) return;
      forwardPool[Symbol.dispose]();
      forwardPool = createBufferPool(gpu);
      forward = gradients.map((_, slice) => bindForward(forwardPool, inputs, targets, slice));
    },
    record(commands, keepLoss) {
      for (let slice = 0; slice < count; slice++) {
        // The first runs without users as well, because gradients have to be 0 then.
        if (slice > 0 && targets.users(slice) === 0) break;
        commands.clearBuffer(matrices.input.bits);
        commands.clearBuffer(matrices.slopes.bits);
        const pass = commands.beginComputePass();
        for (const step of [...forward[slice], ...gradients[slice]]) step.record(pass);
        pass.end();
        keepLoss(slice);
      }
    },
    [Symbol.dispose]() {
      owned.dispose();
    },
  };
}

function innerMatrices(
  pool: BufferPool,
  { rows, columns }: EdgeRows,
  lanes: number,
): InnerMatrices {
  return {
    coarse: numbersOnGpu(pool, "coarse", columns * lanes),
    coarseSlopes: numbersOnGpu(pool, "coarse_slopes", columns * lanes),
    last: numbersOnGpu(pool, "last", rows * lanes),
    lastSlopes: numbersOnGpu(pool, "last_slopes", rows * lanes),
  };
}

function placeOwnPaths(
  pool: BufferPool,
  { ownPath, deepOwnPath }: SharedStepKernels,
  paths: OwnPaths,
  { encoder, decoder, up, down }: SharedParameters<Section>,
): GpuOwnPaths {
  const at = { encoder: encoder.at, decoder: decoder.at };
  if (!up || !down) return ownPath.place(pool, paths, at);
  return deepOwnPath.place(pool, paths, { ...at, up: up.at, down: down.at });
}
