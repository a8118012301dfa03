/**
 * A Worker that does jobs of one stage of the closed form on one core.
 *
 * @module
 */
import { serveJobs } from "../../worker_pool.ts";
import { performStage, type SolverStage } from "./solver_stage.ts";
import type { SolverJob } from "./solver_threads.ts";

serveJobs<SolverStage, SolverJob, null>((stage) => {
  const perform = performStage(stage);
  return Promise.resolve(({ first, last }) => {
    perform(first, last);
    return null;
  });
});
