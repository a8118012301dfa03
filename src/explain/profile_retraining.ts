import type { PersonalModel } from "../model/personal_model.ts";
import type { Backend } from "../model/training_backend.ts";
import type { ProfileRow } from "../recommend/nearest_users.ts";
import { DEFAULT_RECOMMENDER_OPTIONS, type RecommenderOptions } from "../recommend/registry.ts";
import { retrainedProfiles } from "../recommend/retrained_profile.ts";
import { retrainUser, withRetrainedUser } from "../train/retrain_user.ts";

/** What became of a user who was trained without some ratings. */
export interface RetrainedProfile {
  /** The profile, to stand in for the user's own in an `Adjustment`. */
  readonly profile: ProfileRow;
  /** The model with this user in place of the one that had all ratings, to make explanations of. */
  model(): PersonalModel;
}

/** Trains a user without the ratings of some items, by index. */
export type Retrain = (user: number, without: ReadonlySet<number>) => Promise<RetrainedProfile>;

/**
 * Prepares to ask what a user's profile would be without some of their ratings: each question is a training of that one user. All
 * other users and the idf stay as they were.
 *
 * @param model The trained model.
 * @param options Definition, scaling, idf and completion of the profiles, as for `createRecommenders`.
 * @param backend Where to compute; must not be disposed of before the last question.
 * @param signal Stops a training; the question then fails with its reason.
 * @returns What trains.
 */
export function profileRetraining(
  model: PersonalModel,
  options: Partial<Pick<RecommenderOptions, "profile" | "scaling" | "idf" | "completion">>,
  backend: Backend,
  signal?: AbortSignal,
): Retrain {
  let profileOf: ReturnType<typeof retrainedProfiles> | undefined;
  return async (user, without) => {
    profileOf ??= retrainedProfiles(model, { ...DEFAULT_RECOMMENDER_OPTIONS, ...options });
    const retrained = await retrainUser(model, user, without, backend, { signal });
    return {
      profile: profileOf(retrained),
      model: () => withRetrainedUser(model, user, without, retrained),
    };
  };
}
