import scoresCode from "../../shaders/own_path.wgsl" with { type: "text" };
import gradientCode from "../../shaders/own_path_gradient.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";
import { bitWords, type RatedCells } from "./rated_cells.ts";
import type { SharedTopology } from "./shared_step_cpu.ts";

/** Operands of taking own paths out of scores, all on the GPU. */
export interface OwnPathScores {
  /** Weights of the encoder and the decoder, (weights). */
  readonly weight: GPUBuffer;
  /** X, (items, lanes). */
  readonly input: RatedCells;
  /** Z, (items, lanes), changed in place at the rated cells of X. */
  readonly z: GPUBuffer;
  /** Width of X and Z, a multiple of 4. */
  readonly lanes: number;
}

/** Operands of what that changes in gradients, all on the GPU. */
export interface OwnPathGradient {
  /** Weights of the encoder and the decoder, (weights). */
  readonly weight: GPUBuffer;
  /** X, (items, lanes). */
  readonly input: RatedCells;
  /** dZ, (items, lanes). */
  readonly slopes: RatedCells;
  /** Whether all cells of dZ count, and not the rated ones alone. */
  readonly dense: boolean;
  /** Gradients in the order of `weight`, (weights), changed in place. */
  readonly gradient: GPUBuffer;
  /** Width of X and dZ, a multiple of 4. */
  readonly lanes: number;
}

/** Pairs of edges on the GPU. */
export interface GpuOwnPaths {
  /** Binds Z_i -= x_i c_i, c_i = sum over pairs of w1 w2. */
  bindScores(pool: BufferPool, operands: OwnPathScores): GpuStep;
  /** Binds g1 -= w2 p_i and g2 -= w1 p_i for each pair, p_i = sum over lanes of x_i dZ_i. */
  bindGradient(pool: BufferPool, operands: OwnPathGradient): GpuStep;
}

/** Leaves own paths out on a GPU. */
export interface OwnPath {
  /**
   * Puts pairs on the GPU, in buffers of `pool`.
   *
   * @param pairs The pairs by item.
   * @param at Where the encoder's and the decoder's weights start among the weights.
   */
  place(
    pool: BufferPool,
    pairs: SharedTopology["ownPaths"],
    at: { readonly encoder: number; readonly decoder: number },
  ): GpuOwnPaths;
}

/**
 * Compiles `own_path.wgsl` and `own_path_gradient.wgsl`: what `sharedGradients` does where the own path is excluded, in float32. Results
 * repeat bit for bit on one device.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernels.
 */
export async function createOwnPath(gpu: Gpu): Promise<OwnPath> {
  const scores = await createKernel(gpu, "own_path", scoresCode);
  const gradients = await createKernel(gpu, "own_path_gradient", gradientCode);
  return {
    place(pool, { start, encoderEdge, decoderEdge }, at) {
      const items = start.length - 1;
      const words = new Uint32Array(2 * encoderEdge.length);
      for (let k = 0; k < encoderEdge.length; k++) {
        words[2 * k] = at.encoder + encoderEdge[k];
        words[2 * k + 1] = at.decoder + decoderEdge[k];
      }
      const starts = pool.upload("start", Uint32Array.from(start));
      const pairs = words.length === 0
        ? numbersOnGpu(pool, "pairs", 4)
        : pool.upload("pairs", words);
      return {
        bindScores(pool, { weight, input, z, lanes }) {
          const step = pool.uniform("step", Uint32Array.of(items, lanes, bitWords(lanes)).buffer);
          const bound = scores.bind([starts, pairs, weight, input.values, input.bits, z, step]);
          return { record: (pass) => dispatchGroups(gpu, pass, scores, bound, items) };
        },
        bindGradient(pool, { weight, input, slopes, dense, gradient, lanes }) {
          const step = Uint32Array.of(items, lanes, bitWords(lanes), dense ? 1 : 0);
          const bound = gradients.bind([
            starts,
            pairs,
            weight,
            input.values,
            input.bits,
            slopes.values,
            slopes.bits,
            gradient,
            pool.uniform("step", step.buffer),
          ]);
          return { record: (pass) => dispatchGroups(gpu, pass, gradients, bound, items) };
        },
      };
    },
  };
}
