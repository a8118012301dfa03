import multinomialCode from "../../shaders/multinomial.wgsl" with { type: "text" };
import squaredCode from "../../shaders/squared_error.wgsl" with { type: "text" };
import observedCode from "../../shaders/observed_squared_error.wgsl" with { type: "text" };
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { GpuError } from "../errors.ts";
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel, MAX_LOOP_ITERATIONS } from "../gpu/kernel.ts";
import type { BatchLoss } from "./batch_loss_cpu.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";

const SHADERS: Record<BatchLoss, readonly [label: string, code: string]> = {
  "multinomial": ["multinomial", multinomialCode],
  "squared-error": ["squared_error", squaredCode],
  "observed-squared-error": ["observed_squared_error", observedCode],
};

/** Users of a workgroup, and invocations that share their items and their entries; fixed in the shaders. */
const GROUP_USERS = 16, ITEM_SHARERS = 64, ENTRY_SHARERS = 16;

/** Words of struct Lane in the shaders. */
const LANE_WORDS = 3;

/** Most items that one invocation can go through, thrice and twice through a user who has them all. */
const MOST_ITEMS = Math.floor((MAX_LOOP_ITERATIONS - 256) / (3 / ITEM_SHARERS + 2 / ENTRY_SHARERS));

/** Operands of a loss, all on the GPU. */
export interface BatchLossOperands {
  /** Z, (items, lanes). */
  readonly z: GPUBuffer;
  /** dZ, (items, lanes), overwritten. */
  readonly gradient: GPUBuffer;
  /** The loss of each user, (lanes), overwritten; without meaning in lanes without a user. */
  readonly loss: GPUBuffer;
  /** Width of z and gradient, a multiple of 4. */
  readonly lanes: number;
}

/** The loss of one batch after the other in the same buffers. */
export interface GpuBatchLossStep extends GpuStep {
  /**
   * Chooses the users of what is submitted next; one submission may hold one batch.
   *
   * @param users Rows of the targets that the lanes stand for, at most as many as lanes.
   * @param scale Weight of each user in the gradient, (users).
   * @throws {RangeError} Where there are more users than lanes.
   */
  set(users: ArrayLike<number>, scale: ArrayLike<number>): void;
}

/** Targets on the GPU. */
export interface GpuTargets {
  /**
   * Binds the operands.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4.
   */
  bind(pool: BufferPool, operands: BatchLossOperands): GpuBatchLossStep;
}

/** A loss on a GPU. */
export interface GpuBatchLoss {
  /**
   * Puts the targets of all users on the GPU, in buffers of `pool`.
   *
   * @throws {GpuError} Where there are more items than one invocation may go through.
   */
  place(pool: BufferPool, targets: SparseMatrix): GpuTargets;
}

/**
 * Compiles `multinomial.wgsl`, `squared_error.wgsl` or `observed_squared_error.wgsl`: what `batchLoss` does, in float32. Results repeat
 * bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @param loss Which loss.
 * @returns The loss.
 */
export async function createBatchLoss(gpu: Gpu, loss: BatchLoss): Promise<GpuBatchLoss> {
  const kernel = await createKernel(gpu, ...SHADERS[loss]);
  return {
    place(pool, { columns: items, indptr, indices, values }) {
      if (items > MOST_ITEMS) {
        throw new GpuError(
          `Cannot compute ${loss} on the GPU: there are ${items} items, expected at most ${MOST_ITEMS}`,
        );
      }
      const empty = indices.length === 0;
      const item = empty
        ? numbersOnGpu(pool, "item", 0)
        : pool.upload("item", Uint32Array.from(indices));
      const value = empty
        ? numbersOnGpu(pool, "value", 0)
        : pool.upload("value", Float32Array.from(values));
      return {
        bind(pool, { z, gradient, loss, lanes }) {
          if (lanes % 4 !== 0) {
            throw new RangeError(`Cannot bind a loss: lanes is ${lanes}, expected a multiple of 4`);
          }
          const words = new Uint32Array(lanes * LANE_WORDS),
            floats = new Float32Array(words.buffer);
          const table = numbersOnGpu(pool, "users", words.length);
          const step = pool.uniform("step", Uint32Array.of(items, lanes / 4).buffer);
          const bound = kernel.bind([z, item, value, table, gradient, loss, step]);
          return {
            set(users, scale) {
              if (users.length > lanes) {
                throw new RangeError(
                  `Cannot set a batch: it has ${users.length} users, expected at most ${lanes}`,
                );
              }
              words.fill(0);
              for (let b = 0; b < users.length; b++) {
                words[b * LANE_WORDS] = indptr[users[b]];
                words[b * LANE_WORDS + 1] = indptr[users[b] + 1];
                floats[b * LANE_WORDS + 2] = scale[b];
              }
              if (lanes > 0) gpu.device.queue.writeBuffer(table, 0, words);
            },
            record(pass) {
              dispatchGroups(gpu, pass, kernel, bound, Math.ceil(lanes / GROUP_USERS));
            },
          };
        },
      };
    },
  };
}
