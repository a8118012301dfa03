import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { AttributeSum } from "../recommend/attribute_sum.ts";
import { checkIndex, checkSize } from "../recommend/checks.ts";
import { norm2, type ProfileRow } from "../recommend/nearest_users.ts";
import type { Neighbourhood } from "../recommend/neighbour_scores.ts";
import type { ProfileKnn } from "../recommend/profile_knn.ts";
import { sharedParts } from "./shared_parts.ts";
import { strengthOrder } from "./strength_order.ts";

/** What one named neuron adds to one score, or takes from it. */
export interface Contribution {
  /**
   * Index of the neuron. In personal mode neurons are attributes, so it is an attribute's; in shared mode `neuronAt` tells what it
   * is.
   */
  readonly neuron: number;
  /** The part of the score that is due to the neuron, in units of the score; never 0. */
  readonly value: number;
  /**
   * The user's own weight of the neuron, never 0: p_uf of the profile, or H_uf of a shared network (1 for the output's bias, which is
   * everyone's). A negative weight can speak for an item: through neighbours where both sides dislike the attribute.
   */
  readonly weight: number;
  /** Whether the neuron leads to the recommended item itself: the item has the attribute. Through neighbours it need not. */
  readonly ofItem: boolean;
  /** Set where the user's weight was not learned from their ratings but inferred from others' profiles. */
  readonly inferred?: true;
}

/** A score taken apart: the contributions sum to the score. */
export interface Attribution {
  /** Index of the item. */
  readonly item: number;
  /** The recommender's own score of the item, bit for bit. */
  readonly score: number;
  /**
   * How neurons reach the item: because it has the attributes (`attributes`), because users who share the user's weights for
   * them rated it (`neighbours`), or along the edges that a shared network learned (`network`). What comes from everyone alone counts
   * as a network of nothing but the output's bias.
   */
  readonly through: "attributes" | "neighbours" | "network";
  /** Strongest first, that is by descending absolute value, ties by ascending neuron; negative ones included. */
  readonly contributions: readonly Contribution[];
}

/**
 * Takes an attribute-sum score apart: the contribution of f in N(i) is p_uf. The terms are the recommender's own, so the
 * sum is exact.
 *
 * @param recommender The recommender whose score is explained.
 * @param user Index of the user.
 * @param item Index of the item.
 * @returns The attribution, or undefined for a user whose profile is empty or all zero, as `score` answers false.
 * @throws {RangeError} Where the user or the item is unknown.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { attributeSum } from "../recommend/attribute_sum.ts";
 *
 * const graph = bipartiteGraph(1, 2, [0, 0], [0, 1]);
 * const { matrix } = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [0.5, -2] });
 * deepStrictEqual(attributeSumContributions(attributeSum(matrix, graph), 0, 0), {
 *   item: 0,
 *   score: -1.5,
 *   through: "attributes",
 *   contributions: [
 *     { neuron: 1, value: -2, weight: -2, ofItem: true },
 *     { neuron: 0, value: 0.5, weight: 0.5, ofItem: true },
 *   ],
 * });
 * ```
 */
export function attributeSumContributions(
  recommender: AttributeSum,
  user: number,
  item: number,
): Attribution | undefined {
  const { profiles, graph } = recommender;
  checkIndex("explain a score", "user", user, profiles.rows);
  checkIndex("explain a score", "item", item, graph.items);
  const { indices, values, inference } = recommender.profile(user);
  const contributions: Contribution[] = [];
  let score = 0;
  let hasWeight = false;
  for (let e = 0; e < indices.length; e++) {
    const attribute = indices[e], weight = values[e];
    if (weight === 0) continue;
    hasWeight = true;
    if (!hasAttribute(graph, item, attribute)) continue;
    score += weight;
    contributions.push({
      ...{ neuron: attribute, value: weight, weight, ofItem: true },
      ...(inference?.isInferred(attribute) ? INFERRED : {}),
    });
  }
  if (!hasWeight) return undefined;
  return { item, score, through: "attributes", contributions: contributions.sort(byStrength) };
}

/**
 * Takes a profile-knn score apart: with V(u) the neighbourhood, the contribution of f is
 * sum over v in V(u) of [p_uf p_vf / (|p_u| |p_v|)] r_vi / sum over v in V(u) of |sim(u, v)|.
 * Summed over f the bracket is the cosine, so the contributions sum to the score but for float64 rounding.
 *
 * The attributes are those that the user shares with the neighbours who rated the item. They need not be attributes of the
 * item; `ofItem` says whether each one is, so that a text built on it can stay honest.
 *
 * @param recommender The recommender whose score is explained.
 * @param graph Which item has which attribute, for `ofItem`.
 * @param user Index of the user.
 * @param item Index of the item.
 * @returns The attribution, without contributions where no neighbour rated the item (score 0); undefined for a user
 * without neighbours, as `score` answers false.
 * @throws {RangeError} Where the user or the item is unknown, or the graph is over other items or attributes.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { profileKnn } from "../recommend/profile_knn.ts";
 *
 * // Users 0 and 1 share both attributes in proportion 3 : 4, so their cosine is 1; the item has the second only.
 * const profiles = sparseMatrix(2, 2, { row: [0, 0, 1, 1], column: [0, 1, 0, 1], value: [3, 4, 3, 4] }).matrix;
 * const ratings = sparseMatrix(2, 1, { row: [1], column: [0], value: [5] }).matrix;
 * const graph = bipartiteGraph(1, 2, [0], [1]);
 * const attribution = profileKnnContributions(profileKnn(profiles, ratings), graph, 0, 0);
 * strictEqual(attribution?.score, 5);
 * deepStrictEqual(attribution?.contributions.map((c) => [c.neuron, c.value, c.ofItem]), [
 *   [1, 5 * 16 / 25, true],
 *   [0, 5 * 9 / 25, false],
 * ]);
 * ```
 */
export function profileKnnContributions(
  recommender: ProfileKnn,
  graph: BipartiteGraph,
  user: number,
  item: number,
): Attribution | undefined {
  return profileKnnAttributor(recommender, graph)(user, item);
}

/**
 * The same as {@link profileKnnContributions} for many items: what the items of one user share is done once, as long as they are asked
 * for one after another.
 *
 * @param recommender The recommender whose scores are explained.
 * @param graph Which item has which attribute, for `ofItem`.
 * @returns A function of user and item, with the results and errors of `profileKnnContributions`.
 * @throws {RangeError} Where the graph is over other items or attributes.
 */
export function profileKnnAttributor(
  recommender: ProfileKnn,
  graph: BipartiteGraph,
): (user: number, item: number) => Attribution | undefined {
  const { profiles, ratings, norms } = recommender;
  const action = "explain a score";
  checkSize(action, "the number of items in the graph", graph.items, ratings.columns);
  checkSize(action, "the number of attributes in the graph", graph.attributes, profiles.columns);
  const shared = sharedParts(profiles);
  const { order } = strengthOrder();
  let own = NaN, norm = NaN, sums = new Float64Array(0);
  let row: ProfileRow, neighbours: Neighbourhood;
  const take = (user: number) => {
    if (user === own) return;
    checkIndex(action, "user", user, profiles.rows);
    neighbours = recommender.neighbours(user);
    row = recommender.profile(user);
    norm = norm2(row.values);
    shared.take(row);
    own = user;
    sums = new Float64Array(row.indices.length);
  };
  return (user, item) => {
    take(user);
    checkIndex(action, "item", item, graph.items);
    const { users, similarities } = neighbours;
    let total = 0, score = 0;
    sums.fill(0);
    for (let n = 0; n < users.length; n++) {
      const v = users[n],
        at = find(ratings.indices, ratings.indptr[v], ratings.indptr[v + 1], item);
      total += similarities[n];
      if (at < 0) continue;
      score += similarities[n] * ratings.values[at];
      shared.add(v, ratings.values[at] / (norm * norms[v]), sums);
    }
    if (total === 0) return undefined;
    for (let cell = 0; cell < sums.length; cell++) sums[cell] /= total;
    const cells = order(sums), { inference } = row;
    const contributions = new Array<Contribution>(cells.length);
    for (let k = 0; k < cells.length; k++) {
      const value = sums[cells[k]], weight = row.values[cells[k]];
      const neuron = row.indices[cells[k]];
      const ofItem = hasAttribute(graph, item, neuron);
      contributions[k] = inference?.isInferred(neuron)
        ? { neuron, value, weight, ofItem, ...INFERRED }
        : { neuron, value, weight, ofItem };
    }
    return { item, score: score / total, through: "neighbours", contributions };
  };
}

function hasAttribute(graph: BipartiteGraph, item: number, attribute: number): boolean {
  return find(graph.itemAttributes, graph.itemStart[item], graph.itemStart[item + 1], attribute) >=
    0;
}

const INFERRED = { inferred: true } as const;

/** Where `value` stands among the ascending `array[start .. end - 1]`, or -1. */
function find(array: Uint32Array, start: number, end: number, value: number): number {
  let low = start, high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (array[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low < end && array[low] === value ? low : -1;
}

/** Strongest first, ties by ascending neuron. */
export function byStrength(a: Contribution, b: Contribution): number {
  return Math.abs(b.value) - Math.abs(a.value) || a.neuron - b.neuron;
}
