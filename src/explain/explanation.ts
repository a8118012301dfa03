import type { Dataset } from "../data/dataset.ts";
import { attributeLabel } from "../data/labels.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { encoderWeights, networkInputs, type PersonalModel } from "../model/personal_model.ts";
import type { ProfileDefinition } from "../model/personal_model.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { attributeEvidence } from "./evidence.ts";
import { attributeScore } from "./registry.ts";
import { recommendationSentence } from "./sentence.ts";

/** One named reason of a score. */
export interface Reason {
  /** The relation, as the data write it. */
  readonly relation: string;
  /** The value, as the data write it. */
  readonly value: string;
  /** `relation: value` in words. */
  readonly label: string;
  /** The part of the score that is due to the attribute; the parts of all reasons sum to the score. */
  readonly contribution: number;
  /** The user's weight of the attribute in the profile that was used. */
  readonly weight: number;
  /** Whether the recommended item itself has the attribute; through neighbours it need not. */
  readonly ofItem: boolean;
  /** The user's own ratings behind the attribute, largest share first. */
  readonly evidence: readonly RatingEvidence[];
}

/** One of the user's own ratings behind an attribute. */
export interface RatingEvidence {
  /** Id of the rated item. */
  readonly item: string;
  /** The user's rating of it, on the original scale. */
  readonly rating: number;
  /** Its share in the attribute's raw profile weight; shares sum to 1. */
  readonly share: number;
}

/** A score taken apart in words. */
export interface Explanation {
  /** Id of the user. */
  readonly user: string;
  /** Id of the item. */
  readonly item: string;
  /** The score that ranks the item. */
  readonly score: number;
  /**
   * How exactly the reasons add up: |sum of contributions - score| / |score|, or, where contributions of both signs cancel to
   * a score of 0, over the sum of their absolute values.
   */
  readonly error: number;
  /** One sentence that names the strongest reasons. */
  readonly sentence: string;
  /** Every reason, strongest first, negative ones included. */
  readonly reasons: readonly Reason[];
}

/** Explains the recommendations of one model; what all explanations of a user share is computed once. */
export interface Explainer {
  /**
   * Takes one score apart.
   *
   * @param user Index of the user.
   * @param item Index of the item.
   * @returns The explanation; undefined where the recommender has nothing to go by for the user.
   */
  explain(user: number, item: number): Explanation | undefined;
}

/**
 * Makes an explainer.
 *
 * @param model The trained model.
 * @param recommender One of the explainable recommenders, made of this model.
 * @param options `profile`: the profile definition that the recommender was made with, which decides how an attribute's
 * weight is shared among the ratings behind it. `noun`: what items are called, in the plural.
 * @returns The explainer.
 */
export function createExplainer(
  model: PersonalModel,
  recommender: Recommender,
  options: { readonly profile?: ProfileDefinition; readonly noun?: string } = {},
): Explainer {
  const { dataset } = model;
  const { users, items } = dataset.interactions;
  const inputs = networkInputs(dataset);
  let evidenceUser = -1;
  let evidence = new Map<number, RatingEvidence[]>();
  return {
    explain(user, item) {
      const attribution = attributeScore(recommender, dataset.graph, user, item);
      if (!attribution) return undefined;
      if (user !== evidenceUser) {
        evidence = ratingsBehindAttributes(model, inputs, user, options.profile ?? "activation");
        evidenceUser = user;
      }
      let sum = 0, size = 0;
      for (const { value } of attribution.contributions) {
        sum += value;
        size += Math.abs(value);
      }
      const off = Math.abs(sum - attribution.score);
      return {
        user: users.ids[user],
        item: items.ids[item],
        score: attribution.score,
        error: off === 0 ? 0 : off / (Math.abs(attribution.score) || size),
        sentence: recommendationSentence(attribution, dataset.attributes, { noun: options.noun }),
        reasons: attribution.contributions.map(({ attribute, value, weight, ofItem }) => ({
          ...dataset.attributes[attribute],
          label: attributeLabel(dataset.attributes[attribute]),
          contribution: value,
          weight,
          ofItem,
          evidence: evidence.get(attribute) ?? [],
        })),
      };
    },
  };
}

/** For each attribute of the user's profile, the user's ratings behind it. */
function ratingsBehindAttributes(
  model: PersonalModel,
  inputs: SparseMatrix,
  user: number,
  profile: ProfileDefinition,
): Map<number, RatingEvidence[]> {
  const { dataset } = model;
  const rating = ratingsOf(dataset, user);
  return new Map(
    encoderWeights(model, inputs, user).map((edges) => {
      const { shares } = attributeEvidence(
        edges.items,
        edges.weights,
        profile === "activation" ? edges.inputs : undefined,
      );
      return [
        edges.attribute,
        shares.map(({ item, share }) => ({
          item: dataset.interactions.items.ids[item],
          rating: rating.get(item)!,
          share,
        })),
      ];
    }),
  );
}

function ratingsOf({ interactions: { ratings } }: Dataset, user: number): Map<number, number> {
  const found = new Map<number, number>();
  for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
    found.set(ratings.indices[k], ratings.values[k]);
  }
  return found;
}
