import type { Neuron } from "../../model/named_neurons.ts";
import type { Model } from "../../model/model.ts";
import type { WhatIf } from "../../recommend/what_if.ts";
import type { Attribution, Contribution } from "../attribution.ts";
import type { Explanation } from "../explanation.ts";
import type { Phrases } from "../phrases.ts";
import type { ExplainableRecommender } from "../registry.ts";
import type { SentenceKey } from "../templates.ts";
import type { CounterfactualFinding } from "./counterfactual.ts";

/** What every style says of an item. */
export interface StyleResult {
  /** Id of the item. */
  readonly item: string;
  /** Its title as the data write it, or else its id. */
  readonly label: string;
  /** One or more plain sentences that claim no more than the numbers beside them. */
  readonly sentence: string;
}

/** A neuron by name. */
export interface NamedNeuron {
  /** What it is: an attribute, the fans of an item, or what the item gets from everyone. */
  readonly kind: Neuron["kind"];
  /** The relation, as the data write it; `fans of` and `overall popularity` for what is no attribute. */
  readonly relation: string;
  /** The value, as the data write it; the item's id for its fans. */
  readonly value: string;
  /** The neuron in words: `relation: value`, or `fans of <title>`. */
  readonly label: string;
  /** Set where the user's weight of it was not learned from their ratings but inferred from people with similar tastes. */
  readonly inferred?: true;
}

/** A named neuron with what it adds to a score. */
export interface NamedPart extends NamedNeuron {
  /** The part of the score that is due to the neuron. */
  readonly contribution: number;
  /** The user's own weight of the neuron. */
  readonly weight: number;
  /** Whether the neuron leads to the item itself; through neighbours it need not. */
  readonly ofItem: boolean;
}

/** What a style is asked. */
export interface StyleQuestion {
  /** Index of the user. */
  readonly user: number;
  /** Index of the item that is explained; for `contrastive`, of the item that is missed. */
  readonly item: number;
  /** Index of the item that it is compared with: `pairwise` and `difference` need one. */
  readonly versus?: number;
  /** What was found to take the item out of the list: `counterfactual` needs it. */
  readonly counterfactual?: CounterfactualFinding;
}

/** What styles go by: one model, one recommender, one way to speak. */
export interface StyleContext {
  /** The model. */
  readonly model: Model;
  /** The recommender whose scores are explained. */
  readonly recommender: ExplainableRecommender;
  /** How neurons and lists are put into words. */
  readonly phrases: Phrases;
  /** How many reasons a style gives. */
  readonly limit: number;
  /** Length of the list that items are or are not among. */
  readonly n: number;
  /** Whether the list is of the items that nobody rated, in place of the others. */
  readonly newItems: boolean;
  /** Whether a shared network hears how high a rating is, or only that there is one; true in personal mode. */
  readonly graded: boolean;
  /** Takes a score apart; undefined where the recommender has nothing to go by. */
  attribution(user: number, item: number): Attribution | undefined;
  /** The same with the ratings behind each reason. */
  explanation(user: number, item: number): Explanation | undefined;
  /** Whether a neuron leads to an item: the item has the attribute, an edge of a shared network leads there, or it is everyone's. */
  leadsTo(neuron: number, item: number): boolean;
  /** The user, to be asked what if their neurons weighed otherwise; undefined where the recommender goes by none. */
  whatIf(user: number): WhatIf | undefined;
  /** Number of ratings of each item. */
  ratingCounts(): Uint32Array;
  /** The name of a neuron. */
  name(neuron: number): NamedNeuron;
  /** A contribution with the name of its neuron. */
  part(contribution: Contribution): NamedPart;
  /** Id and title of an item, as the data write them. */
  itemOf(item: number): { readonly item: string; readonly label: string };
  /** The title of an item as a sentence has it. */
  title(item: number): string;
  /** The sentence of `recommendationSentence`. */
  recommendation(attribution: Attribution): string;
  /**
   * The same for one user, with the mark wherever a neuron is named whose weight was inferred for them.
   *
   * @param user Index of the user.
   */
  forUser(user: number): StyleContext;
  /** A whole sentence of a template. */
  sentence(key: SentenceKey, values?: Readonly<Record<string, string>>): string;
}

/** One way to explain: numbers, and a sentence about them. Undefined where the recommender has nothing to go by for the user. */
export type Style<Result extends StyleResult> = (
  context: StyleContext,
  question: StyleQuestion,
) => Result | undefined;
