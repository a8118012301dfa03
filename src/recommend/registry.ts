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
import { type AttributeSum, attributeSum } from "./attribute_sum.ts";
import { idf, weightProfiles } from "./attribute_weighting.ts";
import { mostPopular, randomRecommender } from "./baselines.ts";
import { foldedKnn } from "./folded_knn.ts";
import { rowOf } from "./nearest_users.ts";
import { completeProfiles, completerFor, type CompletionChoice } from "./profile_completer.ts";
import type { RowInference } from "./profile_inference.ts";
import { type ProfileKnn, profileKnn } from "./profile_knn.ts";
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
  /** How profiles are completed from other users' (default: they are not). */
  readonly completion?: CompletionChoice;
}

/** Settings that belong together under one name. */
export interface RecommenderPreset {
  /** The recommender. */
  readonly recommender: string;
  /** How profiles become recommendations. */
  readonly options: Pick<RecommenderOptions, "profile" | "scaling" | "idf">;
}

/** Name of a preset. */
export type RecommenderPresetName = "java" | "weight-sum";

/**
 * Variants that score by the sum over the item's attributes, without idf. `java`, as the released Java code does: the profile is the
 * rating-weighted sum of the weights into an attribute, stretched to [0, 1]. `weight-sum`: the plain sum of the weights, as KaRS 2018
 * defines the profile, not stretched. docs/published_method.md tells what else that code does.
 */
export const RECOMMENDER_PRESETS: Readonly<Record<RecommenderPresetName, RecommenderPreset>> = {
  "java": {
    recommender: "attribute-sum",
    options: { profile: "activation", scaling: "min-max", idf: false },
  },
  "weight-sum": {
    recommender: "attribute-sum",
    options: { profile: "sum-of-weights", scaling: "raw", idf: false },
  },
};

/** What `profile-knn` and `attribute-sum` do unless told otherwise. */
export const DEFAULT_RECOMMENDER_OPTIONS: RecommenderOptions = {
  profile: "activation",
  scaling: "raw",
  idf: true,
  neighbours: 40,
  seed: 42,
};

/** Recommenders whose profiles can be completed. */
export const COMPLETABLE: readonly string[] = ["profile-knn", "attribute-sum"];

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
  let own: RecommendationProfiles | undefined, others: RecommendationProfiles | undefined;
  const made = () => own ??= profilesToRecommendBy(model, complete, model);
  const askedMade = () =>
    asked === model ? made() : others ??= profilesToRecommendBy(asked, complete, model);
  const profiles = () => made().profiles, askedProfiles = () => askedMade().profiles;
  return names.map((name) =>
    markInferred(
      find(PERSONAL, name)({ model, asked, profiles, askedProfiles, options: complete }),
      askedMade,
    )
  );
}

/** The same recommender, whose profiles tell what of them was inferred. */
function markInferred(recommender: Recommender, made: () => RecommendationProfiles): Recommender {
  if (!goesByProfiles(recommender)) return recommender;
  const { inference } = made();
  if (!inference) return recommender;
  const marked: AttributeSum | ProfileKnn = {
    ...recommender,
    profile: (user) => ({ ...recommender.profile(user), inference: inference(user) }),
  };
  return marked;
}

function goesByProfiles(recommender: Recommender): recommender is AttributeSum | ProfileKnn {
  return COMPLETABLE.includes(recommender.name) && "profile" in recommender;
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
 * The profiles that recommendations are made from: defined, scaled, completed and weighted as the options say. The idf is that of the
 * learned profiles: in completed ones nearly everybody may have nearly everything.
 *
 * @param model The trained model.
 * @param options Definition, scaling, idf and completion.
 * @param weighedBy The model whose users say how rare an attribute is (default: the model itself).
 * @returns p, (users, attributes).
 * @throws {UsageError} Where the completion was learned from profiles of another definition.
 */
export function recommendationProfiles(
  model: PersonalModel,
  options: Pick<RecommenderOptions, "profile" | "scaling" | "idf" | "completion">,
  weighedBy: PersonalModel = model,
): SparseMatrix {
  return profilesToRecommendBy(model, options, weighedBy).profiles;
}

interface RecommendationProfiles {
  readonly profiles: SparseMatrix;
  /** Of completed profiles: what of a user's was inferred. */
  readonly inference?: (user: number) => RowInference;
}

function profilesToRecommendBy(
  model: PersonalModel,
  options: Parameters<typeof recommendationProfiles>[1],
  weighedBy: PersonalModel,
): RecommendationProfiles {
  const profilesOf = (model: PersonalModel) =>
    userProfiles(model, options.profile, options.scaling);
  const learned = profilesOf(model);
  const weigh = (profiles: SparseMatrix) =>
    options.idf
      ? weightProfiles(profiles, idf(weighedBy === model ? learned : profilesOf(weighedBy)))
      : profiles;
  if (!options.completion) return { profiles: weigh(learned) };
  const completer = completerFor(options.completion, options.profile, learned.columns);
  return {
    profiles: weigh(completeProfiles(learned, completer)),
    inference: (user) => completer.inference(rowOf(learned, user)),
  };
}
