import type { Gpu } from "../gpu/device.ts";
import { createDeepAutoencoder } from "../kernels/deep_autoencoder.ts";
import { trainDeepNetwork } from "../kernels/deep_autoencoder_cpu.ts";
import { createPersonalAutoencoder } from "../kernels/personal_autoencoder.ts";
import { trainPersonalNetwork } from "../kernels/personal_autoencoder_cpu.ts";
import { createPersonalAutoencoderLarge } from "../kernels/personal_autoencoder_large.ts";
import { sharedGpuEngine } from "./shared_gpu_engine.ts";
import { createWorkerPool } from "../worker_pool.ts";
import { createGpuGroups } from "./gpu_groups.ts";
import type { Backend } from "./training_backend.ts";
import { trainDeepBatch, type TrainDeepNetworks } from "./deep_batch.ts";
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
  /** Workers that build networks while the GPU trains (default: three for four cores, at most 12). */
  readonly threads?: number;
  /** Invocations per workgroup, of all tiers or of each, for benches (default: by adapter). */
  readonly lanes?: number | readonly number[];
}

/**
 * The backend that trains on a GPU: networks that fit in workgroup memory there, larger ones in storage memory, and one that
 * would pass even the adapter's binding limit on the CPU, so that no user is too large. Workers build and pack the next
 * batches while the GPU trains, which takes together whatever is ready; a few batches for each Worker are in flight, which bounds
 * the memory.
 *
 * @param gpu An opened device; the backend owns it from now on.
 * @param options Threads.
 * @returns The backend.
 * @throws {GpuError} Where a shader does not compile.
 */
export async function gpuBackend(gpu: Gpu, options: GpuBackendOptions = {}): Promise<Backend> {
  const threads = options.threads ?? defaultThreads();
  const small = await createPersonalAutoencoder(gpu, { lanes: options.lanes });
  const large = await createPersonalAutoencoderLarge(gpu);
  // Compiled when it is first needed: most trainings have one layer.
  let deep: ReturnType<typeof createDeepAutoencoder> | undefined;
  const trainDeepNetworks: TrainDeepNetworks = async (networks, state, step) => {
    // Lanes by tier are those of one layer.
    const lanes = typeof options.lanes === "number" ? options.lanes : undefined;
    const { fits, train } = await (deep ??= createDeepAutoencoder(gpu, { lanes }));
    const chosen: number[] = [];
    for (let network = 0; network < networks.count; network++) {
      if (networks.itemStart[network] === networks.itemStart[network + 1]) continue;
      if (fits(networks, network)) chosen.push(network);
      else trainDeepNetwork(networks, state, network, step);
    }
    if (chosen.length > 0) await train(networks, chosen, state, step);
  };
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
    batchEdges: gpu.facts.software ? 50_000 : 1_000_000,
    trainNetworks: async (networks, state, step) => await trainNetworks(networks, state, step),

    async trainUsers(task, batches, keep, signal) {
      if (task.broader) {
        for (const batch of batches) {
          if (signal?.aborted) return;
          keep(await trainDeepBatch(task, batch, "float32", trainDeepNetworks));
        }
        return;
      }
      // W2 takes the plain way: it is read back and expanded where the networks are.
      if (task.keepWeights) {
        for (const batch of batches) {
          if (signal?.aborted) return;
          keep(await trainBatch(task, batch, "float32", trainNetworks));
        }
        return;
      }
      let preparing = 0, failed = false;
      const groups = createGpuGroups(small, task.settings, () => preparing > 0 && !failed);
      const trainPrepared = async (batch: UserBatch, prepared: PreparedBatch) => {
        const started = performance.now();
        const { result, parts, rest } = prepared;
        // Awaited together: of two that fail, as on a device that is lost, none may fail unheard.
        const [trained, others] = await Promise.all([
          groups.train(parts),
          rest.length > 0
            ? trainBatch(task, subBatch(batch, rest), "float32", trainNetworks)
            : undefined,
        ]);
        trained.forEach((learned, k) => keepPart(result, parts[k], learned));
        if (others) keepRows(result, rest, others);
        keep({ ...result, training: performance.now() - started });
      };
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
      const flight = createFlight(BATCHES_AHEAD * threads);
      const halt = new AbortController();
      try {
        await pool.run(
          counted(batches, () => preparing++),
          async (prepared, batch) => {
            preparing--;
            await flight.begin(trainPrepared(batch, prepared));
          },
          AbortSignal.any([halt.signal, ...(signal ? [signal] : [])]),
        );
      } catch (cause) {
        // What a failed Worker was at never comes; what is prepared or on the GPU already is not lost for it.
        failed = true;
        halt.abort();
        groups.hurry();
        await flight.settle();
        throw cause;
      }
      await flight.land();
    },

    [Symbol.dispose]() {
      gpu[Symbol.dispose]();
    },
  };
}

/** Each Worker compiles the same code anew, and the main thread sends and receives: more of them were slower (16 cores, H200). */
function defaultThreads(): number {
  return Math.min(12, Math.max(1, Math.ceil(0.75 * navigator.hardwareConcurrency)));
}

/** Prepared batches that may be in flight for each Worker, the one it waits with included: they bound the memory. */
const BATCHES_AHEAD = 4;

/** Promises of which so many may be pending. */
function createFlight(most: number) {
  const pending = new Set<Promise<void>>();
  let failed: { cause: unknown } | undefined;
  return {
    /** Takes one more, and waits while there are too many. */
    async begin(promise: Promise<void>): Promise<void> {
      const settled = promise.catch((cause) => {
        failed ??= { cause };
      }).finally(() => pending.delete(settled));
      pending.add(settled);
      while (pending.size >= most) await Promise.race(pending);
      if (failed) throw failed.cause;
    },
    settle,
    /** Waits for all, and throws what the first to fail threw. */
    async land(): Promise<void> {
      await settle();
      if (failed) throw failed.cause;
    },
  };

  /** Waits until none is pending, however it ended. */
  async function settle(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending);
  }
}

function* counted<T>(values: Iterable<T>, count: () => void): Generator<T, void> {
  for (const value of values) {
    count();
    yield value;
  }
}

/** Writes the results of some rows into the result of their batch. */
function keepRows(result: TrainedBatch, rows: readonly number[], from: TrainedBatch): void {
  rows.forEach((row, index) => {
    const [start, end] = [from.attributeStart[index], from.attributeStart[index + 1]];
    result.activations.set(from.activations.subarray(start, end), result.attributeStart[row]);
    result.loss[row] = from.loss[index];
  });
}
