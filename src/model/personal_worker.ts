/**
 * A Worker that trains batches of users on one core.
 *
 * @module
 */
import { serveJobs } from "../worker_pool.ts";
import { type CpuKernel, createCpuTrainer } from "./cpu_trainer.ts";
import {
  buffersOfTrained,
  type TrainedBatch,
  type TrainingTask,
  type UserBatch,
} from "./user_batch.ts";

/** What the Worker is set up with. */
export interface PersonalWorkerSetup {
  /** What all batches share. */
  readonly task: TrainingTask;
  /** Which inner loop to use. */
  readonly kernel: CpuKernel;
}

serveJobs<PersonalWorkerSetup, UserBatch, TrainedBatch>(async ({ task, kernel }) => {
  const trainer = await createCpuTrainer(kernel);
  return (batch) => trainer.trainBatch(task, batch);
}, buffersOfTrained);
