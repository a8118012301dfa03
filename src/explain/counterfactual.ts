import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import { isShared, type Model } from "../model/model.ts";
import { neuronsOf } from "../model/model_neurons.ts";
import { type Neuron, neuronAt, neuronLabel, neuronName } from "../model/named_neurons.ts";
import type { ProfileDefinition } from "../model/personal_model.ts";
import { adjustmentOf } from "../recommend/adjusted_recommender.ts";
import { candidatesFor } from "../recommend/recommend_items.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { ADJUSTABLE, isAdjustable } from "../recommend/what_if.ts";
import { type CounterfactualSet, searchCounterfactual } from "./counterfactual_search.ts";
import { type EvidenceFinder, evidenceFinder } from "./evidence_finder.ts";
import { neuronEffect, ratingEffect } from "./linear_effects.ts";
import { listLeaver } from "./list_leaver.ts";
import type { Retrain } from "./profile_retraining.ts";
import { inferenceOf } from "./inferred_reasons.ts";
import { createAttributor } from "./registry.ts";

export type { CounterfactualItem, CounterfactualSet } from "./counterfactual_search.ts";

/** A neuron that the user would have to lose. */
export interface CounterfactualNeuron {
  /** Index of the neuron. */
  readonly neuron: number;
  /** What it is. */
  readonly kind: Neuron["kind"];
  /** The relation, as the data write it; `fans of` and `overall popularity` for what is no attribute. */
  readonly relation: string;
  /** The value, as the data write it; the item's id for its fans. */
  readonly value: string;
  /** The neuron in words. */
  readonly label: string;
  /** Set where the user's weight of it was inferred from people with similar tastes. */
  readonly inferred?: true;
}

/** A rating that the user would not have given. */
export interface CounterfactualRating {
  /** Id of the rated item. */
  readonly item: string;
  /** Its title, or its id where there is none. */
  readonly label: string;
  /** The user's rating of it, on the original scale. */
  readonly rating: number;
}

/** What would have to be different for an item not to be recommended; each set was verified by ranking all items again. */
export interface Counterfactual {
  /** Id of the user. */
  readonly user: string;
  /** Id of the item. */
  readonly item: string;
  /** Length of the list. */
  readonly n: number;
  /** Place of the item in it, from 1. */
  readonly rank: number;
  /** Neurons that would have to weigh nothing. */
  readonly neurons: CounterfactualSet<CounterfactualNeuron>;
  /** Ratings that the user would not have given; absent where leaving them out needs a training that was not provided for. */
  readonly ratings?: CounterfactualSet<CounterfactualRating>;
}

/** How counterfactuals are searched for. */
export interface CounterfactualOptions {
  /** Length of the list that the item must leave (default 10). */
  readonly n?: number;
  /** Whether the list is one of items that nobody rated. */
  readonly newItems?: boolean;
  /** The model with all ratings of the user, where `model` lacks some: what was rated is no candidate (default: `model`). */
  readonly whole?: Model;
  /** Most rankings to compute for a search over neurons, or over the ratings of a shared network (default 1000). */
  readonly tries?: number;
  /** Most trainings for a search over the ratings of a personal network (default 100). */
  readonly trainings?: number;
  /** Largest set to try (default 20). */
  readonly largest?: number;
  /** Title of each item, by index (default: the ids). */
  readonly itemLabels?: readonly string[];
  /** The profile definition that the recommender was made with. */
  readonly profile?: ProfileDefinition;
  /** Trains a user of a personal model again; without it ratings are not searched there. */
  readonly retrain?: Retrain;
  /** Stops the search. */
  readonly signal?: AbortSignal;
}

/** Finds counterfactuals of one model. */
export interface CounterfactualFinder {
  /**
   * Searches for the smallest sets of neurons and of ratings without which an item leaves the top N.
   *
   * @param user Index of the user.
   * @param item Index of the item.
   * @returns What was found; undefined where the item is not in the top N.
   * @throws The signal's reason, where the signal aborts.
   */
  find(user: number, item: number): Promise<Counterfactual | undefined>;
}

/**
 * Prepares counterfactuals: "without these it would not be in your list". Sets are found greedily by what they add to the item's score,
 * freed of needless members, and as far as the number of tries allows proved to be the smallest by trying, or ruling out, all smaller ones.
 * Ratings left out do not make their items candidates. Other users stay as they are.
 *
 * @param model The trained model; where the recommender is adjusted to leave ratings out, without these.
 * @param recommender One that goes by weights of the user, made of this model; it may be adjusted.
 * @param options Length of the list, limits of the search, how to train again.
 * @returns The finder.
 * @throws {UsageError} Where the recommender goes by nothing of the user, or a limit is out of range.
 */
export function createCounterfactuals(
  model: Model,
  recommender: Recommender,
  options: CounterfactualOptions = {},
): CounterfactualFinder {
  if (!isAdjustable(recommender)) {
    fail(`the recommender is '${recommender.name}', expected one of ${ADJUSTABLE.join(", ")}`);
  }
  const { n = 10, tries = 1000, trainings = 100, largest = 20, retrain, signal } = options;
  for (const [name, limit] of Object.entries({ n, tries, trainings, largest })) {
    if (!(Number.isInteger(limit) && limit >= 1)) {
      fail(`${name} is ${limit}, expected a whole number from 1`);
    }
  }
  const { dataset } = model, { users, items, ratings } = dataset.interactions;
  const itemLabels = options.itemLabels ?? items.ids;
  const allRatings = (options.whole ?? model).dataset.interactions.ratings;
  const neurons = neuronsOf(model);
  const findEvidence = evidenceFinder(model, options.profile ?? "activation");
  const nameItem = (item: number) => ({ item: items.ids[item], label: itemLabels[item] });
  const nameNeuron = (index: number): CounterfactualNeuron => {
    const neuron = neuronAt(neurons, index);
    return {
      neuron: index,
      kind: neuron.kind,
      ...neuronName(neuron, dataset.attributes, items.ids),
      label: neuronLabel(neuron, dataset.attributes, itemLabels),
    };
  };
  /** What each neuron adds to a score. */
  const attribute = createAttributor(recommender, dataset.graph);
  const partsOf = (user: number, item: number): Parts =>
    new Map(
      attribute(user, item)?.contributions
        .map(({ neuron, value }) => [neuron, value]),
    );

  return {
    async find(user, item) {
      const candidates = candidatesFor(allRatings, user, options);
      const leaver = listLeaver(recommender, user, item, n, candidates);
      if (!leaver) return undefined;
      const own = partsOf(user, item);
      const ahead = leaver.rival === undefined ? own : minus(own, partsOf(user, leaver.rival));
      const inference = inferenceOf(recommender, user);
      const common = { leaver, largest, signal, nameItem };
      const found = {
        ...{ user: users.ids[user], item: items.ids[item], n, rank: leaver.rank },
        neurons: await searchCounterfactual({
          ...common,
          members: [...leaver.weights.keys()],
          parts: [own, ahead],
          effect: neuronEffect(recommender, user),
          tries,
          adjust: (lost) => ({ factors: new Map(lost.map((neuron) => [neuron, 0])) }),
          name: (neuron) => ({
            ...nameNeuron(neuron),
            ...(inference?.isInferred(neuron) ? { inferred: true as const } : {}),
          }),
        }),
      };
      const already = adjustmentOf(recommender, user).withoutRatings ?? new Set();
      const rated = rowOf(
        recommender.name === "reconstruction" ? recommender.inputs : ratings,
        user,
      )
        .filter((item) => !already.has(item));
      const evidence = findEvidence(user);
      const ofRatings = {
        ...common,
        parts: [own, ahead].map((parts) => byRating(parts, evidence)),
        name: (item: number) => ({
          ...nameItem(item),
          rating: ratings.values[ratings.indptr[user] + rowOf(ratings, user).indexOf(item)],
        }),
      };
      if (recommender.name === "reconstruction") {
        const searched = await searchCounterfactual({
          ...ofRatings,
          members: rated,
          effect: ratingEffect(recommender, user),
          tries,
          adjust: (lost) => ({ withoutRatings: new Set(lost) }),
        });
        return { ...found, ratings: searched };
      }
      if (!retrain || isShared(model)) return found;
      const { itemStart } = dataset.graph;
      const searched = await searchCounterfactual({
        ...ofRatings,
        // Only items with attributes are in the user's network.
        members: rated.filter((item) => itemStart[item] < itemStart[item + 1]),
        tries: trainings,
        adjust: async (lost) => {
          const { profile } = await retrain(user, new Set([...already, ...lost]));
          return { profile };
        },
      });
      return { ...found, ratings: searched };
    },
  };
}

/** Parts of a score, by neuron or by rated item. */
type Parts = ReadonlyMap<number, number>;

function minus(a: Parts, b: Parts): Parts {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return new Map([...keys].map((key) => [key, (a.get(key) ?? 0) - (b.get(key) ?? 0)]));
}

/** Parts of neurons, shared out over the ratings behind them. */
function byRating(parts: Parts, evidence: EvidenceFinder): Parts {
  const sums = new Map<number, number>();
  for (const [neuron, part] of parts) {
    for (const { item, share } of evidence(neuron)?.shares ?? []) {
      sums.set(item, (sums.get(item) ?? 0) + part * share);
    }
  }
  return sums;
}

function rowOf({ indptr, indices }: SparseMatrix, row: number): number[] {
  return [...indices.subarray(indptr[row], indptr[row + 1])];
}

function fail(problem: string): never {
  throw new UsageError(`Cannot search for counterfactuals: ${problem}`);
}
