/**
 * A Worker that searches neighbours on one core.
 *
 * @module
 */
import { serveJobs } from "../worker_pool.ts";
import { type NeighbourJob, neighbourSearch } from "./neighbour_search.ts";
import type { NeighbourTask } from "./neighbour_task.ts";

serveJobs<NeighbourTask, NeighbourJob, null>((task) => {
  const search = neighbourSearch(task);
  return Promise.resolve((job) => {
    search(job);
    return null;
  });
});
