import { countParts, type SharedMemory } from "./shared_memory_wasm.ts";
import { computePart, type PlacedBatch } from "./shared_panels_wasm.ts";
import { type SharedUpdate, updateShared } from "./shared_update_wasm.ts";

/** One step, for a thread. */
export interface SharedStep {
  /** The batch. */
  readonly batch: PlacedBatch;
  /** What the optimiser does with its gradient. */
  readonly update: Omit<SharedUpdate, "parts">;
}

/** Words of the memory's `control`: the next part, the threads that have no part left, whether one has failed, and whether all is over. */
const NEXT = 0, ARRIVED = 1, FAILED = 2, ENDED = 3;

/**
 * Readies the memory for a step; no thread may be at work.
 *
 * @param memory The memory.
 */
export function beginStep({ control }: SharedMemory): void {
  for (const word of [NEXT, ARRIVED, FAILED]) Atomics.store(control, word, 0);
}

/**
 * Lets threads go that wait for another one: ended while it waits, a Worker would keep the program from ending.
 *
 * @param memory The memory.
 */
export function endSteps({ control }: SharedMemory): void {
  Atomics.store(control, ENDED, 1);
  // They wait for a change of ARRIVED.
  Atomics.add(control, ARRIVED, 1);
  Atomics.notify(control, ARRIVED);
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
    if (Atomics.load(control, ENDED) === 1) return;
    Atomics.wait(control, ARRIVED, arrived);
  }
  if (Atomics.load(control, FAILED) + Atomics.load(control, ENDED) === 0) {
    updateShared(memory, { ...update, parts }, thread);
  }
}
