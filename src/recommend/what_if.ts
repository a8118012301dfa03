import { hiddenValues } from "../model/shared_network.ts";
import { adjustHidden } from "./adjusted_network.ts";
import { type Adjustment, adjustProfile, combineAdjustments } from "./adjustment.ts";
import { type AttributeSum, sumAttributes } from "./attribute_sum.ts";
import { scoreByNeighbours } from "./neighbour_scores.ts";
import type { ProfileKnn } from "./profile_knn.ts";
import type { Reconstruction } from "./reconstruction.ts";
import type { Recommender } from "./recommender.ts";

export type { Adjustment } from "./adjustment.ts";

/** The recommenders that can be asked what they would say if the user were another. */
export type AdjustableRecommender = AttributeSum | ProfileKnn | Reconstruction;

/** Names of the recommenders that go by weights of the user, which can be adjusted. */
export const ADJUSTABLE: readonly string[] = [
  "attribute-sum",
  "profile-knn",
  "reconstruction",
] satisfies AdjustableRecommender["name"][];

/** Whether a recommender goes by weights of the user, which can be adjusted. */
export function isAdjustable(recommender: Recommender): recommender is AdjustableRecommender {
  return ADJUSTABLE.includes(recommender.name);
}

/** One user, to be asked about again and again. */
export interface WhatIf {
  /** Weight of each of the user's neurons as it is: p_uf of the profile or H_un of the network, by the neuron's index; none is 0. */
  readonly weights: ReadonlyMap<number, number>;
  /**
   * Scores every item for the user as adjusted.
   *
   * @param adjustment What is different; an empty one gives the recommender's own scores.
   * @param scores Overwritten, (items).
   * @returns False where the recommender then has nothing to go by.
   */
  score(adjustment: Adjustment, scores: Float64Array): boolean;
}

/**
 * Asks a recommender what it would say to a user whose neurons weighed otherwise or who had not rated some items. Scores are recomputed, not
 * estimated: with neighbours, other weights find other neighbours.
 *
 * @param recommender Who is asked.
 * @param user Index of the user.
 * @returns The user, ready for questions.
 * @throws {RangeError} Where there is no such user.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { attributeSum } from "./attribute_sum.ts";
 *
 * const graph = bipartiteGraph(2, 2, [0, 1], [0, 1]);
 * const { matrix } = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [3, 2] });
 * const scores = new Float64Array(2);
 * whatIf(attributeSum(matrix, graph), 0).score({ factors: new Map([[0, 0]]) }, scores);
 * deepStrictEqual([...scores], [0, 2]);
 * ```
 */
export function whatIf(recommender: AdjustableRecommender, user: number): WhatIf {
  const { adjusted } = recommender;
  if (adjusted && adjusted.user !== user) return whatIf(adjusted.base, user);
  const asked = recommender.name === "reconstruction"
    ? askNetwork(recommender, user)
    : askProfile(recommender, user);
  if (!adjusted) return asked;
  // Ratings left out and stand-in profiles come before factors, so both adjustments go to the recommender as it was.
  const base = whatIf(adjusted.base, user);
  return {
    weights: asked.weights,
    score: (adjustment, scores) =>
      base.score(combineAdjustments(adjusted.adjustment, adjustment), scores),
  };
}

function askProfile(recommender: AttributeSum | ProfileKnn, user: number): WhatIf {
  const own = recommender.profile(user);
  const weights = new Map<number, number>();
  own.indices.forEach((f, k) => own.values[k] !== 0 && weights.set(f, own.values[k]));
  return {
    weights,
    score(adjustment, scores) {
      const row = adjustProfile(own, adjustment);
      if (recommender.name === "attribute-sum") {
        return sumAttributes(recommender.graph, row, scores);
      }
      return scoreByNeighbours(recommender.neighbours(user, row), recommender.ratings, scores);
    },
  };
}

function askNetwork(recommender: Reconstruction, user: number): WhatIf {
  const { network } = recommender;
  const own = hiddenValues(network), hidden = hiddenValues(network);
  const biasFactor = recommender.encode(user, own);
  const weights = new Map<number, number>();
  if (biasFactor !== undefined) {
    own.forEach((h, n) => h !== 0 && weights.set(n, h));
    if (network.parameters.outputBias && biasFactor !== 0) weights.set(own.length, biasFactor);
  }
  return {
    weights,
    score(adjustment, scores) {
      const factor = adjustHidden(recommender, user, adjustment, hidden, own);
      if (factor !== undefined) return recommender.decode(hidden, scores, factor);
      scores.fill(0);
      return false;
    },
  };
}
