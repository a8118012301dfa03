import { UsageError } from "../../errors.ts";
import type { RunOptions } from "../../events.ts";
import { createWorkerPool } from "../../worker_pool.ts";
import { type SolverMemory, solverMemory } from "./solver_memory.ts";
import { performStage, type SolverStage } from "./solver_stage.ts";
// The type keeps the Worker's module in the module graph, where bundlers and checks find it.
import type {} from "./solver_worker.ts";

/** A part of a stage: rows, items, attributes or users `first` to `last` - 1. */
export interface SolverJob {
  /** The first one. */
  readonly first: number;
  /** The one after the last. */
  readonly last: number;
  /** Nanoseconds that it should take on one core; only ratios matter. */
  readonly cost: number;
}

/** Takes the foreseen nanoseconds of what was just done, and those of the whole part. */
export type Report = (cost: number, total: number) => void;

/** Threads on which the stages of a solution run, one after another. */
export interface SolverThreads {
  /** How many at most. */
  readonly count: number;
  /** Memory that they share. */
  readonly memory: SolverMemory;
  /**
   * Does all jobs of a stage.
   *
   * @param stage What the jobs share; arrays that are written to must be of `memory`.
   * @param jobs The jobs.
   * @param report Called after each job.
   * @throws The signal's reason, where it aborts.
   */
  run(stage: SolverStage, jobs: readonly SolverJob[], report: Report): Promise<void>;
  /**
   * Progress over stages of about equal weight.
   *
   * @param stage Name of the event's stage.
   * @param unit What is counted.
   * @param total How many there are.
   * @param parts How many parts there will be.
   * @returns What makes the report of the next part.
   */
  progress(
    stage: string,
    unit: string,
    total: number,
    parts: number,
  ): { part(): Report };
}

/** A thread must have this much to do to be worth its start, in nanoseconds. */
const WORTH_A_THREAD = 100e6;

/** The event loop gets its turn about this often where the work is done on the caller's thread, in milliseconds. */
const TURN = 50;

/** Jobs for each thread of a stage: enough that all end at about the same time. */
const JOBS_PER_THREAD = 24;

/**
 * Threads for a solution: Workers for each stage that is worth them, otherwise the caller's own thread.
 *
 * @param options How many threads (default: all cores where that pays), progress and abort signal.
 * @returns The threads; none runs between stages.
 * @throws {UsageError} Where `threads` is not a whole number from 1.
 * @throws The signal's reason, where the signal has aborted already.
 */
export function solverThreads(
  options: RunOptions & { readonly threads?: number },
): SolverThreads {
  const { threads, signal, onProgress } = options;
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1)) {
    throw new UsageError(
      `Cannot solve: the number of threads is ${threads}, expected a whole number from 1`,
    );
  }
  signal?.throwIfAborted();
  const count = typeof SharedArrayBuffer === "undefined"
    ? 1
    : threads ?? Math.max(1, navigator.hardwareConcurrency);
  return {
    count,
    memory: solverMemory(count > 1),
    async run(stage, jobs, report) {
      const total = jobs.reduce((sum, { cost }) => sum + cost, 0);
      const used = threads === undefined
        ? Math.max(1, Math.min(count, Math.ceil(total / WORTH_A_THREAD)))
        : count;
      if (used === 1) {
        await runHere(stage, jobs, (cost) => report(cost, total), signal);
        return;
      }
      using pool = createWorkerPool<SolverStage, SolverJob, null>(
        new URL("./solver_worker.ts", import.meta.url),
        Math.min(used, Math.max(1, jobs.length)),
        stage,
      );
      await pool.run(jobs, (_, { cost }) => report(cost, total), signal);
      signal?.throwIfAborted();
    },
    progress(stage, unit, total, parts) {
      let finished = 0, told = -1;
      return {
        part() {
          const before = finished++ / parts;
          let done = 0;
          return (cost, all) => {
            done += cost;
            const share = Math.min(1, before + (all > 0 ? done / all : 1) / parts);
            const units = Math.floor(total * share + 1e-6);
            if (units === told) return;
            told = units;
            onProgress?.({ stage, done: units, total, unit, share });
          };
        },
      };
    },
  };
}

async function runHere(
  stage: SolverStage,
  jobs: readonly SolverJob[],
  report: (cost: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const perform = performStage(stage);
  let turn = performance.now();
  for (const { first, last, cost } of jobs) {
    perform(first, last);
    report(cost);
    if (performance.now() - turn < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
    turn = performance.now();
  }
  signal?.throwIfAborted();
}

/**
 * Cuts a range into jobs of about equal cost.
 *
 * @param count Size of the range.
 * @param cost Nanoseconds for each member.
 * @param threads Threads that will do the jobs.
 * @returns The jobs, in ascending order, none of them empty.
 */
export function cutByCost(
  count: number,
  cost: (member: number) => number,
  threads: number,
): SolverJob[] {
  let total = 0;
  for (let k = 0; k < count; k++) total += cost(k);
  const most = total / (JOBS_PER_THREAD * threads);
  const jobs: SolverJob[] = [];
  let first = 0, sum = 0;
  for (let k = 0; k < count; k++) {
    sum += cost(k);
    if (sum < most && k + 1 < count) continue;
    jobs.push({ first, last: k + 1, cost: sum });
    first = k + 1;
    sum = 0;
  }
  return jobs;
}
