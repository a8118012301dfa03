import code from "../../shaders/personal_autoencoder.wgsl" with { type: "text" };
import { type BufferPool, createBufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel, type Kernel } from "../gpu/kernel.ts";
import type { PersonalNetworks, PersonalState, PersonalStep } from "./personal_networks.ts";
import { createDispatchPace } from "./dispatch_pace.ts";
import { type PackedNetworks, packNetworks } from "./personal_packing.ts";
import { type TierLimits, tierLimits, tierOf, TIERS } from "./personal_tiers.ts";

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

/** Packed networks and where they start. */
export interface PackedPart {
  /** Networks of one tier. */
  readonly packed: PackedNetworks;
  /** Where they start. */
  readonly start: PackedStart;
}

/** The compiled tiers of `personal_autoencoder.wgsl`. */
export interface PersonalAutoencoder extends PersonalTrainer {
  /** What packing must keep to. */
  readonly limits: TierLimits;
  /**
   * Uploads packed networks, trains them side by side, and reads the results back once.
   *
   * @param parts Networks, those of one tier together.
   * @param step Epochs and learning rate.
   * @param wantWeights Whether to read the weights back as well.
   * @returns What each part learned.
   */
  run(
    parts: readonly PackedPart[],
    step: PersonalStep,
    wantWeights: boolean,
  ): Promise<PackedResult[]>;
}

/**
 * Prepares `personal_autoencoder.wgsl`, one workgroup per network, in tiers by what fits in workgroup memory (about 10 bytes an
 * edge for everything, 4 for W2 alone); each tier is compiled when it is first needed.
 *
 * @param gpu The device; its own limit of workgroup memory decides which tier a network takes.
 * @param options `lanes`: invocations per workgroup, of all tiers or of each (default: each tier's own, and 64 where a CPU plays
 * the GPU). `tiers`: the tiers that may be used, for tests.
 * @returns The trainer.
 * @throws {GpuError} Where the shader does not compile.
 */
export async function createPersonalAutoencoder(
  gpu: Gpu,
  options: { readonly lanes?: number | readonly number[]; readonly tiers?: readonly number[] } = {},
): Promise<PersonalAutoencoder> {
  const limits = tierLimits(gpu.facts, options.lanes ?? (gpu.facts.software ? 64 : undefined));
  const kernels: Promise<Kernel>[] = [];
  const compile = (tier: number) =>
    kernels[tier] ??= createKernel(gpu, `personal_autoencoder, tier ${tier}`, code, {
      lanes: limits.lanes[tier],
      pool_words: limits.poolWords[tier],
      weights_in_pool: Number(TIERS[tier].weights),
      indices_in_pool: Number(TIERS[tier].indices),
    });
  // A shader that does not compile is to fail here and not in the middle of a training.
  await compile(options.tiers?.[0] ?? 0);
  const chooseTier = (networks: PersonalNetworks, network: number) =>
    tierOf(networks, network, limits, options.tiers);
  const pace = createDispatchPace(gpu.facts.software);
  return {
    limits,
    fits: (networks, network) => chooseTier(networks, network) >= 0,
    run,
    async train(networks, chosen, state, step) {
      if (step.epochs === 0) return;
      const tiers = [...Map.groupBy(chosen, (network) => chooseTier(networks, network))];
      const parts = tiers.map(([tier, ofTier]) => {
        const packed = packNetworks(networks, ofTier, tier, limits.lanes[tier]);
        return { packed, start: gather(networks, ofTier, packed, state) };
      });
      const results = await run(parts, step, true);
      tiers.forEach(([, ofTier], k) =>
        scatter(networks, ofTier, parts[k].packed, state, results[k])
      );
    },
  };

  async function run(
    parts: readonly PackedPart[],
    step: PersonalStep,
    wantWeights: boolean,
  ): Promise<PackedResult[]> {
    const compiled = await Promise.all(parts.map(({ packed }) => compile(packed.tier)));
    using pool = createBufferPool(gpu);
    const uploaded = parts.map((part, k) => uploadPart(gpu, pool, compiled[k], part, step));
    // The users who take longest begin first, so that no multiprocessor waits for them at the end.
    const order = [...parts.keys()].sort((a, b) =>
      parts[b].packed.iterations - parts[a].packed.iterations
    );
    const edges = parts.reduce((sum, { packed }) => sum + packed.edges, 0);
    const iterations = parts.reduce((most, { packed }) => Math.max(most, packed.iterations), 1);
    const atOnce = pace.epochs({ edges, iterations });
    const started = performance.now();
    for (let done = 0; done < step.epochs; done += atOnce) {
      const encoder = gpu.device.createCommandEncoder();
      // Within a pass nothing waits for each other where no buffer is shared.
      const pass = encoder.beginComputePass({ label: "personal_autoencoder" });
      for (const k of order) uploaded[k].dispatch(pass, done, Math.min(atOnce, step.epochs - done));
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
    }
    const wanted = uploaded.flatMap(({ activation, loss, weight }) =>
      wantWeights ? [activation, loss, weight] : [activation, loss]
    );
    const read = (await readBuffers(gpu, wanted)).map((bytes) => new Float32Array(bytes));
    pace.measured(edges * step.epochs, performance.now() - started);
    const stride = wantWeights ? 3 : 2;
    return parts.map((_, k) => ({
      activation: read[stride * k],
      loss: read[stride * k + 1],
      weight: wantWeights ? read[stride * k + 2] : undefined,
    }));
  }
}

/** A part on the GPU. */
interface UploadedPart {
  readonly activation: GPUBuffer;
  readonly weight: GPUBuffer;
  readonly loss: GPUBuffer;
  /** Trains for some epochs, after `done` that were trained before. */
  dispatch(pass: GPUComputePassEncoder, done: number, epochs: number): void;
}

function uploadPart(
  gpu: Gpu,
  pool: BufferPool,
  kernel: Kernel,
  { packed, start }: PackedPart,
  { learningRate }: PersonalStep,
): UploadedPart {
  const initial = typeof start.weight === "number" ? start.weight : undefined;
  const activation = pool.upload("activation", start.activation);
  const weight = typeof start.weight === "number"
    ? pool.zeros("weight", packed.weights)
    : pool.upload("weight", start.weight);
  const loss = pool.zeros("loss", packed.count);
  const records = pool.upload("networks", packed.records);
  const rows = pool.upload("rows", packed.rows);
  const itemEdge = pool.upload("item_edge", packed.itemEdge);
  const edgeItem = pool.upload("edge_item", packed.edgeItem);
  const bound = new Map<string, GPUBindGroup>();
  const bind = (epochs: number, fill: boolean) => {
    const uniform = new ArrayBuffer(16);
    new Uint32Array(uniform).set([epochs, 0, Number(fill), 0]);
    new Float32Array(uniform)[1] = learningRate;
    new Float32Array(uniform)[3] = initial ?? 0;
    const buffers = [records, rows, itemEdge, edgeItem, activation, weight, loss];
    return kernel.bind([...buffers, pool.uniform("step", uniform)]);
  };
  const columns = Math.min(packed.count, gpu.facts.workgroups);
  return {
    activation,
    weight,
    loss,
    dispatch(pass, done, epochs) {
      const fill = initial !== undefined && done === 0;
      const key = `${epochs} ${fill}`;
      const group = bound.get(key) ?? bind(epochs, fill);
      bound.set(key, group);
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(columns, Math.ceil(packed.count / columns));
    },
  };
}

/** The packed start of networks whose state is anything. */
function gather(
  networks: PersonalNetworks,
  chosen: readonly number[],
  packed: PackedNetworks,
  state: PersonalState,
): PackedStart {
  const activation = new Float32Array(packed.nodeSlot.length);
  const weight = new Float32Array(packed.weights);
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
