import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import { UsageError } from "../errors.ts";
import type { AttributeSum } from "../recommend/attribute_sum.ts";
import type { MostPopular } from "../recommend/baselines.ts";
import type { ProfileKnn } from "../recommend/profile_knn.ts";
import type { Reconstruction } from "../recommend/reconstruction.ts";
import type { Recommender } from "../recommend/recommender.ts";
import {
  attributeSumContributions,
  type Attribution,
  profileKnnAttributor,
} from "./attribution.ts";
import { popularityContributions } from "./popularity_attribution.ts";
import { reconstructionAttributor } from "./reconstruction_attribution.ts";

/** The recommenders whose scores can be taken apart; each is told by its `name`. */
export type ExplainableRecommender = AttributeSum | ProfileKnn | Reconstruction | MostPopular;

/**
 * Takes the score of one item for one user apart; undefined means that the recommender has nothing to go by for the user. What
 * the items of one user share is computed once, as long as they are asked for one after another.
 */
export type ScoreAttributor = (user: number, item: number) => Attribution | undefined;

/** Makes the attributor of one recommender. The graph says which attributes an item has. */
export type Attributor<R extends Recommender> = (
  recommender: R,
  graph: BipartiteGraph,
) => ScoreAttributor;

/**
 * The attribution of each recommender, by the recommender's name. To add one: its type above and a line here; then
 * `tests/contracts/attribution_test.ts` does not compile until it has been told how to make such a recommender.
 */
export const attributors: {
  readonly [Name in ExplainableRecommender["name"]]: Attributor<
    Extract<ExplainableRecommender, { name: Name }>
  >;
} = {
  "attribute-sum": (recommender) => (user, item) =>
    attributeSumContributions(recommender, user, item),
  "profile-knn": profileKnnAttributor,
  "reconstruction": reconstructionAttributor,
  "most-popular": (recommender) => (user, item) => popularityContributions(recommender, user, item),
};

/**
 * Takes a recommender's score of an item apart into contributions of named neurons that sum to it, with the attribution
 * that belongs to the recommender.
 *
 * @param recommender The recommender that made the score.
 * @param graph Which item has which attribute.
 * @param user Index of the user.
 * @param item Index of the item.
 * @returns The attribution, or undefined where the recommender has nothing to go by for the user.
 * @throws {UsageError} Where no attribution is known for the recommender.
 * @throws {RangeError} Where the user or the item is unknown.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { attributeSum } from "../recommend/attribute_sum.ts";
 *
 * const graph = bipartiteGraph(1, 1, [0], [0]);
 * const { matrix } = sparseMatrix(1, 1, { row: [0], column: [0], value: [0.5] });
 * strictEqual(attributeScore(attributeSum(matrix, graph), graph, 0, 0)?.contributions.length, 1);
 * ```
 */
export function attributeScore(
  recommender: Recommender,
  graph: BipartiteGraph,
  user: number,
  item: number,
): Attribution | undefined {
  return createAttributor(recommender, graph)(user, item);
}

/**
 * The same as {@link attributeScore} for many scores of one recommender.
 *
 * @param recommender The recommender that makes the scores.
 * @param graph Which item has which attribute.
 * @returns What takes its scores apart.
 * @throws {UsageError} Where no attribution is known for the recommender.
 */
export function createAttributor(recommender: Recommender, graph: BipartiteGraph): ScoreAttributor {
  if (!isExplainable(recommender)) {
    throw new UsageError(
      `Cannot explain a score: the recommender is '${recommender.name}', expected one of ` +
        Object.keys(attributors).join(", "),
    );
  }
  // The name picks the attributor whose parameter is this recommender's type, which the compiler cannot follow.
  const attributor = attributors[recommender.name] as Attributor<ExplainableRecommender>;
  return attributor(recommender, graph);
}

/** Whether an attribution is known for a recommender. */
export function isExplainable(recommender: Recommender): recommender is ExplainableRecommender {
  return Object.hasOwn(attributors, recommender.name);
}
