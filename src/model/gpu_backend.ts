import type { Gpu } from "../gpu/device.ts";
import { createPersonalAutoencoder } from "../kernels/personal_autoencoder.ts";
import { trainPersonalNetwork } from "../kernels/personal_autoencoder_cpu.ts";
import { createPersonalAutoencoderLarge } from "../kernels/personal_autoencoder_large.ts";
import { sharedGpuEngine } from "./shared_gpu_engine.ts";
import { createWorkerPool } from "../worker_pool.ts";
import type { Backend } from "./training_backend.ts";
import { keepPart, prepareBatch, type PreparedBatch } from "./gpu_batch.ts";
import type { GpuWorkerSetup } from "./gpu_worker.ts";
import {
  subBatch,
  trainBatch,
  type TrainedBatch,
  type TrainNetworks,
  type UserBatch,
} from "./user_batch.ts";

/** Options of the GPU backend. */
export interface GpuBackendOptions {
  /** Workers that build networks while the GPU trains (default: one per core, at most 8). */
  readonly threads?: number;
  /** Invocations per workgroup, for benches (default: by adapter). */
  readonly lanes?: number;
}

/**
 * The backend that trains on a GPU: networks that fit in workgroup memory there, larger ones in storage memory, and one that
 * would pass even the adapter's binding limit on the CPU, so that no user is too large. Workers build and pack the next
 * batches while the GPU trains; as many batches are in flight as there are Workers, which bounds the memory.
 *
 * @param gpu An opened device; the backend owns it from now on.
 * @param options Threads.
 * @returns The backend.
 * @throws {GpuError} Where a shader does not compile.
 */
export async function gpuBackend(gpu: Gpu, options: GpuBackendOptions = {}): Promise<Backend> {
  const threads = options.threads ?? Math.min(8, Math.max(1, navigator.hardwareConcurrency));
  const small = await createPersonalAutoencoder(gpu, { lanes: options.lanes });
  const large = await createPersonalAutoencoderLarge(gpu);
  const trainNetworks: TrainNetworks = async (networks, state, step) => {
    const smallOnes: number[] = [], largeOnes: number[] = [];
    for (let network = 0; network < networks.count; network++) {
      if (networks.itemStart[network] === networks.itemStart[network + 1]) continue;
      if (small.fits(networks, network)) smallOnes.push(network);
      else if (large.fits(networks, network)) largeOnes.push(network);
      else trainPersonalNetwork(networks, state, network, step);
    }
    if (smallOnes.length > 0) await small.train(networks, smallOnes, state, step);
    if (largeOnes.length > 0) await large.train(networks, largeOnes, state, step);
  };
  return {
    kind: "gpu",
    description: `GPU (${gpu.facts.name})`,
    threads,
    sharedEngine: sharedGpuEngine(gpu),
    precision: "float32",
    batchEdges: gpu.facts.software ? 50_000 : 4_000_000,
    trainNetworks: async (networks, state, step) => await trainNetworks(networks, state, step),

    async trainUsers(task, batches, keep, signal) {
      const trainPrepared = async (batch: UserBatch, prepared: PreparedBatch) => {
        const started = performance.now();
        const { result, parts, rest } = prepared;
        const trained = parts.map(async (part) =>
          keepPart(result, part, await small.run(part.packed, part.start, task.settings, false))
        );
        if (rest.length > 0) {
          const others = await trainBatch(task, subBatch(batch, rest), "float32", trainNetworks);
          keepRows(result, rest, others);
        }
        await Promise.all(trained);
        keep({ ...result, training: performance.now() - started });
      };
      // W2 takes the plain way: it is read back and expanded where the networks are.
      if (task.keepWeights) {
        for (const batch of batches) {
          if (signal?.aborted) return;
          keep(await trainBatch(task, batch, "float32", trainNetworks));
        }
        return;
      }
      if (threads === 1) {
        for (const batch of batches) {
          if (signal?.aborted) return;
          await trainPrepared(batch, prepareBatch(task, batch, small.limits));
        }
        return;
      }
      using pool = createWorkerPool<GpuWorkerSetup, UserBatch, PreparedBatch>(
        new URL("./gpu_worker.ts", import.meta.url),
        threads,
        { task, limits: small.limits },
      );
      await pool.run(batches, (prepared, batch) => trainPrepared(batch, prepared), signal);
    },

    [Symbol.dispose]() {
      gpu[Symbol.dispose]();
    },
  };
}

/** Writes the results of some rows into the result of their batch. */
function keepRows(result: TrainedBatch, rows: readonly number[], from: TrainedBatch): void {
  rows.forEach((row, index) => {
    const [start, end] = [from.attributeStart[index], from.attributeStart[index + 1]];
    result.activations.set(from.activations.subarray(start, end), result.attributeStart[row]);
    result.loss[row] = from.loss[index];
  });
}
