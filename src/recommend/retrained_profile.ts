import { type PersonalModel, userProfiles } from "../model/personal_model.ts";
import { idf, weightProfiles } from "./attribute_weighting.ts";
import { type ProfileRow, rowOf } from "./nearest_users.ts";
import { completeProfiles, completerFor } from "./profile_completer.ts";
import type { RecommenderOptions } from "./registry.ts";

/**
 * Prepares the profiles of retrained users to be compared with the others of a model: defined, scaled and weighted as the options say, with
 * the idf of the model as it was.
 *
 * @param model The model that recommendations are made of.
 * @param options Definition, scaling, idf and completion, as for `createRecommenders`.
 * @returns The profile of the first user of a model as `retrainUser` makes it.
 */
export function retrainedProfiles(
  model: PersonalModel,
  options: Pick<RecommenderOptions, "profile" | "scaling" | "idf" | "completion">,
): (retrained: PersonalModel) => ProfileRow {
  const { profile, scaling } = options;
  const completer = options.completion &&
    completerFor(options.completion, profile, model.activations.columns);
  const weights = options.idf ? idf(userProfiles(model, profile, scaling)) : undefined;
  return (retrained) => {
    const learned = userProfiles(retrained, profile, scaling);
    const own = completer ? completeProfiles(learned, completer) : learned;
    const row = rowOf(weights ? weightProfiles(own, weights) : own, 0);
    return completer ? { ...row, inference: completer.inference(rowOf(learned, 0)) } : row;
  };
}
