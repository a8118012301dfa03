import code from "../../shaders/sgd.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep } from "./dispatch.ts";
import type { Floats } from "./edge_topology.ts";

/** Invocations per workgroup, fixed in the shader. */
const GROUP = 64;

/** Words of struct Step in the shader. */
const STEP_WORDS = 3;

/** Settings of stochastic gradient descent. */
export interface SgdSettings {
  /** Length of a step, above 0. */
  readonly learningRate: number;
  /** Share of a weight that a step of learning rate 1 takes off, at least 0; by default 0. */
  readonly weightDecay?: number;
}

/**
 * One step of stochastic gradient descent with weight decay: w -= learningRate (g + weightDecay w). Computed in float64; in float32
 * arrays it is the CPU's optimiser, in float64 arrays the reference for `sgd.wgsl`.
 *
 * @param weight w, any length, changed in place.
 * @param gradient g, of the same length.
 * @param settings The settings.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const weight = Float64Array.of(1, 2);
 * sgdStep(weight, Float64Array.of(4, 0), { learningRate: 0.25, weightDecay: 1 });
 * deepStrictEqual([...weight], [1 - 0.25 * (4 + 1), 2 - 0.25 * 2]);
 * ```
 */
export function sgdStep(weight: Floats, gradient: Floats, settings: SgdSettings): void {
  const { learningRate, weightDecay = 0 } = settings;
  for (let k = 0; k < weight.length; k++) {
    weight[k] -= learningRate * (gradient[k] + weightDecay * weight[k]);
  }
}

/** One step of descent on bound vectors. */
export interface GpuSgdStep extends GpuStep {
  /** Sets the settings of what is submitted next. */
  set(settings: SgdSettings): void;
}

/** Stochastic gradient descent on a GPU. */
export interface GpuSgd {
  /** Binds vectors of `length` numbers. */
  bind(pool: BufferPool, weight: GPUBuffer, gradient: GPUBuffer, length: number): GpuSgdStep;
}

/**
 * Compiles `sgd.wgsl`: what `sgdStep` does, in float32.
 *
 * @param gpu The device; stays the caller's.
 * @returns The optimiser.
 */
export async function createSgd(gpu: Gpu): Promise<GpuSgd> {
  const kernel = await createKernel(gpu, "sgd", code);
  return {
    bind(pool, weight, gradient, length) {
      const step = pool.zeros("step", STEP_WORDS);
      const bound = kernel.bind([weight, gradient, step]);
      return {
        set({ learningRate, weightDecay = 0 }) {
          const words = Float32Array.of(0, learningRate, weightDecay);
          new Uint32Array(words.buffer)[0] = length;
          gpu.device.queue.writeBuffer(step, 0, words);
        },
        record: (pass) => dispatchGroups(gpu, pass, kernel, bound, Math.ceil(length / GROUP)),
      };
    },
  };
}
