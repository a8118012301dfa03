import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { normaliseRows } from "../model/shared_inputs.ts";
import { encodeUser, hiddenValues } from "../model/shared_network.ts";
import type { AttributeSum } from "./attribute_sum.ts";
import { checkIndex } from "./checks.ts";
import type { ProfileRow } from "./nearest_users.ts";
import { scoreByNeighbours } from "./neighbour_scores.ts";
import type { ProfileKnn } from "./profile_knn.ts";
import type { Reconstruction } from "./reconstruction.ts";

/** The recommenders that can be asked what they would say if the user were another. */
export type AdjustableRecommender = AttributeSum | ProfileKnn | Reconstruction;

/** How a user differs from the one that was trained. */
export interface Adjustment {
  /** Factor on the user's weight of each neuron, by its index: 0 mutes it, 2 doubles it; 1 where there is none. */
  readonly factors?: ReadonlyMap<number, number>;
  /** Factor on all neurons that `factors` does not name (default 1); 0 leaves nothing but those. */
  readonly otherFactor?: number;
  /** What stands in for what the user was trained with; for profiles, p after a training without some of the ratings. */
  readonly profile?: ProfileRow;
  /** Items whose ratings are left out of a shared network's input; profiles need a training of their own (`profile`). */
  readonly withoutRatings?: ReadonlySet<number>;
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
  if (recommender.name === "reconstruction") return askNetwork(recommender, user);
  const { profiles } = recommender;
  checkIndex("ask what if", "user", user, profiles.rows);
  const own = rowOf(profiles, user);
  const weights = new Map<number, number>();
  own.indices.forEach((f, k) => own.values[k] !== 0 && weights.set(f, own.values[k]));
  return {
    weights,
    score(adjustment, scores) {
      const row = weigh(adjustment.profile ?? own, adjustment);
      if (recommender.name === "attribute-sum") return sumAttributes(recommender, row, scores);
      return scoreByNeighbours(recommender.neighbours(user, row), recommender.ratings, scores);
    },
  };
}

function rowOf({ indptr, indices, values }: SparseMatrix, row: number): ProfileRow {
  return {
    indices: indices.subarray(indptr[row], indptr[row + 1]),
    values: values.subarray(indptr[row], indptr[row + 1]),
  };
}

function weigh(row: ProfileRow, { factors, otherFactor = 1 }: Adjustment): ProfileRow {
  if (!factors && otherFactor === 1) return row;
  return {
    indices: row.indices,
    values: row.values.map((value, k) => value * (factors?.get(row.indices[k]) ?? otherFactor)),
  };
}

function sumAttributes({ graph }: AttributeSum, row: ProfileRow, scores: Float64Array): boolean {
  const { attributeStart, attributeItems } = graph;
  scores.fill(0);
  let hasWeight = false;
  for (let e = 0; e < row.indices.length; e++) {
    const f = row.indices[e], weight = row.values[e];
    if (weight === 0) continue;
    hasWeight = true;
    for (let k = attributeStart[f]; k < attributeStart[f + 1]; k++) {
      scores[attributeItems[k]] += weight;
    }
  }
  return hasWeight;
}

function askNetwork(recommender: Reconstruction, user: number): WhatIf {
  const { network, inputs } = recommender;
  checkIndex("ask what if", "user", user, inputs.rows);
  const own = hiddenValues(network), hidden = hiddenValues(network);
  const hasInput = inputs.indptr[user] < inputs.indptr[user + 1];
  if (hasInput) encodeUser(network, inputs, user, own);
  const weights = new Map<number, number>();
  own.forEach((h, n) => h !== 0 && weights.set(n, h));
  const popularity = own.length;
  if (network.parameters.outputBias && hasInput) weights.set(popularity, 1);
  return {
    weights,
    score({ factors, otherFactor = 1, withoutRatings }, scores) {
      if (withoutRatings && withoutRatings.size > 0) {
        const kept = withoutItems(inputs, user, withoutRatings);
        const fewer = network.input.normalise ? normaliseRows(kept) : kept;
        if (fewer.indices.length === 0) {
          scores.fill(0);
          return false;
        }
        encodeUser(network, fewer, 0, hidden);
      } else hidden.set(own);
      if (!hasInput) {
        scores.fill(0);
        return false;
      }
      if (factors || otherFactor !== 1) {
        for (let n = 0; n < hidden.length; n++) hidden[n] *= factors?.get(n) ?? otherFactor;
      }
      return recommender.decode(hidden, scores, factors?.get(popularity) ?? otherFactor);
    },
  };
}

/** One user's row without some items, as a matrix of one row. */
function withoutItems(
  { columns, indptr, indices, values }: SparseMatrix,
  user: number,
  items: ReadonlySet<number>,
): SparseMatrix {
  const kept: number[] = [];
  for (let k = indptr[user]; k < indptr[user + 1]; k++) if (!items.has(indices[k])) kept.push(k);
  return {
    rows: 1,
    columns,
    indptr: Uint32Array.of(0, kept.length),
    indices: Uint32Array.from(kept, (k) => indices[k]),
    values: Float32Array.from(kept, (k) => values[k]),
  };
}
