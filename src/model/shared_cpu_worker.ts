/**
 * A Worker that takes part in the steps of one network's training.
 *
 * @module
 */
import { layOutSharedMemory, type SharedStepPlan } from "../kernels/shared_memory_wasm.ts";
import { runStep, type SharedStep } from "../kernels/shared_threads_wasm.ts";
import { serveJobs } from "../worker_pool.ts";

/** What the Worker is set up with. */
export interface SharedWorkerSetup {
  /** What the memory was laid out for. */
  readonly plan: SharedStepPlan;
  /** The memory. */
  readonly memory: WebAssembly.Memory;
}

/** One Worker's part in a step. */
export interface SharedWorkerJob extends SharedStep {
  /** Which thread it is, from 0. */
  readonly thread: number;
}

serveJobs<SharedWorkerSetup, SharedWorkerJob, null>(({ plan, memory }) => {
  const shared = layOutSharedMemory(plan, memory);
  return Promise.resolve((step) => {
    runStep(shared, step, step.thread);
    return null;
  });
});
