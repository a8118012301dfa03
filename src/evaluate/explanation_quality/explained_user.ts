import type { BipartiteGraph } from "../../data/bipartite_graph.ts";
import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import type { Attribution } from "../../explain/attribution.ts";
import { createAttributor } from "../../explain/registry.ts";
import { createRandom } from "../../random.ts";
import { createCandidateMask, type RankedList, topItems } from "../../recommend/ranking.ts";
import type { AdjustableRecommender } from "../../recommend/what_if.ts";

/** A user with a list, and every score of it taken apart. */
export interface ExplainedUser {
  /** Index of the user. */
  readonly user: number;
  /** Place in the sample, from 0. */
  readonly place: number;
  /** 1 for items that may be listed, (items); overwritten by the next user. */
  readonly candidates: Uint8Array;
  /** The user's list, not empty. */
  readonly list: RankedList;
  /** One for each item of the list. */
  readonly attributions: readonly Attribution[];
}

/**
 * Draws users in an order of their own, each as likely as any other to be among the first.
 *
 * @param users Number of users.
 * @param seed Seed.
 * @returns Index of every user, in the order of the draw.
 */
export function drawUsers(users: number, seed: number): Uint32Array {
  return createRandom(seed, "explained users").shuffle(
    Uint32Array.from({ length: users }, (_, u) => u),
  );
}

/**
 * Prepares to rank and explain one user after another, the items that somebody rated and the user did not.
 *
 * @param recommender What recommends.
 * @param graph Which item has which attribute.
 * @param ratings What was trained on, (users, items).
 * @param listLength Length of the lists.
 * @returns What explains a user at a place of the sample; undefined where there is nothing to recommend or no reason for the first item.
 */
export function userExplainer(
  recommender: AdjustableRecommender,
  graph: BipartiteGraph,
  ratings: SparseMatrix,
  listLength: number,
): (user: number, place: number) => ExplainedUser | undefined {
  const mask = createCandidateMask(ratings);
  const attribute = createAttributor(recommender, graph);
  const scores = new Float64Array(ratings.columns);
  return (user, place) => {
    const candidates = mask(user);
    const list = topItems(scores, recommender.score(user, scores) ? listLength : 0, candidates);
    if (list.items.length === 0) return undefined;
    const attributions = Array.from(list.items, (item) => attribute(user, item)!);
    if (attributions[0].contributions.length === 0) return undefined;
    return { user, place, candidates, list, attributions };
  };
}
