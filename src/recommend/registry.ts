import { UsageError } from "../errors.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { isShared, type Mode, type Model, modeOf } from "../model/model.ts";
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
import { foldedKnn } from "./folded_knn.ts";
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
  /** The model as the users who are asked about see it: the same one, unless users were folded in. */
  readonly asked: M;
  readonly options: RecommenderOptions;
}

const BASELINES: Recipes<Ingredients<Model>> = {
  "most-popular": ({ model }) =>
    mostPopular(model.dataset.interactions.ratings, popularityNeuron(model)),
  "random": ({ model: { dataset: { interactions } }, options }) =>
    randomRecommender(interactions.ratings, interactions.users, options.seed),
};

type Profiles = { profiles: () => SparseMatrix; askedProfiles: () => SparseMatrix };

const PERSONAL: Recipes<Ingredients<PersonalModel> & Profiles> = {
  "profile-knn": ({ model, asked, profiles, askedProfiles, options }) => {
    const { ratings } = model.dataset.interactions;
    const knn = profileKnn(profiles(), ratings, { k: options.neighbours });
    return asked === model ? knn : foldedKnn(knn, askedProfiles());
  },
  "attribute-sum": ({ model, askedProfiles }) => attributeSum(askedProfiles(), model.dataset.graph),
  ...BASELINES,
};

const SHARED: Recipes<Ingredients<SharedModel>> = {
  "reconstruction": ({ model: { network }, asked }) =>
    reconstruction(network, sharedInputs(asked.dataset.interactions, network.input)),
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
 * @param asked The model as users whom it was not trained on see it, made by `foldInUsers` (default: the model): recommendations are
 * for these users, by what was learned from the model's own.
 * @returns One recommender for each name, in order.
 * @throws {UsageError} Where a name is unknown, an option is out of range, or `asked` is of the other mode.
 */
export function createRecommenders(
  model: Model,
  names: readonly string[],
  options: Partial<RecommenderOptions> = {},
  asked: Model = model,
): Recommender[] {
  const complete = { ...DEFAULT_RECOMMENDER_OPTIONS, ...options };
  if (isShared(model) && isShared(asked)) {
    return names.map((name) => find(SHARED, name)({ model, asked, options: complete }));
  }
  if (isShared(model) || isShared(asked)) {
    throw new UsageError(
      `Cannot recommend: the users asked about were folded into a ${
        modeOf(asked)
      } model, expected a ${modeOf(model)} one`,
    );
  }
  let own: SparseMatrix | undefined, others: SparseMatrix | undefined;
  const profiles = () => own ??= recommendationProfiles(model, complete);
  const askedProfiles = () =>
    asked === model ? profiles() : others ??= recommendationProfiles(asked, complete, model);
  return names.map((name) =>
    find(PERSONAL, name)({ model, asked, profiles, askedProfiles, options: complete })
  );
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
 * @param weighedBy The model whose users say how rare an attribute is (default: the model itself).
 * @returns p, (users, attributes).
 */
export function recommendationProfiles(
  model: PersonalModel,
  options: Pick<RecommenderOptions, "profile" | "scaling" | "idf">,
  weighedBy: PersonalModel = model,
): SparseMatrix {
  const profilesOf = (model: PersonalModel) =>
    userProfiles(model, options.profile, options.scaling);
  const profiles = profilesOf(model);
  if (!options.idf) return profiles;
  return weightProfiles(profiles, idf(weighedBy === model ? profiles : profilesOf(weighedBy)));
}
