import code from "../../shaders/deep_autoencoder.wgsl" with { type: "text" };
import { createBufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel, type Kernel, MAX_LOOP_ITERATIONS } from "../gpu/kernel.ts";
import type { DeepNetworks, DeepState } from "./deep_networks.ts";
import {
  deepSize,
  packDeepNetworks,
  packedDeepBytes,
  unpackDeepState,
  vectorWords,
} from "./deep_packing.ts";
import { dispatchGroups } from "./dispatch.ts";
import type { PersonalStep } from "./personal_networks.ts";

/** Trains networks of two hidden layers on a GPU. */
export interface DeepAutoencoder {
  /** True where a network's buffers do not pass the adapter's binding limit, nor one epoch the limit of loop iterations. */
  fits(networks: DeepNetworks, network: number): boolean;
  /**
   * Trains the networks listed in `chosen`, each of which must fit and have items.
   *
   * @param networks The packed networks.
   * @param chosen Which of them to train.
   * @param state Changed in place for the chosen networks.
   * @param step Epochs and learning rate.
   */
  train(
    networks: DeepNetworks,
    chosen: readonly number[],
    state: DeepState,
    step: PersonalStep,
  ): Promise<void>;
}

/** Shares of the workgroup memory that networks may take for their vectors; those that fit none keep them in storage. */
const SHARES = [1 / 4, 1];

/**
 * Prepares `deep_autoencoder.wgsl`, one workgroup per network.
 *
 * @param gpu The device.
 * @param options `lanes`: invocations per workgroup (default 128, and 64 where a CPU plays the GPU). `tiers`: which kinds of memory may be used
 * for vectors, 0 and 1 for shares of the workgroup's and 2 for storage, for tests.
 * @returns The trainer.
 * @throws {GpuError} Where the shader does not compile.
 */
export async function createDeepAutoencoder(
  gpu: Gpu,
  options: { readonly lanes?: number; readonly tiers?: readonly number[] } = {},
): Promise<DeepAutoencoder> {
  const lanes = options.lanes ?? (gpu.facts.software ? 64 : 128);
  const allowed = options.tiers ?? [...SHARES.keys(), SHARES.length];
  // The shader also keeps one float of squared error per lane; wgpu does not check the total.
  const poolWords = SHARES.map((share) =>
    Math.max(1, Math.floor(gpu.facts.workgroupBytes * share / 4) - lanes)
  );
  const kernels: Promise<Kernel>[] = [];
  const compile = (tier: number) =>
    kernels[tier] ??= createKernel(gpu, `deep_autoencoder, tier ${tier}`, code, {
      lanes,
      pool_words: poolWords[tier] ?? 1,
      vectors_in_pool: Number(tier < SHARES.length),
    });
  // A shader that does not compile is to fail here and not in the middle of a training.
  await compile(allowed[0]);
  const tierOf = (networks: DeepNetworks, network: number) => {
    const words = vectorWords(deepSize(networks, network));
    return allowed.find((tier) => tier >= SHARES.length || words <= poolWords[tier]);
  };
  return {
    fits: (networks, network) =>
      tierOf(networks, network) !== undefined &&
      packedDeepBytes(deepSize(networks, network)) <= gpu.facts.bindingBytes &&
      // No lane does more in an epoch than all of the rows and edges, gone through twice.
      2 * loopBound(networks, network, lanes) < MAX_LOOP_ITERATIONS / 2,

    async train(networks, chosen, state, step) {
      if (step.epochs === 0) return;
      for (const [tier, ofTier] of Map.groupBy(chosen, (n) => tierOf(networks, n)!)) {
        for (const part of cutBySize(networks, ofTier, gpu.facts.bindingBytes)) {
          await trainPart(await compile(tier), networks, part, state, step);
        }
      }
    },
  };

  async function trainPart(
    kernel: Kernel,
    networks: DeepNetworks,
    chosen: readonly number[],
    state: DeepState,
    { epochs, learningRate }: PersonalStep,
  ): Promise<void> {
    const packed = packDeepNetworks(networks, chosen, state, lanes);
    using pool = createBufferPool(gpu);
    const numbers = pool.upload("state", packed.state);
    const loss = pool.zeros("loss", chosen.length);
    const buffers = [
      pool.upload("networks", packed.records),
      pool.upload("rows", packed.rows),
      pool.upload("places", packed.places),
      pool.upload("density", packed.density),
      numbers,
      pool.zeros("scratch", packed.vectorWords),
      loss,
    ];
    const bind = (epochs: number) => {
      const uniform = new ArrayBuffer(8);
      new Uint32Array(uniform)[0] = epochs;
      new Float32Array(uniform)[1] = learningRate;
      return kernel.bind([...buffers, pool.uniform("step", uniform)]);
    };
    // Half the limit is left for the start of the vectors.
    const atOnce = Math.max(1, Math.floor(MAX_LOOP_ITERATIONS / 2 / packed.iterations));
    const ordinary = bind(Math.min(atOnce, epochs));
    for (let done = 0; done < epochs; done += atOnce) {
      const left = epochs - done;
      const commands = gpu.device.createCommandEncoder();
      const pass = commands.beginComputePass({ label: kernel.label });
      const bound = left < atOnce && done > 0 ? bind(left) : ordinary;
      dispatchGroups(gpu, pass, kernel, bound, chosen.length);
      pass.end();
      gpu.device.queue.submit([commands.finish()]);
    }
    const [trained, losses] = (await readBuffers(gpu, [numbers, loss]))
      .map((bytes) => new Float32Array(bytes));
    unpackDeepState(networks, chosen, trained, state);
    chosen.forEach((network, index) => state.loss[network] = losses[index]);
  }
}

/** Iterations of the busiest lane in one pass over all rows of a network, at most. */
function loopBound(networks: DeepNetworks, network: number, lanes: number): number {
  const { items, nodes, categories } = deepSize(networks, network);
  const longest = (row: Uint32Array, start: Uint32Array, count: number) => {
    let most = 0;
    for (let r = start[network]; r < start[network + 1]; r++) {
      most = Math.max(most, row[r + 1] - row[r]);
    }
    return Math.ceil(count / lanes) * (most + 1);
  };
  return longest(networks.itemRow, networks.itemStart, items) +
    longest(networks.nodeRow, networks.nodeStart, nodes) +
    longest(networks.innerRow, networks.nodeStart, nodes) +
    longest(networks.categoryRow, networks.categoryStart, categories);
}

/** Cuts networks into parts whose buffers stay within a binding. */
function* cutBySize(
  networks: DeepNetworks,
  chosen: readonly number[],
  bindingBytes: number,
): Generator<number[]> {
  let part: number[] = [], bytes = 0;
  for (const network of chosen) {
    const own = packedDeepBytes(deepSize(networks, network));
    if (part.length > 0 && bytes + own > bindingBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(network);
    bytes += own;
  }
  if (part.length > 0) yield part;
}
