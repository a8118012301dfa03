import type { Interactions } from "../data/interactions.ts";
import { perUserHoldout } from "../data/split.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { RunOptions } from "../events.ts";
import { ndcg } from "../metrics/ndcg.ts";
import { storedLikedFrom } from "../model/shared_inputs.ts";
import { createRandom } from "../random.ts";
import { type BaselineInput, baselineInput } from "./baseline_input.ts";
import { ease, EASE_LAMBDA, easeMemory, type EaseOptions } from "./ease.ts";
import { countRatings } from "../data/rating_counts.ts";
import { createCandidateMask, topItems } from "./ranking.ts";

/** A penalty and how good EASE is with it. */
export interface EaseTrial {
  /** The penalty. */
  readonly lambda: number;
  /** nDCG@10 on the held-out part. */
  readonly ndcg: number;
}

/** The penalty that was chosen. */
export interface EaseChoice {
  /** The best one; the default where nothing could be validated. */
  readonly lambda: number;
  /** What was tried, in this order; empty where nothing could be. */
  readonly trials: readonly EaseTrial[];
}

/** Penalties that are tried first, and the factor between those beyond. */
const GRID = [50, 150, 500, 1500], FACTOR = 3;

/** Penalties beyond the grid that are tried at most. */
const MOST_BEYOND = 6;

/** Share of each user's ratings that is held out, and how many users are judged at most. */
const RATIO = 0.2, MOST_USERS = 2000;

/** Length of the lists. */
const CUTOFF = 10;

/**
 * Chooses lambda of EASE by nDCG@10 on a fifth of each user's training ratings, as the penalties of shared mode are: relevant are held-out ratings in the
 * upper quarter of the scale, or all implicit ones; means are over 2,000 users at most, drawn by the seed. 50, 150, 500 and 1,500 are tried,
 * and a factor of 3 on while the best lies on an edge.
 *
 * @param interactions Training ratings; test ratings have no place here.
 * @param input What EASE learns from.
 * @param options Seed of the held-out part and of the users (default 42), CPU cores, and memory for EASE.
 * @param run Progress (stages `invert` and `validate`) and abort signal.
 * @returns The penalty.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 *
 * // A single rating each leaves nothing to hold out.
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("bob", "Ali", 1);
 * strictEqual((await chooseEaseLambda(builder.build().interactions, "liked")).lambda, 500);
 * ```
 */
export async function chooseEaseLambda(
  interactions: Interactions,
  input: BaselineInput,
  options: { readonly seed?: number } & Pick<EaseOptions, "threads" | "memory"> = {},
  run: RunOptions = {},
): Promise<EaseChoice> {
  const { seed = 42, threads } = options;
  const { ratings, users, scale } = interactions;
  const { train, test } = perUserHoldout(ratings, users, { ratio: RATIO, seed });
  const heldOut = relevantOf(test, storedLikedFrom(scale));
  const judged = createRandom(seed, "ease").shuffle([...heldOut.keys()]).slice(0, MOST_USERS);
  if (judged.length === 0) return { lambda: EASE_LAMBDA, trials: [] };
  const inputs = baselineInput({ ratings: train, scale }, input);
  const context = { cutoff: CUTOFF, trainingCounts: countRatings(train) };
  const candidates = createCandidateMask(train);
  const scores = new Float64Array(train.columns);
  const memory = options.memory ?? easeMemory(train, threads);
  const trials: EaseTrial[] = [];
  const judge = async (lambda: number) => {
    const recommender = await ease(inputs, { lambda, memory }, run);
    let sum = 0;
    for (const [done, user] of judged.entries()) {
      const scored = recommender.score(user, scores);
      const { items } = topItems(scores, scored ? CUTOFF : 0, candidates(user));
      sum += ndcg.ofUser({ items, relevant: heldOut.get(user)! }, context);
      if (done % 64 !== 63) continue;
      run.onProgress?.({ stage: "validate", done, total: judged.length, unit: "users" });
      await new Promise((resolve) => setTimeout(resolve, 0));
      run.signal?.throwIfAborted();
    }
    trials.push({ lambda, ndcg: sum / judged.length });
  };
  const best = () => trials.reduce((best, trial) => trial.ndcg > best.ndcg ? trial : best);
  for (const lambda of GRID) await judge(lambda);
  for (let beyond = 0; beyond < MOST_BEYOND; beyond++) {
    const tried = trials.map(({ lambda }) => lambda), { lambda } = best();
    if (lambda === Math.max(...tried)) await judge(lambda * FACTOR);
    else if (lambda === Math.min(...tried)) await judge(lambda / FACTOR);
    else break;
  }
  return { lambda: best().lambda, trials };
}

/** Each user's relevant items, all of one grade; users without any are left out. */
function relevantOf(test: SparseMatrix, from: number): Map<number, Map<number, number>> {
  const found = new Map<number, Map<number, number>>();
  for (let user = 0; user < test.rows; user++) {
    const items = new Map<number, number>();
    for (let e = test.indptr[user]; e < test.indptr[user + 1]; e++) {
      if (test.values[e] >= from) items.set(test.indices[e], 1);
    }
    if (items.size > 0) found.set(user, items);
  }
  return found;
}
