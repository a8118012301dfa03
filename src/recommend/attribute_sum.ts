import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Adjusted } from "./adjustment.ts";
import { checkIndex, checkProfiles, checkSize } from "./checks.ts";
import { type ProfileRow, rowOf } from "./nearest_users.ts";
import type { Recommender } from "./recommender.ts";

/** Scores an item by the sum of the user's weights for the item's attributes. */
export interface AttributeSum extends Recommender {
  /** Name on the command line and in tables. */
  readonly name: "attribute-sum";
  /** The profiles that are summed, (users, attributes); explanations are made from the same. */
  readonly profiles: SparseMatrix;
  /** Which item has which attribute. */
  readonly graph: BipartiteGraph;
  /** Set where one user is seen differently. */
  readonly adjusted?: Adjusted<AttributeSum>;
  /**
   * The profile that a user is scored by: a row of `profiles`, or what an adjustment made of it.
   *
   * @param user Index of the user.
   */
  profile(user: number): ProfileRow;
}

/**
 * The simplest recommender over profiles: score(u, i) = sum over f in N(i) of p_uf, with 0 for attributes that the
 * profile lacks. An item without attributes scores 0. The work for one user is the size of the profile and the number of
 * edges at its attributes, not the size of the graph.
 *
 * Source: Bellini et al., arXiv 1807.05006 (KaRS 2018), where an item's worth is read off the user's profile.
 *
 * @param profiles User profiles p, (users, attributes), raw or scaled, of any sign. Must not change afterwards.
 * @param graph Which item has which attribute, over the same attributes.
 * @returns The recommender. `score` answers false for users whose profile is empty or all zero; sums are float64, taken
 * in ascending order of attributes.
 * @throws {RangeError} Where profiles and graph disagree on the number of attributes or a weight is not finite; from
 * `score`, where the user is unknown or `scores` has another length than there are items.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // Item 0 has attributes 0 and 1, item 1 has attribute 1, item 2 has none.
 * const graph = bipartiteGraph(3, 2, [0, 0, 1], [0, 1, 1]);
 * const { matrix } = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [2, -0.5] });
 * const scores = new Float64Array(3);
 * strictEqual(attributeSum(matrix, graph).score(0, scores), true);
 * deepStrictEqual([...scores], [1.5, -0.5, 0]);
 * ```
 */
export function attributeSum(profiles: SparseMatrix, graph: BipartiteGraph): AttributeSum {
  const action = "sum attributes";
  checkSize(action, "the number of attributes in profiles", profiles.columns, graph.attributes);
  checkProfiles(action, profiles);
  const profile = (user: number) => {
    checkIndex(action, "user", user, profiles.rows);
    return rowOf(profiles, user);
  };
  return {
    name: "attribute-sum",
    profiles,
    graph,
    profile,
    score(user, scores) {
      const row = profile(user);
      checkSize(action, "the length of the scores", scores.length, graph.items);
      return sumAttributes(graph, row, scores);
    },
  };
}

/**
 * Scores every item by the sum of a profile's weights for its attributes, in ascending order of attributes.
 *
 * @param graph Which item has which attribute.
 * @param profile The profile.
 * @param scores Overwritten, (items).
 * @returns False where the profile is empty or all zero.
 */
export function sumAttributes(
  { attributeStart, attributeItems }: BipartiteGraph,
  { indices, values }: ProfileRow,
  scores: Float64Array,
): boolean {
  scores.fill(0);
  let hasWeight = false;
  for (let e = 0; e < indices.length; e++) {
    const f = indices[e], weight = values[e];
    if (weight === 0) continue;
    hasWeight = true;
    for (let k = attributeStart[f]; k < attributeStart[f + 1]; k++) {
      scores[attributeItems[k]] += weight;
    }
  }
  return hasWeight;
}
