import { titleLabel } from "../../data/titles.ts";
import { countRatings } from "../../data/rating_counts.ts";
import { UsageError } from "../../errors.ts";
import { isShared, type Model } from "../../model/model.ts";
import { neuronsOf } from "../../model/model_neurons.ts";
import { countNeurons, neuronAt, neuronLabel, neuronName } from "../../model/named_neurons.ts";
import type { RowInference } from "../../recommend/profile_inference.ts";
import type { Recommender } from "../../recommend/recommender.ts";
import { isAdjustable, whatIf } from "../../recommend/what_if.ts";
import type { Attribution, Contribution } from "../attribution.ts";
import { createExplainer, type ExplainerOptions } from "../explanation.ts";
import { tidySentence } from "../grammar.ts";
import { inferenceOf } from "../inferred_reasons.ts";
import { createPhrases } from "../phrases.ts";
import { attributors, createAttributor, type ExplainableRecommender } from "../registry.ts";
import { recommendationSentence } from "../sentence.ts";
import type { SentenceKey } from "../templates.ts";
import type { NamedNeuron, NamedPart, StyleContext } from "./style.ts";

/** How styles speak, and of which list. */
export interface StyleOptions extends ExplainerOptions {
  /** How many reasons a style gives, from 1 (default 3). */
  readonly limit?: number;
  /** Length of the list that items are or are not among, from 1 (default 10). */
  readonly n?: number;
  /** Whether the list is of the items that nobody rated (default false). */
  readonly newItems?: boolean;
}

/**
 * Prepares what all styles of one model and recommender share.
 *
 * @param model The trained model.
 * @param recommender One of the explainable recommenders, made of this model.
 * @param options How to speak, and of which list.
 * @returns The context.
 * @throws {UsageError} Where the recommender's scores cannot be taken apart, or `limit` or `n` is not a whole number from 1.
 */
export function createStyleContext(
  model: Model,
  recommender: Recommender,
  options: StyleOptions = {},
): StyleContext {
  const { limit = 3, n = 10, newItems = false } = options;
  for (const [name, value] of Object.entries({ limit, n })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new UsageError(`Cannot explain: ${name} is ${value}, expected a whole number from 1`);
  }
  if (!Object.hasOwn(attributors, recommender.name)) {
    throw new UsageError(
      `Cannot explain: the recommender is '${recommender.name}', expected one of ` +
        Object.keys(attributors).join(", "),
    );
  }
  const { dataset } = model;
  const { ratings, items, scale } = dataset.interactions;
  const titles = options.itemLabels ?? items.ids;
  const neurons = neuronsOf(model);
  const explainer = createExplainer(model, recommender, options);
  const nameOf = (neuron: number) =>
    neuronName(neuronAt(neurons, neuron), dataset.attributes, titles);
  const speech = {
    ...options,
    fansKind: isShared(model) ? model.settings.fansKind : undefined,
    implicit: scale === "implicit",
  };
  const edges = isShared(model) ? [model.network.decoder, dataset.graph] : [dataset.graph];
  const popularity = countNeurons(neurons);
  let counts: Uint32Array | undefined;
  /** How neurons are named to a user some of whose weights may have been inferred. */
  const speaker = (inference?: RowInference) => {
    const spoken = { ...speech, inferred: inference?.isInferred };
    const phrases = createPhrases(nameOf, spoken);
    const name = (index: number): NamedNeuron => {
      const neuron = neuronAt(neurons, index);
      return {
        kind: neuron.kind,
        ...neuronName(neuron, dataset.attributes, items.ids),
        label: neuronLabel(neuron, dataset.attributes, titles),
        ...(inference?.isInferred(index) ? { inferred: true } : {}),
      };
    };
    return {
      phrases,
      name,
      part: ({ neuron, value, weight, ofItem }: Contribution): NamedPart => ({
        ...name(neuron),
        contribution: value,
        weight,
        ofItem,
      }),
      recommendation: (attribution: Attribution) =>
        recommendationSentence(attribution, nameOf, spoken),
      sentence: (key: SentenceKey, values?: Readonly<Record<string, string>>) =>
        tidySentence(phrases.say(key, values)),
    };
  };
  const context: StyleContext = {
    model,
    recommender: recommender as ExplainableRecommender,
    limit,
    n,
    newItems,
    graded: scale !== "implicit" &&
      (!isShared(model) || ["graded", "scaled"].includes(model.network.input.value)),
    attribution: createAttributor(recommender, dataset.graph),
    explanation: explainer.explain,
    leadsTo: (neuron, item) =>
      neuron === popularity ||
      edges.some(({ itemStart, itemAttributes }) =>
        itemAttributes.subarray(itemStart[item], itemStart[item + 1]).includes(neuron)
      ),
    whatIf: (user) => isAdjustable(recommender) ? whatIf(recommender, user) : undefined,
    ratingCounts: () => counts ??= countRatings(ratings),
    itemOf: (item) => ({ item: items.ids[item], label: titles[item] }),
    title: (item) => titleLabel(titles[item]),
    ...speaker(),
    forUser(user) {
      const inference = inferenceOf(recommender, user);
      return inference ? { ...context, ...speaker(inference) } : context;
    },
  };
  return context;
}
