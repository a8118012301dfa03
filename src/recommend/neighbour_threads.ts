import { createWorkerPool } from "../worker_pool.ts";
import { type NeighbourJob, neighbourSearch } from "./neighbour_search.ts";
import type { NeighbourTask } from "./neighbour_task.ts";
// The type keeps the Worker's module in the module graph, where bundlers and checks find it.
import type {} from "./neighbour_worker.ts";

/** A job and its cost, in any unit. */
export interface CostedJob {
  /** The job. */
  readonly job: NeighbourJob;
  /** Its cost. */
  readonly cost: number;
}

/** Threads that do the jobs of one search. */
export interface NeighbourThreads extends Disposable {
  /**
   * Does all jobs, each on the next free thread.
   *
   * @param jobs The jobs.
   * @param report Called with the cost of each job done.
   * @param signal Begins no further job.
   * @throws The signal's reason, where it aborts.
   */
  run(
    jobs: Iterable<CostedJob>,
    report: (cost: number) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}

/** The event loop gets its turn about this often where the work is done on the caller's thread, in milliseconds. */
const TURN = 50;

/**
 * Starts threads for a search: Workers, or for one thread none, the work being done where it is called.
 *
 * @param task What they share.
 * @param threads How many.
 * @returns The threads; dispose of them.
 */
export function neighbourThreads(task: NeighbourTask, threads: number): NeighbourThreads {
  if (threads === 1) return ownThread(task);
  const pool = createWorkerPool<NeighbourTask, NeighbourJob, null>(
    new URL("./neighbour_worker.ts", import.meta.url),
    threads,
    task,
  );
  return {
    async run(jobs, report, signal) {
      // Results carry no name; those of one size arrive about in order, so costs are told in the order of the jobs.
      const costs: number[] = [];
      await pool.run(started(jobs, costs), () => report(costs.shift()!), signal);
      signal?.throwIfAborted();
    },
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}

function* started(jobs: Iterable<CostedJob>, costs: number[]): Generator<NeighbourJob, void> {
  for (const { job, cost } of jobs) {
    costs.push(cost);
    yield job;
  }
}

function ownThread(task: NeighbourTask): NeighbourThreads {
  const search = neighbourSearch(task);
  return {
    async run(jobs, report, signal) {
      let turn = performance.now();
      for (const { job, cost } of jobs) {
        search(job);
        if (performance.now() - turn >= TURN) {
          await new Promise((resolve) => setTimeout(resolve, 0));
          turn = performance.now();
        }
        signal?.throwIfAborted();
        report(cost);
      }
    },
    [Symbol.dispose]() {},
  };
}
