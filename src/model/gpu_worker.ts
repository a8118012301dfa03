/**
 * A Worker that builds and packs batches of users on one core while the GPU trains others.
 *
 * @module
 */
import type { TierLimits } from "../kernels/personal_tiers.ts";
import { serveJobs } from "../worker_pool.ts";
import { buffersOfPrepared, prepareBatch, type PreparedBatch } from "./gpu_batch.ts";
import type { TrainingTask, UserBatch } from "./user_batch.ts";

/** What the Worker is set up with. */
export interface GpuWorkerSetup {
  /** What all batches share. */
  readonly task: TrainingTask;
  /** What packing must keep to. */
  readonly limits: TierLimits;
}

serveJobs<GpuWorkerSetup, UserBatch, PreparedBatch>(
  ({ task, limits }) => Promise.resolve((batch) => prepareBatch(task, batch, limits)),
  buffersOfPrepared,
);
