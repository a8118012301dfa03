import code from "../../shaders/adam.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep } from "./dispatch.ts";
import type { Floats } from "./edge_topology.ts";

/** Invocations per workgroup, fixed in the shader. */
const GROUP = 64;

/** Words of struct Step in the shader. */
const STEP_WORDS = 8;

/** Settings of Adam. */
export interface AdamSettings {
  /** Length of a step, above 0; 0.001 is usual. */
  readonly learningRate: number;
  /** Share of the past in the running mean of gradients, in [0, 1); by default 0.9. */
  readonly beta1?: number;
  /** Share of the past in the running mean of their squares, in [0, 1); by default 0.999. */
  readonly beta2?: number;
  /** Keeps the divisor above 0; by default 1e-8. */
  readonly epsilon?: number;
  /** Share of a weight that a step of learning rate 1 takes off, at least 0; by default 0. */
  readonly weightDecay?: number;
}

/** What Adam carries from step to step; all 0 before the first. */
export interface AdamState<Vector> {
  /** Running mean of the gradients. */
  readonly mean: Vector;
  /** Running mean of their squares. */
  readonly square: Vector;
}

/**
 * One step of Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2; as in PyTorch, the learning
 * rate multiplies the decay too):
 *
 *     m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g g
 *     w -= learningRate (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + weightDecay w)
 *
 * Computed in float64; in float32 arrays it is the CPU's optimiser, in float64 arrays the reference for `adam.wgsl`.
 *
 * @param weight w, any length, changed in place.
 * @param gradient g, of the same length.
 * @param state m and v, of the same length, changed in place.
 * @param settings The settings.
 * @param time t, 1 for the first step.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 *
 * // The first step has the length of the learning rate, whatever the gradient's.
 * const weight = Float64Array.of(1), state = { mean: new Float64Array(1), square: new Float64Array(1) };
 * adamStep(weight, Float64Array.of(-20), state, { learningRate: 0.25 }, 1);
 * ok(Math.abs(weight[0] - 1.25) < 1e-9);
 * ```
 */
export function adamStep(
  weight: Floats,
  gradient: Floats,
  { mean, square }: AdamState<Floats>,
  settings: AdamSettings,
  time: number,
): void {
  const { learningRate, beta1, beta2, epsilon, decay, meanScale, squareScale } = numbersOf(
    settings,
    time,
  );
  for (let k = 0; k < weight.length; k++) {
    const g = gradient[k], w = weight[k];
    const m = beta1 * mean[k] + (1 - beta1) * g;
    const v = beta2 * square[k] + (1 - beta2) * g * g;
    mean[k] = m;
    square[k] = v;
    weight[k] = w -
      learningRate * (m * meanScale / (Math.sqrt(v * squareScale) + epsilon) + decay * w);
  }
}

function numbersOf(settings: AdamSettings, time: number) {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = settings;
  return {
    learningRate,
    beta1,
    beta2,
    epsilon,
    decay: weightDecay,
    meanScale: 1 / (1 - beta1 ** time),
    squareScale: 1 / (1 - beta2 ** time),
  };
}

/** One step of Adam on bound vectors. */
export interface GpuAdamStep extends GpuStep {
  /** Sets the settings and the time of what is submitted next; one submission may hold one step. */
  set(settings: AdamSettings, time: number): void;
}

/** Adam on a GPU. */
export interface GpuAdam {
  /** Binds vectors of `length` numbers. */
  bind(
    pool: BufferPool,
    weight: GPUBuffer,
    gradient: GPUBuffer,
    state: AdamState<GPUBuffer>,
    length: number,
  ): GpuAdamStep;
}

/**
 * Compiles `adam.wgsl`: what `adamStep` does, in float32.
 *
 * @param gpu The device; stays the caller's.
 * @returns The optimiser.
 */
export async function createAdam(gpu: Gpu): Promise<GpuAdam> {
  const kernel = await createKernel(gpu, "adam", code);
  return {
    bind(pool, weight, gradient, { mean, square }, length) {
      const step = pool.zeros("step", STEP_WORDS);
      const bound = kernel.bind([weight, gradient, mean, square, step]);
      return {
        set(settings, time) {
          const n = numbersOf(settings, time);
          const words = new Float32Array(STEP_WORDS);
          words.set([0, n.learningRate, n.beta1, n.beta2, n.epsilon, n.decay]);
          words.set([n.meanScale, n.squareScale], 6);
          new Uint32Array(words.buffer)[0] = length;
          gpu.device.queue.writeBuffer(step, 0, words);
        },
        record: (pass) => dispatchGroups(gpu, pass, kernel, bound, Math.ceil(length / GROUP)),
      };
    },
  };
}
