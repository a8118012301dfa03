import type { SharedMemory } from "../kernels/shared_memory_wasm.ts";
import { endSteps, runStep, type SharedStep } from "../kernels/shared_threads_wasm.ts";
import { createWorkerPool } from "../worker_pool.ts";
import type { SharedWorkerJob, SharedWorkerSetup } from "./shared_cpu_worker.ts";

/** Threads that take steps together. */
export interface SharedCrew extends Disposable {
  /**
   * Takes a step with all threads.
   *
   * @throws {Error} Where a thread fails; no weight is changed.
   */
  run(step: SharedStep): Promise<void>;
}

/** The event loop gets its turn about this often where the work is done on the caller's thread, in milliseconds. */
const TURN = 50;

/**
 * Starts the threads of a memory: Workers, or for one thread none, the work being done where it is called.
 *
 * @param memory What they compute in.
 * @returns The threads; dispose of them.
 */
export function createSharedCrew(memory: SharedMemory): SharedCrew {
  return memory.plan.threads === 1 ? ownThread(memory) : workers(memory);
}

function ownThread(memory: SharedMemory): SharedCrew {
  let turn = performance.now();
  return {
    async run(step) {
      try {
        runStep(memory, step, 0);
      } catch (cause) {
        throw failure(cause);
      }
      if (performance.now() - turn < TURN) return;
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now();
    },
    [Symbol.dispose]() {},
  };
}

function workers(memory: SharedMemory): SharedCrew {
  const { plan, kernels } = memory;
  const pool = createWorkerPool<SharedWorkerSetup, SharedWorkerJob, null>(
    new URL("./shared_cpu_worker.ts", import.meta.url),
    plan.threads,
    { plan, memory: kernels.memory.memory },
  );
  return {
    async run(step) {
      // As many jobs as Workers: each gets one, at once, as it must, because they wait for each other.
      const jobs = Array.from({ length: plan.threads }, (_, thread) => ({ ...step, thread }));
      try {
        await pool.run(jobs, () => {});
      } catch (cause) {
        throw failure(cause);
      }
    },
    [Symbol.dispose]() {
      endSteps(memory);
      pool[Symbol.dispose]();
    },
  };
}

function failure(cause: unknown): Error {
  return new Error(`Cannot take a step: ${(cause as Error).message}`, { cause });
}
