import { type SparseMatrix, transpose } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { comparableProfiles, ROUNDOFF } from "../kernels/comparable_profiles.ts";
import { createProfileSimilarity, type SimilarUsers } from "../kernels/profile_similarity.ts";
import { type CandidateLists, candidateLists } from "./candidate_lists.ts";
import { checkProfiles } from "./checks.ts";
import { type NeighbourPlan, neighbourPlan, sharedMemory } from "./neighbour_plan.ts";
import type { NeighbourArrays, NeighbourMethod, NeighbourTask } from "./neighbour_task.ts";
import { neighbourThreads } from "./neighbour_threads.ts";
import type { Preparation, PreparationOptions } from "./recommender.ts";

/** How {@linkcode allNeighbours} computes. A GPU compares profiles; the cosines of those that come close are summed on the CPU. */
export interface NeighbourOptions extends PreparationOptions {
  /** Most neighbours per user, at least 1 (default 40). */
  readonly k?: number;
}

/** How neighbours were found. */
export interface NeighbourFacts extends Preparation {
  /** Panels of users side by side on either device or, for very sparse profiles on the CPU, lists by attribute. */
  readonly method: NeighbourMethod;
  /** Users whose float32 candidates left a doubt, so that all their cosines were computed in float64. */
  readonly searched: number;
}

/** The nearest neighbours of all users. */
export interface NeighbourLists extends NeighbourArrays {
  /** How they were found. */
  readonly facts: NeighbourFacts;
}

/**
 * The k most similar other users of every user by the cosine of their profiles, sim(u, v) = p_u . p_v / (|p_u| |p_v|) > 0, ties
 * by ascending user: what `profileKnn` finds user by user, to the bit, whatever the threads or the device.
 *
 * Similarities of all pairs are computed once in float32, block by block, and leave candidates for each user; the
 * candidates' cosines are computed again in float64, and only where a bound of float32's rounding error shows that
 * nothing else can belong in the list is it taken; the few users left are searched in float64. No users x users or
 * users x attributes matrix ever exists.
 *
 * @param profiles User profiles p, (users, attributes), finite, of any sign.
 * @param options Size of the lists, and where to compute.
 * @param run Progress (stage `neighbours`, unit `users`) and abort signal.
 * @returns The lists in flat arrays, and facts on how they were found.
 * @throws {UsageError} Where `k` or `threads` is not an integer from 1.
 * @throws {RangeError} Where a weight is not finite.
 * @throws {GpuError} Where the GPU fails.
 * @throws The signal's reason, where the signal aborts; nothing is returned then.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // Users 0 and 1 share attribute 0; user 2 has attribute 1 to himself.
 * const profiles = sparseMatrix(3, 2, { row: [0, 1, 2], column: [0, 0, 1], value: [1, 2, 1] }).matrix;
 * const { users, similarities, counts } = await allNeighbours(profiles, { k: 1 });
 * deepStrictEqual([...counts], [1, 1, 0]);
 * deepStrictEqual([users[0], users[1]], [1, 0]);
 * deepStrictEqual(similarities[0], 1);
 * ```
 */
export async function allNeighbours(
  profiles: SparseMatrix,
  options: NeighbourOptions = {},
  run: RunOptions = {},
): Promise<NeighbourLists> {
  const action = "find neighbours";
  const { k = 40, threads, gpu } = options;
  for (const [name, value] of Object.entries({ k, threads: threads ?? 1 })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new UsageError(`Cannot ${action}: ${name} is ${value}, expected an integer from 1`);
  }
  run.signal?.throwIfAborted();
  checkProfiles(action, profiles);
  const comparable = comparableProfiles(profiles);
  const plan = neighbourPlan(comparable, { k, threads, onGpu: gpu !== undefined });
  const memory = sharedMemory(plan.threads > 1);
  const { rows } = profiles;
  const neighbours: NeighbourArrays = {
    k: plan.k,
    users: new Uint32Array(memory.buffer(4 * rows * plan.k)),
    similarities: new Float64Array(memory.buffer(8 * rows * plan.k)),
    counts: new Uint32Array(memory.buffer(4 * rows)),
  };
  const task: NeighbourTask = {
    comparable: memory.shareProfiles(comparable),
    candidates: Array.from(
      { length: plan.lists },
      () => candidateLists(rows, plan.capacity, memory.buffer),
    ),
    roundoff: gpu ? ROUNDOFF.gpu : ROUNDOFF.cpu,
    neighbours,
    unproven: new Uint8Array(memory.buffer(rows)).fill(plan.method === "attribute lists" ? 1 : 0),
    nextPlace: new Int32Array(memory.buffer(4)),
  };
  using pool = neighbourThreads(task, plan.threads);
  const report = progress(plan, rows, run);
  let bytes = plan.bytes;
  if (plan.method === "gpu panels") {
    using similarity = await createProfileSimilarity(gpu!, comparable, plan.capacity);
    bytes += similarity.bytes;
    for await (const similar of similarity.similarUsers()) {
      run.signal?.throwIfAborted();
      takeSimilar(similar, task.candidates[0]);
      report(plan.cost * similar.count / rows / 2);
    }
  } else if (plan.method === "cpu panels") {
    await pool.run(plan.tiles(), report, run.signal);
  }
  if (plan.method !== "attribute lists") await pool.run(plan.choices(), report, run.signal);
  const open = Uint32Array.from(task.unproven.keys()).filter((u) => task.unproven[u] === 1);
  if (open.length > 0) {
    const byAttribute = memory.share(transpose(profiles));
    bytes += 8 * profiles.values.length + 4 * profiles.columns;
    await pool.run(plan.searches(open, byAttribute), report, run.signal);
  }
  run.signal?.throwIfAborted();
  report(Infinity);
  return {
    ...neighbours,
    facts: {
      method: plan.method,
      threads: plan.threads,
      searched: open.length,
      bytes: bytes + memory.bytes(),
    },
  };
}

/** Makes what the GPU kept the candidates of its users. */
function takeSimilar(similar: SimilarUsers, lists: CandidateLists): void {
  const { first, count, others, similarities, kept } = similar;
  const { capacity, thresholds } = lists;
  lists.users.set(others.subarray(0, count * capacity), first * capacity);
  lists.similarities.set(similarities.subarray(0, count * capacity), first * capacity);
  lists.counts.set(kept.subarray(0, count), first);
  for (let row = 0; row < count; row++) {
    if (kept[row] < capacity) continue;
    let least = Infinity;
    for (let c = row * capacity; c < (row + 1) * capacity; c++) {
      least = Math.min(least, similarities[c]);
    }
    thresholds[first + row] = least;
  }
}

/** Turns shares of the planned cost into events. */
function progress(plan: NeighbourPlan, users: number, { onProgress }: RunOptions) {
  let done = 0;
  return (cost: number) => {
    if (users === 0) return;
    done += cost;
    // Users who have to be searched in the end come on top of the plan.
    const share = cost === Infinity ? 1 : Math.min(0.99, done / plan.cost);
    onProgress?.({
      stage: "neighbours",
      done: Math.floor(users * share),
      total: users,
      unit: "users",
      share,
    });
  };
}
