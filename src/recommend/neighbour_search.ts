import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { ComparableProfiles } from "../kernels/comparable_profiles.ts";
import { createSimilarityKernel, PANEL_USERS } from "../kernels/profile_similarity_cpu.ts";
import { type CandidateLists, takeCandidate } from "./candidate_lists.ts";
import { exactSearch, nearestUsers } from "./nearest_users.ts";
import { neighbourChoice } from "./neighbour_choice.ts";
import type { NeighbourTask } from "./neighbour_task.ts";

/** A piece of work that leaves its result in the task's arrays. */
export type NeighbourJob =
  /** Offers all pairs of a panel's user with a later one among the rows to both users' candidates. */
  | {
    readonly kind: "tile";
    readonly panel: readonly [first: number, last: number];
    readonly rows: readonly [first: number, last: number];
  }
  /** Chooses the neighbours of users `first` .. `last` - 1 from their candidates. */
  | { readonly kind: "choose"; readonly first: number; readonly last: number }
  /** Finds the neighbours of some users by the definition. */
  | { readonly kind: "search"; readonly users: Uint32Array; readonly byAttribute: SparseMatrix };

/**
 * Makes what one thread needs to do jobs.
 *
 * @param task What the threads share.
 * @returns Does one job.
 */
export function neighbourSearch(task: NeighbourTask): (job: NeighbourJob) => void {
  const { comparable, neighbours } = task;
  let tile: ReturnType<typeof tileSearch> | undefined;
  let choose: ReturnType<typeof neighbourChoice> | undefined;
  let search: ReturnType<typeof exactSearch> | undefined;
  const nearest = nearestUsers(neighbours.k);
  return (job) => {
    if (job.kind === "tile") {
      tile ??= tileSearch(comparable, task.candidates[Atomics.add(task.nextPlace, 0, 1)]);
      tile(job.panel, job.rows);
    } else if (job.kind === "choose") {
      choose ??= neighbourChoice(task);
      choose(job.first, job.last);
    } else {
      search ??= exactSearch(comparable.profiles, job.byAttribute, comparable.norms);
      for (const u of job.users) {
        search(u, nearest);
        neighbours.users.set(nearest.users.subarray(0, nearest.count()), u * neighbours.k);
        neighbours.similarities.set(
          nearest.similarities.subarray(0, nearest.count()),
          u * neighbours.k,
        );
        neighbours.counts[u] = nearest.count();
      }
    }
  };
}

/** Every pair is computed once and offered to both of its users. */
function tileSearch(comparable: ComparableProfiles, lists: CandidateLists) {
  const kernel = createSimilarityKernel(comparable);
  const { thresholds } = lists;
  const panelThresholds = new Float32Array(PANEL_USERS);
  return (panel: readonly [number, number], rows: readonly [number, number]) => {
    kernel.loadRows(rows[0], rows[1]);
    for (let first = panel[0]; first < panel[1]; first += PANEL_USERS) {
      const users = Math.min(PANEL_USERS, panel[1] - first);
      const row = Math.max(rows[0], first + 1);
      if (row >= rows[1]) return;
      const similarities = kernel.similarities(row, first, users);
      panelThresholds.set(thresholds.subarray(first, first + users));
      for (let v = row, at = 0; v < rows[1]; v++, at += PANEL_USERS) {
        // Among the panel's own users each pair is met twice; the later of the two rows takes it.
        const lanes = Math.min(users, v - first);
        for (let lane = 0; lane < lanes; lane++) {
          const similarity = similarities[at + lane];
          if (similarity > panelThresholds[lane]) {
            takeCandidate(lists, first + lane, v, similarity);
            panelThresholds[lane] = thresholds[first + lane];
          }
          if (similarity > thresholds[v]) {
            takeCandidate(lists, v, first + lane, similarity);
            if (v < first + users) panelThresholds[v - first] = thresholds[v];
          }
        }
      }
    }
  };
}
