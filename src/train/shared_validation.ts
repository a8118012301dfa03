import { perUserHoldout } from "../data/split.ts";
import type { Interactions } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { SharedParameters } from "../kernels/shared_step_cpu.ts";
import { ndcg } from "../metrics/ndcg.ts";
import { storedLikedFrom } from "../model/shared_inputs.ts";
import { createPanelScores } from "../model/shared_panel_scores.ts";
import type { SharedNetwork } from "../model/shared_network.ts";

/** Share of each user's training ratings that is held out. */
const HELD_OUT = 0.1;

/** Length of the lists that are judged. */
const PLACES = 10;

/** The event loop gets its turn about this often, in milliseconds. */
const TURN = 50;

/** A part of the training data to judge by, and the rest to learn from. */
export interface HeldOut {
  /** Ratings to learn from, (users, items). */
  readonly fit: SparseMatrix;
  /** Held-out ratings that count as relevant, (users, items). */
  readonly relevant: SparseMatrix;
  /** Users with a relevant held-out rating and one to learn from, ascending. */
  readonly judged: Uint32Array;
}

/**
 * Holds out a seeded tenth of each user's ratings. Relevant are those from `storedLikedFrom` up; of implicit ratings, all.
 *
 * @param interactions The training data.
 * @param seed Names the part.
 * @returns The two parts.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * for (const item of ["Heat", "Ali", "Ran"]) builder.add("ann", item, 5);
 * builder.add("bob", "Up", 1);
 * const { fit, relevant, judged } = holdOut(builder.build().interactions, 42);
 * deepStrictEqual([...judged], [0]);
 * deepStrictEqual([fit.indices.length, relevant.indices.length], [3, 1]);
 * ```
 */
export function holdOut({ users, ratings, scale }: Interactions, seed: number): HeldOut {
  const { train: fit, test } = perUserHoldout(ratings, users, { ratio: HELD_OUT, seed });
  const from = storedLikedFrom(scale);
  const indptr = new Uint32Array(test.rows + 1);
  const indices: number[] = [], values: number[] = [], judged: number[] = [];
  for (let user = 0; user < test.rows; user++) {
    for (let k = test.indptr[user]; k < test.indptr[user + 1]; k++) {
      if (test.values[k] < from) continue;
      indices.push(test.indices[k]);
      values.push(test.values[k]);
    }
    indptr[user + 1] = indices.length;
    if (indptr[user + 1] > indptr[user]) judged.push(user);
  }
  const relevant = {
    ...test,
    indptr,
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
  };
  return { fit, relevant, judged: Uint32Array.from(judged) };
}

/** Judges weights by what was held out. */
export interface Validation {
  /** How many users are judged. */
  readonly users: number;
  /** Bytes held. */
  readonly bytes: number;
  /**
   * nDCG@10 over all items that somebody rated in the part to learn from and the user did not.
   *
   * @param parameters The weights.
   * @param signal Gives up early.
   * @returns The mean over the judged users; undefined where the signal fired, NaN where there are none.
   */
  ndcg(
    parameters: SharedParameters<Float32Array>,
    signal?: AbortSignal,
  ): Promise<number | undefined>;
}

/**
 * Prepares the judging of a network's weights by a held-out part, in panels of users.
 *
 * @param network Edges, activation, and which biases there are.
 * @param inputs x of all users as the network takes them, made of `heldOut.fit`, (users, items).
 * @param heldOut The two parts.
 * @returns What judges.
 */
export function createValidation(
  network: Pick<SharedNetwork, "encoder" | "decoder" | "broader" | "parameters" | "activation">,
  inputs: SparseMatrix,
  { fit, relevant, judged }: HeldOut,
): Validation {
  const panel = createPanelScores(network);
  const candidates = new Uint8Array(fit.columns);
  for (const item of fit.indices) candidates[item] = 1;
  const context = { cutoff: PLACES, trainingCounts: new Uint32Array(fit.columns) };
  return {
    users: judged.length,
    get bytes() {
      return panel.bytes;
    },
    async ndcg(parameters, signal) {
      panel.use(parameters);
      const tally = ndcg.start(context);
      let turn = performance.now();
      for (let at = 0; at < judged.length; at += panel.lanes) {
        if (signal?.aborted) return undefined;
        const users = judged.subarray(at, at + panel.lanes);
        const scores = panel.score(inputs, users);
        hideRated(scores, panel.lanes, fit, users);
        const lists = bestOfLanes(scores, panel.lanes, users.length, candidates);
        users.forEach((user, b) => {
          const own = relevant.indices.subarray(relevant.indptr[user], relevant.indptr[user + 1]);
          ndcg.add(tally, {
            items: lists[b],
            relevant: new Map(Array.from(own, (item) => [item, 1])),
          }, context);
        });
        if (performance.now() - turn < TURN) continue;
        await new Promise((resolve) => setTimeout(resolve, 0));
        turn = performance.now();
      }
      return ndcg.value(tally, context);
    },
  };
}

/** Makes what each user has rated the last to be listed. */
function hideRated(
  scores: Float32Array,
  lanes: number,
  { indptr, indices }: SparseMatrix,
  users: Uint32Array,
): void {
  users.forEach((user, b) => {
    for (let k = indptr[user]; k < indptr[user + 1]; k++) {
      scores[indices[k] * lanes + b] = -Infinity;
    }
  });
}

/**
 * The best candidates of the first `users` lanes, best first, equal scores in ascending order of the item. All lanes are gone through together, item
 * by item: nearly every score fails one comparison, and memory is read in its order.
 */
function bestOfLanes(
  scores: Float32Array,
  lanes: number,
  users: number,
  candidates: Uint8Array,
): number[][] {
  const least = new Float64Array(users).fill(-Infinity);
  const lists: number[][] = Array.from({ length: users }, () => []);
  for (let item = 0; item < candidates.length; item++) {
    if (candidates[item] === 0) continue;
    const row = item * lanes;
    for (let b = 0; b < users; b++) {
      const score = scores[row + b];
      if (!(score > least[b])) continue;
      const list = lists[b];
      let place = list.length;
      while (place > 0 && scores[list[place - 1] * lanes + b] < score) place--;
      list.splice(place, 0, item);
      if (list.length > PLACES) list.pop();
      if (list.length === PLACES) least[b] = scores[list[PLACES - 1] * lanes + b];
    }
  }
  return lists;
}
