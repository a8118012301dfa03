import { type BufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { numbersOnGpu } from "../kernels/dispatch.ts";

/** Bytes of a history, where they hold a step. */
const HISTORY_BYTES = 1 << 18;

/** Keeps the losses of steps on a GPU until somebody asks for them: a readback waits for all that is under way. */
export interface LossHistory {
  /**
   * Makes room for a step, before anything is recorded for it.
   *
   * @param users Users of the step.
   */
  add(users: number): void;
  /**
   * Records that losses of the last step are kept.
   *
   * @param encoder What to record into.
   * @param loss The losses of some lanes.
   * @param at Which lane the first is.
   * @param lanes How many lanes.
   */
  keep(encoder: GPUCommandEncoder, loss: GPUBuffer, at: number, lanes: number): void;
  /**
   * The sum of the losses of all users of the steps since the last call, step by step and user by user in float64.
   *
   * @throws {GpuError} Where the device reports an error.
   */
  take(): Promise<number>;
}

/**
 * Starts a history.
 *
 * @param gpu The device; stays the caller's.
 * @param pool Owner of the history's buffer.
 * @param lanes Lanes of a step.
 * @returns An empty history.
 */
export function createLossHistory(gpu: Gpu, pool: BufferPool, lanes: number): LossHistory {
  const bytes = Math.min(HISTORY_BYTES, gpu.facts.bindingBytes);
  const room = Math.max(1, Math.floor(bytes / 4 / Math.max(1, lanes)));
  const history = numbersOnGpu(pool, "losses", room * lanes);
  let users: number[] = [], earlier: Promise<number>[] = [];
  const empty = () => {
    if (users.length === 0) return;
    const steps = users;
    users = [];
    // The copy is submitted at once: what comes later may write over the history.
    const sum = readBuffers(gpu, [history]).then(([bytes]) => {
      const losses = new Float32Array(bytes);
      let sum = 0;
      steps.forEach((count, step) => {
        for (let b = 0; b < count; b++) sum += losses[step * lanes + b];
      });
      return sum;
    });
    // Whoever takes the sum hears of a failure; until then nobody listens.
    sum.catch(() => {});
    earlier.push(sum);
  };
  return {
    add(count) {
      if (users.length === room) empty();
      users.push(count);
    },
    keep(encoder, loss, at, count) {
      if (count === 0) return;
      const row = (users.length - 1) * lanes;
      encoder.copyBufferToBuffer(loss, 0, history, 4 * (row + at), 4 * count);
    },
    async take() {
      empty();
      const sums = earlier;
      earlier = [];
      return (await Promise.all(sums)).reduce((total, sum) => total + sum, 0);
    },
  };
}
