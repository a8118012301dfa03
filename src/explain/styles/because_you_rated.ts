import type { Explanation } from "../explanation.ts";
import { type OwnRating, ratingWords, sayRatings } from "./own_ratings.ts";
import type { StyleContext, StyleQuestion, StyleResult } from "./style.ts";

/** What one of the user's own ratings adds to a score. */
export interface RatingPart extends OwnRating {
  /** Sum over the neurons of the neuron's contribution times the rating's share in the neuron; may be negative. */
  readonly contribution: number;
}

/** A score shared out over the user's own ratings. */
export interface RatingParts {
  /** The ratings that add to the score or take from it, largest first. */
  readonly ratings: readonly RatingPart[];
  /** What comes from biases, of the output and of neurons, and is the same for everyone. */
  readonly biases: number;
  /** What cannot be shared out: of neurons whose ratings sum to a weight of 0. */
  readonly unshared: number;
}

/** The user's own ratings behind one score, in words and numbers. */
export interface BecauseYouRatedResult extends StyleResult, Omit<RatingParts, "ratings"> {
  /** Tells the styles apart. */
  readonly style: "because-you-rated";
  /** The score: the contributions of all ratings, biases and what is unshared sum to it. */
  readonly score: number;
  /** Whether shares in neurons are exact, or in proportion to what flowed into them. */
  readonly evidence: Explanation["evidence"];
  /** All ratings behind the score, largest contribution first, negative ones included. */
  readonly ratings: readonly (RatingPart & { readonly label: string })[];
}

/**
 * Shares a score out over the user's own ratings: a rating gets, of each neuron's contribution, its share in the neuron.
 *
 * @param explanation The score taken apart, with the ratings behind each reason.
 * @param hasBiases Whether neurons have biases, so that what no rating stands behind comes from these.
 * @returns The parts; they sum to the score but for float64 rounding.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const neuron = (contribution: number, heat: number, ali: number) => ({
 *   ...{ kind: "attribute", relation: "genre", value: "crime", label: "genre: crime", weight: 1, ofItem: true } as const,
 *   contribution,
 *   evidence: [{ item: "Heat", rating: 5, share: heat }, { item: "Ali", rating: 4, share: ali }],
 * });
 * const { ratings } = ratingParts({ reasons: [neuron(4, 0.5, 0.5), neuron(-2, 0.25, 0.75)] }, false);
 * deepStrictEqual(ratings, [{ item: "Heat", rating: 5, contribution: 1.5 }, { item: "Ali", rating: 4, contribution: 0.5 }]);
 * ```
 */
export function ratingParts(
  { reasons }: Pick<Explanation, "reasons">,
  hasBiases: boolean,
): RatingParts {
  const found = new Map<string, { item: string; rating: number; contribution: number }>();
  let biases = 0, unshared = 0;
  for (const { kind, contribution, evidence, biasShare = 0 } of reasons) {
    if (kind === "popularity" || (evidence.length === 0 && hasBiases)) {
      biases += contribution;
      continue;
    }
    let shared = biasShare;
    biases += contribution * biasShare;
    for (const { item, rating, share } of evidence) {
      shared += share;
      const part = found.get(item) ?? { item, rating, contribution: 0 };
      part.contribution += contribution * share;
      found.set(item, part);
    }
    // Shares sum to 1 or, where they cannot be told, are all 0.
    if (shared === 0) unshared += contribution;
  }
  const ratings = [...found.values()].filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => b.contribution - a.contribution || (a.item < b.item ? -1 : 1));
  return { ratings, biases, unshared };
}

/**
 * Because you rated: the user's own items with the largest parts of the score, summed over neurons. Through neighbours these are the ratings
 * that the shared taste comes from.
 *
 * @param context What styles go by.
 * @param question The user and the item.
 * @returns Numbers and a sentence; undefined where the recommender has nothing to go by for the user.
 */
export function explainBecauseYouRated(
  context: StyleContext,
  { user, item }: StyleQuestion,
): BecauseYouRatedResult | undefined {
  const explanation = context.explanation(user, item);
  if (!explanation) return undefined;
  const { items } = context.model.dataset.interactions;
  const parts = ratingParts(explanation, context.recommender.name === "reconstruction");
  const { score, evidence } = explanation;
  return {
    style: "because-you-rated",
    ...context.itemOf(item),
    sentence: ratingsSentence(context, explanation, parts),
    score,
    evidence,
    ...parts,
    ratings: parts.ratings.map((part) => ({
      ...part,
      label: context.itemOf(items.indexOf(part.item)!).label,
    })),
  };
}

function ratingsSentence(
  context: StyleContext,
  { score, evidence }: Explanation,
  { ratings, biases, unshared }: RatingParts,
): string {
  const { phrases: { say, rated, all }, sentence, limit } = context;
  const speaking = ratings.filter(({ contribution }) => contribution > 0);
  const named = speaking.slice(0, limit);
  const sentences: string[] = [];
  if (named.length === 0) {
    sentences.push(sentence(rated("no-rating-speaks", "no-choice-speaks")));
  } else if (context.recommender.name === "profile-knn") {
    const people = say(rated("who-rated", "who-chose"), { item: "it" });
    const own = sayRatings(context, named, context.graded);
    sentences.push(sentence("neighbours-like-you", { people, ratings: own }));
  } else {
    const words = named.map((part) => ratingWords(context, part));
    sentences.push(
      context.graded
        ? sentence("because-you-gave", { ratings: all(words.map((part) => say("gave", part))) })
        : sentence(rated("because-you-rated", "because-you-chose"), {
          titles: all(words.map(({ title }) => title)),
        }),
    );
  }
  const opposing = ratings.filter(({ contribution }) => contribution < 0);
  // A share of the score means something only where nothing is taken off again.
  if (named.length > 0 && opposing.length === 0 && biases >= 0 && unshared >= 0) {
    const sum = named.reduce((total, { contribution }) => total + contribution, 0);
    const share = `${Math.round(100 * sum / score)} %`;
    sentences.push(sentence("share-of-score", {
      share: evidence === "exact" ? share : say("about", { share }),
    }));
  }
  const floor = named.at(-1)?.contribution ?? 0;
  const most = opposing.at(-1);
  if (most && -most.contribution >= floor) {
    sentences.push(
      sentence("speaks-against", { rating: sayRatings(context, [most], context.graded) }),
    );
  }
  return sentences.join(" ");
}
