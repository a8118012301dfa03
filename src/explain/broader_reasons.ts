import type { Attribute } from "../data/attribute.ts";
import { attributeLabel } from "../data/labels.ts";
import { broaderLayer } from "../data/broader_layer.ts";
import { isShared, type Model } from "../model/model.ts";
import { categoryParts, innerOffsets } from "../model/deep_profiles.ts";
import { neuronsOf } from "../model/model_neurons.ts";
import { countNeurons } from "../model/named_neurons.ts";
import type { PersonalModel, ProfileScaling } from "../model/personal_model.ts";
import type { Attribution } from "./attribution.ts";
import { categoryShares } from "./category_shares.ts";

/** A score taken apart by broader categories. */
export interface BroaderReasons {
  /**
   * Whether all parts are exact parts of the score. Where they are not, what a neuron of several categories adds was shared out over them in
   * proportion, because what lies between them is not linear; the sum is the score all the same.
   */
  readonly exact: boolean;
  /** The strongest categories in a sentence; empty where none speaks for the item. */
  readonly sentence: string;
  /** Categories of the knowledge graph, strongest first, negative ones included. */
  readonly reasons: readonly BroaderReason[];
  /** All that goes through no such category, or was not told one by one: with the reasons it sums to the score. */
  readonly others: { readonly count: number; readonly contribution: number };
}

/** What one broader category adds to a score. */
export interface BroaderReason extends Attribute {
  /** The category in words. */
  readonly label: string;
  /** Its part of the score. */
  readonly contribution: number;
  /**
   * What of the category it came through, strongest first; these parts sum to the contribution where none was left out. Empty for a category
   * that was inferred itself.
   */
  readonly through: readonly BroaderPart[];
  /** Set where categories are the neurons and the user's weight of this one was inferred from people with similar tastes. */
  readonly inferred?: true;
}

/** A neuron that a broader category's contribution went through. */
export interface BroaderPart extends Attribute {
  /** The neuron in words. */
  readonly label: string;
  /** Its part of the score. */
  readonly contribution: number;
  /** Set where the user's weight of the neuron was inferred from people with similar tastes. */
  readonly inferred?: true;
}

/** How categories are told of. */
export interface BroaderOptions {
  /** Relation, value and label of a neuron, by its index. */
  readonly nameOf: (neuron: number) => Attribute & { readonly label: string };
  /** Puts the strongest categories into a sentence; called with those that speak for the item. */
  readonly sentence: (reasons: readonly BroaderReason[], attribution: Attribution) => string;
  /** How many categories, and parts of each, to tell one by one. */
  readonly limit: number;
  /** How profiles were scaled: parts of a stretched one are no exact parts of a category. */
  readonly scaling: ProfileScaling;
}

/** Category, neuron and part of the score of each path. */
interface Path {
  readonly category: number;
  readonly part: number;
  /** Missing where the category itself was inferred. */
  readonly through?: Attribute & { readonly label: string };
  /** Whether what it goes through, or else the category, was inferred. */
  readonly inferred: true | undefined;
  /** Whether the user's weight of the neuron is above 0: a dislike that speaks for an item is no liking. */
  readonly liked: boolean;
}

/**
 * Prepares to take scores apart by broader categories.
 *
 * @param model A model with a second hidden layer, or seen from it.
 * @param options How to tell.
 * @returns What groups the contributions of a user's score; undefined where the model has one layer.
 */
export function broaderReasons(
  model: Model,
  options: BroaderOptions,
): ((user: number, attribution: Attribution) => BroaderReasons) | undefined {
  if (!isShared(model) && model.seenFrom) return viewReasons(model.seenFrom, options);
  const shares = categoryShares(model);
  if (!shares) return undefined;
  const layer = broaderLayer(model.dataset);
  const neurons = countNeurons(neuronsOf(model));
  let own = NaN, shareOut: ReturnType<typeof shares.of>;
  return (user, attribution) => {
    if (user !== own) shareOut = shares.of(own = user);
    let exact = true;
    const paths: Path[] = [];
    for (const { neuron, value, weight, inferred } of attribution.contributions) {
      // What comes from everyone goes through no neuron.
      const parts = neuron < neurons ? shareOut(neuron) : [{ category: Infinity, share: 1 }];
      if (parts.length > 1 && !shares.exact) exact = false;
      for (const { category, share } of parts) {
        const through = options.nameOf(neuron);
        paths.push({ category, part: value * share, through, inferred, liked: weight > 0 });
      }
    }
    return group(attribution, paths, layer, exact, options);
  };
}

/** Where categories are the neurons: what they are made of is exact, c_g being the sum of h_f U1[f,g]. */
function viewReasons(model: PersonalModel, options: BroaderOptions) {
  const broader = model.broader!, { attributes } = model.dataset;
  const offsets = innerOffsets(model.activations, broader.layer.graph);
  return (user: number, attribution: Attribution): BroaderReasons => {
    const parts = categoryParts(model, broader, offsets, user);
    const paths = attribution.contributions.flatMap((contribution): Path[] => {
      const { neuron: category, value, weight, inferred } = contribution;
      const liked = weight > 0;
      // Nothing of the user's own lies behind it.
      if (inferred) return [{ category, part: value, inferred, liked }];
      const behind = parts.get(category) ?? [];
      const sum = behind.reduce((total, { part }) => total + part, 0);
      return behind.map(({ attribute, part }): Path => ({
        category,
        part: value * (sum === 0 ? 1 / behind.length : part / sum),
        liked,
        inferred,
        through: { ...attributes[attribute], label: attributeLabel(attributes[attribute]) },
      }));
    });
    return group(attribution, paths, broader.layer, options.scaling === "raw", options);
  };
}

function group(
  attribution: Attribution,
  paths: readonly Path[],
  { categories, named }: ReturnType<typeof broaderLayer>,
  exact: boolean,
  { limit, sentence }: BroaderOptions,
): BroaderReasons {
  const strongest = (a: { contribution: number }, b: { contribution: number }) =>
    Math.abs(b.contribution) - Math.abs(a.contribution);
  const found = Map.groupBy(
    paths.filter(({ category, part }) => category < named && part !== 0),
    ({ category }) => category,
  );
  const reasonOf = (category: number, own: readonly Path[]): BroaderReason => ({
    ...categories[category],
    label: attributeLabel(categories[category]),
    contribution: own.reduce((sum, { part }) => sum + part, 0),
    through: own.flatMap(({ part, through, inferred }) => {
      if (!through) return [];
      const { relation, value, label } = through;
      return [{ relation, value, label, contribution: part, ...(inferred && { inferred }) }];
    }).sort(strongest),
    ...(own.some(({ through }) => !through) && { inferred: true as const }),
  });
  const all = [...found].map(([category, own]) => reasonOf(category, own)).sort(strongest);
  const liked = [...found].map(([category, own]) =>
    reasonOf(category, attribution.through === "network" ? own : own.filter(({ liked }) => liked))
  ).sort(strongest);
  const told = all.slice(0, limit).map((reason) => ({
    ...reason,
    through: reason.through.slice(0, limit),
  }));
  const sum = told.reduce((total, { contribution }) => total + contribution, 0);
  const total = attribution.contributions.reduce((all, { value }) => all + value, 0);
  const outside = new Set(paths.filter(({ category }) => category >= named).map((p) => p.category));
  return {
    exact,
    sentence: sentence(liked.filter(({ contribution }) => contribution > 0), attribution),
    reasons: told,
    others: {
      count: all.length - told.length + outside.size,
      contribution: total - sum,
    },
  };
}
