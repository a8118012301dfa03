import type { SharedMemory } from "./shared_memory_wasm.ts";
import { computePart, countParts, type PlacedBatch } from "./shared_panels_wasm.ts";
import { type SharedUpdate, updateShared } from "./shared_update_wasm.ts";

/** One step, for a thread. */
export interface SharedStep {
  /** The batch. */
  readonly batch: PlacedBatch;
  /** What the optimiser does with its gradient. */
  readonly update: Omit<SharedUpdate, "parts">;
}

/** Words of the memory's `control`: the next part, the threads that have no part left, and whether one has failed. */
const NEXT = 0, ARRIVED = 1, FAILED = 2;

/**
 * Readies the memory for a step; no thread may be at work.
 *
 * @param memory The memory.
 */
export function beginStep({ control }: SharedMemory): void {
  control.fill(0);
}

/**
 * What a thread does in a step: parts of the batch as long as there are any, and when all threads have none left, its share of the
 * optimiser's step. Where a thread fails, no weight is changed by any.
 *
 * @param memory The memory that the threads share.
 * @param step The step.
 * @param thread Which thread, from 0.
 */
export function runStep(memory: SharedMemory, { batch, update }: SharedStep, thread: number): void {
  const { control, plan: { threads } } = memory;
  const parts = countParts(batch.users);
  try {
    // The memory may have grown for the batch; growing it by nothing is how this thread comes to know.
    memory.kernels.memory.memory.grow(0);
    for (let part; (part = Atomics.add(control, NEXT, 1)) < parts;) {
      computePart(memory, batch, part, thread);
    }
  } catch (cause) {
    Atomics.store(control, FAILED, 1);
    throw cause;
  } finally {
    Atomics.add(control, ARRIVED, 1);
    Atomics.notify(control, ARRIVED);
  }
  for (let arrived; (arrived = Atomics.load(control, ARRIVED)) < threads;) {
    Atomics.wait(control, ARRIVED, arrived);
  }
  if (Atomics.load(control, FAILED) === 0) updateShared(memory, { ...update, parts }, thread);
}
