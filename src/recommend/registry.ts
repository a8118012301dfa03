import { UsageError } from "../errors.ts";
import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import {
  type PersonalModel,
  type ProfileDefinition,
  type ProfileScaling,
  userProfiles,
} from "../model/personal_model.ts";
import { attributeSum } from "./attribute_sum.ts";
import { idf, weightProfiles } from "./attribute_weighting.ts";
import { mostPopular, randomRecommender } from "./baselines.ts";
import { profileKnn } from "./profile_knn.ts";
import type { Recommender } from "./recommender.ts";

/** How profiles become recommendations. */
export interface RecommenderOptions {
  /** Which number of the network is the profile (default `activation`). */
  readonly profile: ProfileDefinition;
  /** Raw profiles or profiles stretched to [0, 1] per user (default `raw`, measured to be the better one). */
  readonly scaling: ProfileScaling;
  /** Whether attributes that most users share weigh less (default true). */
  readonly idf: boolean;
  /** Neighbourhood size of `profile-knn` (default 40). */
  readonly neighbours: number;
  /** Seed of `random` (default 42). */
  readonly seed: number;
}

/** What `profile-knn` and `attribute-sum` do unless told otherwise. */
export const DEFAULT_RECOMMENDER_OPTIONS: RecommenderOptions = {
  profile: "activation",
  scaling: "raw",
  idf: true,
  neighbours: 40,
  seed: 42,
};

interface Ingredients {
  readonly model: PersonalModel;
  readonly profiles: () => SparseMatrix;
  readonly ratings: SparseMatrix;
  readonly graph: BipartiteGraph;
  readonly options: RecommenderOptions;
}

const RECIPES: Readonly<Record<string, (from: Ingredients) => Recommender>> = {
  "profile-knn": ({ profiles, ratings, options }) =>
    profileKnn(profiles(), ratings, { k: options.neighbours }),
  "attribute-sum": ({ profiles, graph }) => attributeSum(profiles(), graph),
  "most-popular": ({ ratings }) => mostPopular(ratings),
  "random": ({ model, ratings, options }) =>
    randomRecommender(ratings, model.dataset.interactions.users, options.seed),
};

/** The names that `createRecommender` knows; the first is the default. */
export const RECOMMENDERS: readonly string[] = Object.keys(RECIPES);

/**
 * Makes recommenders of a trained model; those made by one call of this function share their profiles.
 *
 * @param model The trained model.
 * @param names Which recommenders, of `RECOMMENDERS`.
 * @param options How profiles become recommendations.
 * @returns One recommender for each name, in order.
 * @throws {UsageError} Where a name is unknown or an option is out of range.
 */
export function createRecommenders(
  model: PersonalModel,
  names: readonly string[],
  options: Partial<RecommenderOptions> = {},
): Recommender[] {
  const complete = { ...DEFAULT_RECOMMENDER_OPTIONS, ...options };
  let profiles: SparseMatrix | undefined;
  const ingredients: Ingredients = {
    model,
    profiles: () => profiles ??= recommendationProfiles(model, complete),
    ratings: model.dataset.interactions.ratings,
    graph: model.dataset.graph,
    options: complete,
  };
  return names.map((name) => {
    if (!Object.hasOwn(RECIPES, name)) {
      throw new UsageError(
        `Cannot recommend: the recommender is '${name}', expected one of ${
          RECOMMENDERS.join(", ")
        }`,
      );
    }
    return RECIPES[name](ingredients);
  });
}

/**
 * The profiles that recommendations are made from: defined, scaled and weighted as the options say.
 *
 * @param model The trained model.
 * @param options Definition, scaling and idf.
 * @returns p, (users, attributes).
 */
export function recommendationProfiles(
  model: PersonalModel,
  options: Pick<RecommenderOptions, "profile" | "scaling" | "idf">,
): SparseMatrix {
  const profiles = userProfiles(model, options.profile, options.scaling);
  return options.idf ? weightProfiles(profiles, idf(profiles)) : profiles;
}
