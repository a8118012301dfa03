import type { Dataset } from "../data/dataset.ts";
import { isShared, type Model } from "../model/model.ts";
import { neuronsOf } from "../model/model_neurons.ts";
import { type Neuron, neuronAt, neuronLabel, neuronName } from "../model/named_neurons.ts";
import type { ProfileDefinition, ProfileScaling } from "../model/personal_model.ts";
import type { RowInference } from "../recommend/profile_inference.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { attributionError } from "./attribution_error.ts";
import { type BroaderReasons, broaderReasons } from "./broader_reasons.ts";
import { broaderSentence } from "./broader_sentence.ts";
import { evidenceFinder } from "./evidence_finder.ts";
import { type NeighbourSummary, summariseNeighbours } from "./neighbour_summary.ts";
import { inferenceOf, type ReasonInference, reasonInference } from "./inferred_reasons.ts";
import type { NeuronEvidence } from "./network_evidence.ts";
import { otherReasons } from "./other_reasons.ts";
import { createAttributor, isExplainable } from "./registry.ts";
import { recommendationSentence } from "./sentence.ts";
import type { Templates } from "./templates.ts";

/** One named reason of a score. */
export interface Reason {
  /** What the reason is: an attribute, the fans of an item, what the item gets from everyone, or all other reasons together. */
  readonly kind: Neuron["kind"] | "other";
  /** The relation, as the data write it; `fans of` and `overall popularity` for what is no attribute. */
  readonly relation: string;
  /** The value, as the data write it; the item's id for its fans. */
  readonly value: string;
  /** The reason in words: `relation: value`, or `fans of <title>`. */
  readonly label: string;
  /** The part of the score that is due to the neuron; the parts of all reasons sum to the score. */
  readonly contribution: number;
  /** The user's weight of the neuron: of the profile that was used, or the shared network's hidden value. */
  readonly weight: number;
  /** Whether the recommended item itself has the attribute, or is tied to the fans; through neighbours it need not. */
  readonly ofItem: boolean;
  /** The user's own ratings behind the neuron, largest share first. */
  readonly evidence: readonly RatingEvidence[];
  /** Share of the neuron's own bias in its weight, the same for everyone; absent where it has none. */
  readonly biasShare?: number;
  /** Of all other reasons together, how many they are; they have no weight and no evidence of their own. */
  readonly count?: number;
  /** Set where the weight was not learned from the user's ratings but inferred from people with similar tastes; there is no evidence then. */
  readonly inferred?: true;
  /** Of an inferred weight, what made it likely. */
  readonly inference?: ReasonInference;
}

/** One of the user's own ratings behind a neuron. */
export interface RatingEvidence {
  /** Id of the rated item. */
  readonly item: string;
  /** The user's rating of it, on the original scale. */
  readonly rating: number;
  /** Its share in the neuron's raw weight; shares, and that of a bias, sum to 1. */
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
  /**
   * Whether shares of evidence are exact parts of a neuron's weight, or in proportion to what flowed into it because the hidden units are
   * not linear.
   */
  readonly evidence: "exact" | "proportional";
  /** One sentence that names the strongest reasons. */
  readonly sentence: string;
  /** Every reason, strongest first, negative ones included; where their number was limited, the others as one at the end. */
  readonly reasons: readonly Reason[];
  /** The score by broader categories; only of models with a second hidden layer. */
  readonly broader?: BroaderReasons;
  /** How many neighbours rated the item and how, without saying who; for profile-knn alone. */
  readonly neighbours?: NeighbourSummary;
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

/** How an explainer speaks. */
export interface ExplainerOptions {
  /** The profile definition that the recommender was made with, which decides how an attribute's weight is shared. */
  readonly profile?: ProfileDefinition;
  /** What items are called, in the plural (default `items`). */
  readonly noun?: string;
  /** Title of each item, by index (default: the ids). */
  readonly itemLabels?: readonly string[];
  /** How many reasons to tell one by one, the strongest, from 0; the others become one (default: all). */
  readonly reasons?: number;
  /** The wording of sentences (default: the built-in one). */
  readonly templates?: Templates;
  /** The scaling of the profiles that the recommender was made with (default `raw`). */
  readonly scaling?: ProfileScaling;
}

/**
 * Makes an explainer.
 *
 * @param model The trained model.
 * @param recommender One of the explainable recommenders, made of this model.
 * @param options How to speak.
 * @returns The explainer.
 * @throws {UsageError} Where the scores of the recommender cannot be taken apart.
 */
export function createExplainer(
  model: Model,
  recommender: Recommender,
  options: ExplainerOptions = {},
): Explainer {
  const { dataset } = model;
  const { users, items } = dataset.interactions;
  const itemLabels = options.itemLabels ?? items.ids;
  const limit = options.reasons ?? Infinity;
  const attribute = createAttributor(recommender, dataset.graph);
  const neurons = neuronsOf(model);
  const sentenceNames = (neuron: number) =>
    neuronName(neuronAt(neurons, neuron), dataset.attributes, itemLabels);
  const findEvidence = evidenceFinder(model, options.profile ?? "activation");
  // The names of a neuron are the same for everybody, its evidence for all items of a user.
  const names: Pick<Reason, "kind" | "relation" | "value" | "label">[] = [];
  const nameOf = (index: number) => {
    const neuron = neuronAt(neurons, index);
    return {
      kind: neuron.kind,
      ...neuronName(neuron, dataset.attributes, items.ids),
      label: neuronLabel(neuron, dataset.attributes, itemLabels),
    };
  };
  const nameOnce = (index: number) => names[index] ??= nameOf(index);
  const evidence = isShared(model)
    ? model.network.activation === "identity" ? "exact" : "proportional"
    : model.seenFrom
    ? "proportional"
    : "exact";
  const speech = {
    noun: options.noun,
    templates: options.templates,
    fansKind: isShared(model) ? model.settings.fansKind : undefined,
    implicit: dataset.interactions.scale === "implicit",
  };
  const byCategory = broaderReasons(model, {
    nameOf: nameOnce,
    sentence: (reasons, { through }) => broaderSentence(reasons, through, speech),
    limit,
    scaling: options.scaling ?? "raw",
  });
  let evidenceUser = -1;
  let evidenceOf: (neuron: number) => Pick<Reason, "evidence" | "biasShare">;
  let inference: RowInference | undefined;
  const inferences = new Map<number, ReasonInference>();
  const inferenceBehind = (neuron: number) => {
    const known = inferences.get(neuron) ??
      reasonInference(inference!.behind(neuron)!, nameOnce);
    inferences.set(neuron, known);
    return known;
  };
  return {
    explain(user, item) {
      const attribution = attribute(user, item);
      if (!attribution) return undefined;
      if (user !== evidenceUser) {
        evidenceOf = ratedEvidence(dataset, user, findEvidence(user));
        inference = inferenceOf(recommender, user);
        inferences.clear();
        evidenceUser = user;
      }
      const { contributions } = attribution;
      const reasons = contributions.slice(0, limit).map((reason): Reason => {
        const { neuron, value, weight, ofItem, inferred } = reason;
        const told = { ...nameOnce(neuron), contribution: value, weight, ofItem };
        if (!inferred) return { ...told, ...evidenceOf(neuron) };
        return { ...told, evidence: [], inferred, inference: inferenceBehind(neuron) };
      });
      if (contributions.length > limit) reasons.push(otherReasons(contributions, limit));
      return {
        user: users.ids[user],
        item: items.ids[item],
        score: attribution.score,
        error: attributionError(
          attribution.score,
          reasons.map(({ contribution }) => contribution),
        ),
        evidence,
        sentence: recommendationSentence(attribution, sentenceNames, {
          ...speech,
          inferred: inference?.isInferred,
        }),
        reasons,
        ...(byCategory && { broader: byCategory(user, attribution) }),
        ...(isExplainable(recommender) && recommender.name === "profile-knn"
          ? { neighbours: summariseNeighbours(recommender, user, item) }
          : {}),
      };
    },
  };
}

/** The evidence of a user's neurons in the words of the data; each is made once, when it is asked for. */
function ratedEvidence(
  { interactions: { ratings, items } }: Dataset,
  user: number,
  find: (neuron: number) => NeuronEvidence | undefined,
): (neuron: number) => Pick<Reason, "evidence" | "biasShare"> {
  const rating = new Map<number, number>();
  for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
    rating.set(ratings.indices[k], ratings.values[k]);
  }
  const found = new Map<number, Pick<Reason, "evidence" | "biasShare">>();
  return (neuron) => {
    let known = found.get(neuron);
    if (known) return known;
    const behind = find(neuron);
    known = {
      evidence: (behind?.shares ?? []).map(({ item, share }) => ({
        item: items.ids[item],
        rating: rating.get(item)!,
        share,
      })),
      ...(behind && behind.biasShare !== 0 ? { biasShare: behind.biasShare } : {}),
    };
    found.set(neuron, known);
    return known;
  };
}
