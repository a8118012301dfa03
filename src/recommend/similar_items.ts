import { type SparseMatrix, transpose } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { rowNorms } from "../kernels/comparable_profiles.ts";
import { checkIndex, checkProfiles, checkSize } from "./checks.ts";
import { exactSearch, nearestUsers } from "./nearest_users.ts";
import { allNeighbours } from "./neighbour_lists.ts";
import type { NeighbourArrays } from "./neighbour_task.ts";
import type { Preparation, PreparationOptions, Recommender } from "./recommender.ts";

/** How items are compared. */
export interface SimilarItemsOptions extends PreparationOptions {
  /** Most similar items that are kept of each item, at least 1 (default 100). */
  readonly k?: number;
  /** s in a_i . a_j / (|a_i| |a_j| + s), from 0 (default 0, the cosine): what counts little evidence less. */
  readonly shrinkage?: number;
  /** x of the users who are recommended to, where they are others than those learned from, (users, items). */
  readonly asked?: SparseMatrix;
}

/** Scores an item by the user's ratings of the items most similar to it. */
export interface ItemNeighbours extends Recommender {
  /** The most similar items of each item, best first. */
  readonly similar: NeighbourArrays;
  /** How they were found. */
  readonly facts: Preparation;
}

/** The event loop gets its turn about this often, in milliseconds. */
const TURN = 50;

/**
 * A recommender by similar items: V(i) are the k items j with the largest sim(i, j) > 0, and score(u, i) = sum over j in V(i) of sim(i, j) x_uj.
 *
 * @param name Its name.
 * @param features What items are compared by, (items, features).
 * @param inputs x, (users, items), of users learned from; `options.asked` may name others to score for.
 * @param options k, shrinkage, users asked about, and where to compute.
 * @param run Progress (stage `neighbours`, unit `users`, which are items here) and abort signal.
 * @returns The recommender; `score` answers false where no item of the user is similar to any.
 * @throws {UsageError} Where `k` is not an integer from 1 or the shrinkage not a number from 0.
 * @throws {RangeError} Where numbers of items differ or a value is not finite.
 */
export async function itemNeighbours<Name extends string>(
  name: Name,
  features: SparseMatrix,
  inputs: SparseMatrix,
  options: SimilarItemsOptions = {},
  run: RunOptions = {},
): Promise<ItemNeighbours & { readonly name: Name }> {
  const action = "compare items";
  const { k = 100, shrinkage = 0, asked = inputs } = options;
  for (const [what, value, least] of [["k", k, 1], ["the shrinkage", shrinkage, 0]] as const) {
    if (value >= least && value < Infinity && (what !== "k" || Number.isInteger(value))) continue;
    throw new UsageError(
      `Cannot ${action}: ${what} is ${value}, expected ${
        what === "k" ? "an integer" : "a number"
      } from ${least}`,
    );
  }
  checkSize(action, "the number of items with features", features.rows, asked.columns);
  checkProfiles(action, asked);
  const onItems: RunOptions = {
    ...run,
    onProgress: run.onProgress && ((event) => run.onProgress!({ ...event, unit: "items" })),
  };
  const { facts, ...similar } = shrinkage === 0
    ? await allNeighbours(features, { ...options, k }, onItems)
    : await shrunkNeighbours(features, k, shrinkage, onItems);
  const links = listeners(similar, asked.columns);
  return {
    name,
    similar,
    facts,
    score(user, scores) {
      checkIndex(action, "user", user, asked.rows);
      checkSize(action, "the length of the scores", scores.length, asked.columns);
      scores.fill(0);
      let reached = false;
      for (let e = asked.indptr[user]; e < asked.indptr[user + 1]; e++) {
        const j = asked.indices[e], x = asked.values[e];
        for (let n = links.start[j]; n < links.start[j + 1]; n++) {
          scores[links.items[n]] += links.similarities[n] * x;
          reached = true;
        }
      }
      return reached;
    },
  };
}

/** Neighbours by the shrunk cosine, item by item in float64: shrinkage changes the order, which bounds on cosines say nothing of. */
async function shrunkNeighbours(
  features: SparseMatrix,
  k: number,
  shrinkage: number,
  { onProgress, signal }: RunOptions,
) {
  checkProfiles("compare items", features);
  const { rows } = features;
  const capacity = Math.min(k, Math.max(0, rows - 1));
  const similar = {
    k: capacity,
    users: new Uint32Array(rows * capacity),
    similarities: new Float64Array(rows * capacity),
    counts: new Uint32Array(rows),
  };
  const search = exactSearch(features, transpose(features), rowNorms(features), shrinkage);
  const nearest = nearestUsers(capacity);
  let turn = performance.now();
  for (let item = 0; item < rows; item++) {
    search(item, nearest);
    const count = similar.counts[item] = nearest.count();
    similar.users.set(nearest.users.subarray(0, count), item * capacity);
    similar.similarities.set(nearest.similarities.subarray(0, count), item * capacity);
    if (performance.now() - turn < TURN && item + 1 < rows) continue;
    onProgress?.({ stage: "neighbours", done: item + 1, total: rows, unit: "items" });
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
    turn = performance.now();
  }
  const bytes = rows * (12 * capacity + 4) + 8 * features.indices.length;
  return { ...similar, facts: { method: "item by item", threads: 1, bytes } };
}

/** For each item those in whose lists it is, ascending: what a rating of it speaks for. */
function listeners({ k, users, similarities, counts }: NeighbourArrays, items: number) {
  const start = new Uint32Array(items + 1);
  for (let i = 0; i < items; i++) {
    for (let n = i * k; n < i * k + counts[i]; n++) start[users[n] + 1]++;
  }
  for (let j = 0; j < items; j++) start[j + 1] += start[j];
  const next = start.slice(0, items);
  const found = {
    items: new Uint32Array(start[items]),
    similarities: new Float64Array(start[items]),
  };
  for (let i = 0; i < items; i++) {
    for (let n = i * k; n < i * k + counts[i]; n++) {
      const at = next[users[n]]++;
      found.items[at] = i;
      found.similarities[at] = similarities[n];
    }
  }
  return { start, ...found };
}
