import type { Attribute } from "../data/attribute.ts";
import type { Inference, RowInference } from "../recommend/profile_inference.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { type ExplainableRecommender, isExplainable } from "./registry.ts";

/** Why a weight was inferred, in the words of the data. */
export interface ReasonInference {
  /** The level that is most probable for people with similar tastes, 1 to 10 of the user's scale. */
  readonly level: number;
  /** How much the attribute at this level is expected in the profile: a mean over the user's own tokens, so that parts sum to it. */
  readonly score: number;
  /** The user's own tastes that made it likely, largest part first, at most three. */
  readonly tokens: readonly InferringToken[];
  /** All other tokens of the user: how many, and their part. */
  readonly others: { readonly count: number; readonly part: number };
}

/** One of the user's own tastes, at its level. */
export interface InferringToken extends Attribute {
  /** The attribute in words: `relation: value`. */
  readonly label: string;
  /** Its level in the user's profile, 1 to 10. */
  readonly level: number;
  /** Its part of the score. */
  readonly part: number;
}

/** How many of the user's tokens are named. */
const MOST_TOKENS = 3;

/**
 * What of a user's weights a recommender has inferred from others' profiles.
 *
 * @param recommender Any recommender.
 * @param user Index of the user.
 * @returns What tells; undefined where the recommender goes by learned weights alone.
 */
export function inferenceOf(recommender: Recommender, user: number): RowInference | undefined {
  if (!isExplainable(recommender) || !hasProfiles(recommender)) return undefined;
  return recommender.profile(user).inference;
}

function hasProfiles(
  recommender: ExplainableRecommender,
): recommender is Extract<ExplainableRecommender, { readonly profile: unknown }> {
  return "profile" in recommender;
}

/**
 * Puts an inference into the words of the data.
 *
 * @param inference What made the weight likely.
 * @param nameOf Relation, value and label of an attribute, by its index.
 * @returns The tokens that carried it, and the others as one.
 */
export function reasonInference(
  { level, score, parts }: Inference,
  nameOf: (attribute: number) => Attribute & { readonly label: string },
): ReasonInference {
  const told = parts.slice(0, MOST_TOKENS), others = parts.slice(MOST_TOKENS);
  return {
    level,
    score,
    tokens: told.map(({ attribute, level, part }) => {
      const { relation, value, label } = nameOf(attribute);
      return { relation, value, label, level, part };
    }),
    others: { count: others.length, part: others.reduce((sum, { part }) => sum + part, 0) },
  };
}
