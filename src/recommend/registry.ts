import { UsageError } from "../errors.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { isShared, type Mode, type Model } from "../model/model.ts";
import { popularityNeuron } from "../model/model_neurons.ts";
import {
  type PersonalModel,
  type ProfileDefinition,
  type ProfileScaling,
  userProfiles,
} from "../model/personal_model.ts";
import { sharedInputs } from "../model/shared_inputs.ts";
import type { SharedModel } from "../model/shared_model.ts";
import { attributeSum } from "./attribute_sum.ts";
import { idf, weightProfiles } from "./attribute_weighting.ts";
import { mostPopular, randomRecommender } from "./baselines.ts";
import { profileKnn } from "./profile_knn.ts";
import { reconstruction } from "./reconstruction.ts";
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

type Recipes<From> = Readonly<Record<string, (from: From) => Recommender>>;

interface Ingredients<M extends Model> {
  readonly model: M;
  readonly options: RecommenderOptions;
}

const BASELINES: Recipes<Ingredients<Model>> = {
  "most-popular": ({ model }) =>
    mostPopular(model.dataset.interactions.ratings, popularityNeuron(model)),
  "random": ({ model: { dataset: { interactions } }, options }) =>
    randomRecommender(interactions.ratings, interactions.users, options.seed),
};

const PERSONAL: Recipes<Ingredients<PersonalModel> & { profiles: () => SparseMatrix }> = {
  "profile-knn": ({ model, profiles, options }) =>
    profileKnn(profiles(), model.dataset.interactions.ratings, { k: options.neighbours }),
  "attribute-sum": ({ model, profiles }) => attributeSum(profiles(), model.dataset.graph),
  ...BASELINES,
};

const SHARED: Recipes<Ingredients<SharedModel>> = {
  "reconstruction": ({ model: { network, dataset } }) =>
    reconstruction(network, sharedInputs(dataset.interactions, network.input)),
  ...BASELINES,
};

/** The names that `createRecommenders` knows, by the mode of the model; the first of each is the default. */
export const RECOMMENDERS: Readonly<Record<Mode, readonly string[]>> = {
  personal: Object.keys(PERSONAL),
  shared: Object.keys(SHARED),
};

/**
 * Makes recommenders of a trained model; those made by one call of this function share their profiles.
 *
 * @param model The trained model, of either mode.
 * @param names Which recommenders, of `RECOMMENDERS` for the model's mode.
 * @param options How profiles become recommendations; a shared network needs none of it.
 * @returns One recommender for each name, in order.
 * @throws {UsageError} Where a name is unknown or an option is out of range.
 */
export function createRecommenders(
  model: Model,
  names: readonly string[],
  options: Partial<RecommenderOptions> = {},
): Recommender[] {
  const complete = { ...DEFAULT_RECOMMENDER_OPTIONS, ...options };
  if (isShared(model)) {
    return names.map((name) => find(SHARED, name)({ model, options: complete }));
  }
  let found: SparseMatrix | undefined;
  const profiles = () => found ??= recommendationProfiles(model, complete);
  return names.map((name) => find(PERSONAL, name)({ model, profiles, options: complete }));
}

function find<R>(recipes: Readonly<Record<string, R>>, name: string): R {
  if (Object.hasOwn(recipes, name)) return recipes[name];
  throw new UsageError(
    `Cannot recommend: the recommender is '${name}', expected one of ${
      Object.keys(recipes).join(", ")
    }`,
  );
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
