import type { Dataset } from "../data/dataset.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { attributeItemKnn } from "./attribute_item_knn.ts";
import { mostPopular, randomRecommender } from "./baselines.ts";
import { type BaselineInput, baselineInput } from "./baseline_input.ts";
import { ease, easeMemory } from "./ease.ts";
import { chooseEaseLambda, type EaseChoice } from "./ease_lambda.ts";
import { itemKnn } from "./item_knn.ts";
import type { Preparation, PreparationOptions, Recommender } from "./recommender.ts";
import type { SimilarItemsOptions } from "./similar_items.ts";
import { userKnn } from "./user_knn.ts";

/** How baselines are made. */
export interface BaselineOptions {
  /**
   * What item-knn, user-knn, attribute-item-knn and ease learn from. By default each takes what was measured to be better for it on explicit ratings:
   * user-knn the ratings, the others what was liked.
   */
  readonly input?: BaselineInput;
  /** Most similar items of item-knn and attribute-item-knn (default 100). */
  readonly itemNeighbours?: number;
  /** Shrinkage of item-knn and attribute-item-knn (default 0). */
  readonly shrinkage?: number;
  /** Neighbourhood of user-knn (default 40). */
  readonly neighbours?: number;
  /** lambda of ease (default: validated on a part of the training ratings). */
  readonly easeLambda?: number;
  /** Seed of random, and of what is held out to choose lambda (default 42). */
  readonly seed?: number;
  /** Ratings of the users who are recommended to, where they are others than those learned from, (users, items). */
  readonly asked?: SparseMatrix;
}

/** A baseline, and how it was made. */
export interface Baseline extends BaselineFacts {
  /** It scores. */
  readonly recommender: Recommender;
}

/** How a baseline was made. */
export interface BaselineFacts {
  /** What it learned from; undefined where that is no choice. */
  readonly input?: BaselineInput;
  /** How it was computed, where that takes long. */
  readonly facts?: Preparation;
  /** lambda of ease. */
  readonly lambda?: number;
  /** How lambda of ease was chosen, where it was. */
  readonly choice?: EaseChoice;
}

interface Ingredients {
  readonly dataset: Pick<Dataset, "interactions" | "graph">;
  readonly options: BaselineOptions & PreparationOptions;
  readonly run: RunOptions;
}

/** x of the users learned from, and of those asked about. */
function inputsOf(
  { dataset: { interactions }, options: { asked } }: Ingredients,
  input: BaselineInput,
) {
  const { scale } = interactions;
  return {
    inputs: baselineInput(interactions, input),
    asked: asked && baselineInput({ ratings: asked, scale }, input),
  };
}

const RECIPES: Readonly<Record<string, (from: Ingredients) => Baseline | Promise<Baseline>>> = {
  "most-popular": ({ dataset: { interactions, graph } }) => ({
    recommender: mostPopular(interactions.ratings, graph.attributes),
  }),
  "random": ({ dataset: { interactions: { ratings, users } }, options }) => ({
    recommender: randomRecommender(ratings, users, options.seed ?? 42),
  }),
  "item-knn": async (from) => {
    const { input = "liked" } = from.options, { inputs, asked } = inputsOf(from, input);
    const recommender = await itemKnn(inputs, itemOptions(from.options, asked), from.run);
    return { recommender, input, facts: recommender.facts };
  },
  "user-knn": (from) => {
    const { input = "ratings", neighbours: k } = from.options;
    const { inputs, asked } = inputsOf(from, input);
    return { recommender: userKnn(inputs, { k, asked }), input };
  },
  "attribute-item-knn": async (from) => {
    const { input = "liked" } = from.options, { inputs, asked } = inputsOf(from, input);
    const { dataset: { graph }, options, run } = from;
    const recommender = await attributeItemKnn(inputs, graph, itemOptions(options, asked), run);
    return { recommender, input, facts: recommender.facts };
  },
  "ease": async (from) => {
    const { dataset: { interactions }, options, run } = from;
    const { input = "liked", easeLambda, threads } = options;
    const { inputs, asked } = inputsOf(from, input);
    const memory = easeMemory(inputs, threads);
    const choice = easeLambda === undefined
      ? await chooseEaseLambda(interactions, input, { ...options, memory }, run)
      : undefined;
    const lambda = easeLambda ?? choice?.lambda;
    const recommender = await ease(inputs, { lambda, memory, asked }, run);
    return { recommender, input, facts: recommender.facts, lambda: recommender.lambda, choice };
  },
};

function itemOptions(
  { itemNeighbours: k, shrinkage, threads, gpu }: Ingredients["options"],
  asked: SparseMatrix | undefined,
): SimilarItemsOptions {
  return { k, shrinkage, threads, gpu, asked };
}

/** The recommenders that need no network: names that `createBaseline` knows. */
export const BASELINES: readonly string[] = Object.keys(RECIPES);

/** Those of them that know items by their attributes. */
export const ATTRIBUTE_BASELINES: readonly string[] = ["attribute-item-knn"];

/**
 * Makes a baseline. All that takes long is done here, but for the neighbours of all users, which `prepare` of user-knn finds.
 *
 * @param name Which one, of `BASELINES`.
 * @param dataset Training ratings and attributes.
 * @param options How; what a baseline has no use for is left alone.
 * @param run Progress and abort signal.
 * @returns The baseline.
 * @throws {UsageError} Where the name is unknown or an option is out of range.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 *
 * const builder = createInteractionsBuilder();
 * for (const film of ["Heat", "Ali"]) builder.add("ann", film, 5);
 * const { interactions } = builder.build();
 * const dataset = { interactions, graph: bipartiteGraph(2, 1, [0, 1], [0, 0]) };
 * const { recommender } = await createBaseline("ease", dataset, { easeLambda: 10 });
 * strictEqual(recommender.name, "ease");
 * ```
 */
export async function createBaseline(
  name: string,
  dataset: Pick<Dataset, "interactions" | "graph">,
  options: BaselineOptions & PreparationOptions = {},
  run: RunOptions = {},
): Promise<Baseline> {
  if (Object.hasOwn(RECIPES, name)) return await RECIPES[name]({ dataset, options, run });
  throw new UsageError(
    `Cannot make a baseline: the name is '${name}', expected one of ${BASELINES.join(", ")}`,
  );
}
