import code from "../../shaders/personal_autoencoder.wgsl" with { type: "text" };
import { createBufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel, type Kernel, MAX_LOOP_ITERATIONS } from "../gpu/kernel.ts";
import type { PersonalNetworks, PersonalState, PersonalStep } from "./personal_networks.ts";
import {
  type PackedNetworks,
  packNetworks,
  type TierLimits,
  tierLimits,
  tierOf,
  TIERS,
} from "./personal_packing.ts";

/** Trains chosen networks on a GPU and writes what they learned into `state`. */
export interface PersonalTrainer {
  /** True where this kernel can hold the network. */
  fits(networks: PersonalNetworks, network: number): boolean;
  /**
   * Trains the networks listed in `chosen`, each of which must fit.
   *
   * @param networks The packed networks.
   * @param chosen Which of them to train.
   * @param state Changed in place for the chosen networks.
   * @param step Epochs and learning rate.
   */
  train(
    networks: PersonalNetworks,
    chosen: readonly number[],
    state: PersonalState,
    step: PersonalStep,
  ): Promise<void>;
}

/** What packed networks start from. */
export interface PackedStart {
  /** a_c of each node, by slot, (nodes). */
  readonly activation: Float32Array<ArrayBuffer>;
  /** q w of each edge, by slot, (edges); or the one number that every w starts as. */
  readonly weight: Float32Array<ArrayBuffer> | number;
}

/** What packed networks have learned. */
export interface PackedResult {
  /** a_c of each node, by slot, (nodes). */
  readonly activation: Float32Array<ArrayBuffer>;
  /** Mean squared error of each network, (count). */
  readonly loss: Float32Array<ArrayBuffer>;
  /** q w of each edge, by slot, (edges), if wanted. */
  readonly weight?: Float32Array<ArrayBuffer>;
}

/** The compiled tiers of `personal_autoencoder.wgsl`. */
export interface PersonalAutoencoder extends PersonalTrainer {
  /** What packing must keep to. */
  readonly limits: TierLimits;
  /**
   * Uploads packed networks, trains them, and reads the results back once.
   *
   * @param packed Networks of one tier.
   * @param start Where they start.
   * @param step Epochs and learning rate.
   * @param wantWeights Whether to read the weights back as well.
   * @returns What they learned.
   */
  run(
    packed: PackedNetworks,
    start: PackedStart,
    step: PersonalStep,
    wantWeights: boolean,
  ): Promise<PackedResult>;
}

/**
 * Prepares `personal_autoencoder.wgsl`, one workgroup per network, in tiers by what fits in workgroup memory (about 10 bytes an
 * edge for everything, 4 for W2 alone); each tier is compiled when it is first needed.
 *
 * @param gpu The device; its own limit of workgroup memory decides which tier a network takes.
 * @param options `lanes`: invocations per workgroup in all tiers (default: each tier's own, and 64 where a CPU plays the GPU).
 * `tiers`: the tiers that may be used, for tests.
 * @returns The trainer.
 * @throws {GpuError} Where the shader does not compile.
 */
export async function createPersonalAutoencoder(
  gpu: Gpu,
  options: { readonly lanes?: number; readonly tiers?: readonly number[] } = {},
): Promise<PersonalAutoencoder> {
  const allowed = options.tiers ?? TIERS.map((_, tier) => tier);
  const limits = tierLimits(
    gpu.facts.workgroupBytes,
    options.lanes ?? (gpu.facts.software ? 64 : undefined),
  );
  const kernels: Promise<Kernel>[] = [];
  const compile = (tier: number) =>
    kernels[tier] ??= createKernel(gpu, `personal_autoencoder, tier ${tier}`, code, {
      lanes: limits.lanes[tier],
      pool_words: limits.poolWords[tier],
      weights_in_pool: Number(TIERS[tier].weights),
      indices_in_pool: Number(TIERS[tier].indices),
    });
  // A shader that does not compile is to fail here and not in the middle of a training.
  await compile(allowed[0]);
  const chooseTier = (networks: PersonalNetworks, network: number) => {
    const first = tierOf(networks, network, limits);
    return first < 0 ? undefined : allowed.find((tier) => tier >= first);
  };
  return {
    limits,
    fits: (networks, network) => chooseTier(networks, network) !== undefined,
    run,
    async train(networks, chosen, state, step) {
      if (step.epochs === 0) return;
      for (const [tier, ofTier] of Map.groupBy(chosen, (n) => chooseTier(networks, n)!)) {
        const packed = packNetworks(networks, ofTier, tier, limits.lanes[tier]);
        const result = await run(packed, gather(networks, ofTier, packed, state), step, true);
        scatter(networks, ofTier, packed, state, result);
      }
    },
  };

  async function run(
    packed: PackedNetworks,
    start: PackedStart,
    step: PersonalStep,
    wantWeights: boolean,
  ): Promise<PackedResult> {
    const kernel = await compile(packed.tier);
    using pool = createBufferPool(gpu);
    const activation = pool.upload("activation", start.activation);
    const fill = typeof start.weight === "number";
    const weight = typeof start.weight === "number"
      ? pool.zeros("weight", packed.edges)
      : pool.upload("weight", start.weight);
    const loss = pool.zeros("loss", packed.count);
    const rows = pool.upload("rows", packed.rows);
    const edgeNode = pool.upload("edge_node", packed.edgeNode);
    const nodeEdge = pool.upload("node_edge", packed.nodeEdge);
    const records = pool.upload("networks", packed.records);
    const bind = (epochs: number, first: boolean) => {
      const uniform = new ArrayBuffer(16);
      new Uint32Array(uniform).set([epochs, 0, Number(fill && first), 0]);
      new Float32Array(uniform)[1] = step.learningRate;
      new Float32Array(uniform)[3] = fill ? start.weight as number : 0;
      const buffers = [records, rows, edgeNode, nodeEdge, activation, weight, loss];
      return kernel.bind([...buffers, pool.uniform("step", uniform)]);
    };
    // Half the limit is left for loading and storing the pool.
    const epochsAtOnce = Math.max(1, Math.floor(MAX_LOOP_ITERATIONS / 2 / packed.iterations));
    const columns = Math.min(packed.count, gpu.facts.workgroups);
    let ordinary: GPUBindGroup | undefined;
    for (let done = 0; done < step.epochs; done += epochsAtOnce) {
      const epochs = Math.min(epochsAtOnce, step.epochs - done);
      const special = done === 0 || epochs < epochsAtOnce;
      const bound = special ? bind(epochs, done === 0) : ordinary ??= bind(epochs, false);
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass({ label: kernel.label });
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, bound);
      pass.dispatchWorkgroups(columns, Math.ceil(packed.count / columns));
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
    }
    const wanted = wantWeights ? [activation, loss, weight] : [activation, loss];
    const [a, l, w] = (await readBuffers(gpu, wanted)).map((bytes) => new Float32Array(bytes));
    return { activation: a, loss: l, weight: w };
  }
}

/** The packed start of networks whose state is anything. */
function gather(
  networks: PersonalNetworks,
  chosen: readonly number[],
  packed: PackedNetworks,
  state: PersonalState,
): PackedStart {
  const activation = new Float32Array(packed.nodeSlot.length);
  const weight = new Float32Array(packed.edges);
  let node = 0, edge = 0;
  for (const network of chosen) {
    for (let c = networks.nodeStart[network]; c < networks.nodeStart[network + 1]; c++) {
      activation[packed.nodeSlot[node++]] = state.activation[c];
    }
    for (let e = networks.edgeStart[network]; e < networks.edgeStart[network + 1]; e++) {
      weight[packed.edgeSlot[edge++]] = state.weight[e];
    }
  }
  return { activation, weight };
}

function scatter(
  networks: PersonalNetworks,
  chosen: readonly number[],
  packed: PackedNetworks,
  state: PersonalState,
  { activation, weight, loss }: PackedResult,
): void {
  let node = 0, edge = 0;
  chosen.forEach((network, index) => {
    for (let c = networks.nodeStart[network]; c < networks.nodeStart[network + 1]; c++) {
      state.activation[c] = activation[packed.nodeSlot[node++]];
    }
    for (let e = networks.edgeStart[network]; e < networks.edgeStart[network + 1]; e++) {
      state.weight[e] = weight![packed.edgeSlot[edge++]];
    }
    state.loss[network] = loss[index];
  });
}
