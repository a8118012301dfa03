import { sharedCpuEngine } from "./shared_cpu_engine.ts";
import { createWorkerPool } from "../worker_pool.ts";
import type { Backend } from "./training_backend.ts";
import { type CpuKernel, createCpuTrainer } from "./cpu_trainer.ts";
import type { PersonalWorkerSetup } from "./personal_worker.ts";
import type { TrainedBatch, UserBatch } from "./user_batch.ts";

/** Options of the CPU backend. */
export interface CpuBackendOptions {
  /** One line on why it was chosen. */
  readonly reason?: string;
  /** Cores to use (default: all that the machine offers). */
  readonly threads?: number;
  /** The inner loop (default `wasm`). */
  readonly kernel?: CpuKernel;
}

/**
 * The backend that trains on CPU cores: Workers take batches of users from one queue and build and train their networks. One
 * thread, or a single batch, is done where it is called, without any Worker. Which thread trains a user changes no bit of
 * the result.
 *
 * @param options Threads, inner loop.
 * @returns The backend.
 */
export async function cpuBackend(options: CpuBackendOptions = {}): Promise<Backend> {
  const threads = options.threads ?? Math.max(1, navigator.hardwareConcurrency);
  const trainer = await createCpuTrainer(options.kernel ?? "wasm");
  const how = `${trainer.kernel === "wasm" ? "WebAssembly" : "TypeScript"}, ${threads} ${
    threads === 1 ? "thread" : "threads"
  }`;
  return {
    kind: "cpu",
    description: `CPU (${how}${options.reason ? `; ${options.reason}` : ""})`,
    threads,
    sharedEngine: sharedCpuEngine({ threads }),
    precision: trainer.precision,
    batchEdges: 50_000,
    trainNetworks: async (networks, state, step) => {
      await trainer.trainNetworks(networks, state, step);
    },
    async trainUsers(task, batches, keep, signal) {
      const [queue, several] = lookAhead(batches);
      if (threads === 1 || !several) {
        for (const batch of queue) {
          if (signal?.aborted) return;
          keep(await trainer.trainBatch(task, batch));
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        return;
      }
      using pool = createWorkerPool<PersonalWorkerSetup, UserBatch, TrainedBatch>(
        new URL("./personal_worker.ts", import.meta.url),
        threads,
        { task, kernel: trainer.kernel },
        ({ inputs }) =>
          [inputs.indptr.buffer, inputs.indices.buffer, inputs.values.buffer] as ArrayBuffer[],
      );
      await pool.run(queue, keep, signal);
    },
    [Symbol.dispose]() {},
  };
}

/** The same items again, and whether there is more than one. */
function lookAhead<T>(items: Iterable<T>): [items: Iterable<T>, several: boolean] {
  const iterator = items[Symbol.iterator]();
  const held: T[] = [];
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    held.push(next.value);
    if (held.length > 1) break;
  }
  const all = function* () {
    yield* held;
    for (let next = iterator.next(); !next.done; next = iterator.next()) yield next.value;
  };
  return [all(), held.length > 1];
}
