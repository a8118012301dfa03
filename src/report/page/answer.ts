import { countNeurons } from "../../model/named_neurons.ts";
import { type RankedList, topItems } from "../../recommend/ranking.ts";
import type { ExplorerContent } from "../explorer_content.ts";
import type { Person } from "./person.ts";

/** What a neuron adds to a score. */
export interface Part {
  /** Index of the neuron. */
  readonly neuron: number;
  /** The contribution, after the person's changes. */
  readonly value: number;
  /** The contribution before them. */
  readonly before: number;
}

/** What the recommender says to a person who has argued. */
export interface Answer {
  /** Best items, none of them rated by the user. */
  readonly list: RankedList;
  /** Score of every item, (items). */
  readonly scores: Float64Array;
  /** Takes an item's score apart, strongest first, what the person muted by what it would be. */
  readonly parts: (item: number) => Part[];
}

/**
 * Asks the recommender.
 *
 * @param content What is in the report.
 * @param user Index of the user, whose rated items are no candidates.
 * @param person The user, perhaps without some ratings.
 * @param factors Factor on neurons that the person raised, lowered or muted.
 * @returns The answer; an empty list where there is nothing to go by.
 */
export function ask(
  content: ExplorerContent,
  user: number,
  person: Person,
  factors: ReadonlyMap<number, number>,
): Answer {
  const { ratings, listLength } = content;
  const scores = new Float64Array(ratings.columns);
  const answered = person.question.score({ factors }, scores);
  const candidates = content.candidates.slice();
  for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
    candidates[ratings.indices[k]] = 0;
  }
  return {
    list: topItems(scores, answered ? listLength : 0, candidates),
    scores,
    parts: (item) => partsOf(person, factors, item),
  };
}

function partsOf(person: Person, factors: ReadonlyMap<number, number>, item: number): Part[] {
  const { recommender, question: { weights } } = person;
  const parts: Part[] = [];
  const add = (neuron: number, strength: number) => {
    const weight = weights.get(neuron) ?? 0, factor = factors.get(neuron) ?? 1;
    const before = weight * strength;
    if (before !== 0) parts.push({ neuron, value: weight * factor * strength, before });
  };
  if (recommender.name === "attribute-sum") {
    const { itemStart, itemAttributes } = recommender.graph;
    for (let e = itemStart[item]; e < itemStart[item + 1]; e++) add(itemAttributes[e], 1);
  } else {
    const { decoder: { itemStart, itemAttributes }, parameters, neurons } = recommender.network;
    for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
      add(itemAttributes[e], parameters.decoder[e]);
    }
    if (parameters.outputBias) add(countNeurons(neurons), parameters.outputBias[item]);
  }
  const strength = ({ value, before }: Part) => Math.abs(value === 0 ? before : value);
  return parts.sort((a, b) => strength(b) - strength(a) || a.neuron - b.neuron);
}

/**
 * How far each of a person's neurons moves scores: |weight| for attribute-sum, where it is added as it is; |H| times the length of the neuron's
 * outgoing weights for a network.
 *
 * @param person The person.
 * @returns Neuron and strength, with the sign of the weight for attribute-sum; strongest first.
 */
export function strongestNeurons(person: Person): { neuron: number; strength: number }[] {
  const { recommender, question: { weights } } = person;
  const found = [...weights].map(([neuron, weight]) => ({ neuron, strength: weight }));
  if (recommender.name === "reconstruction") {
    const lengths = outgoingLengths(recommender);
    for (const one of found) one.strength = Math.abs(one.strength) * lengths[one.neuron];
  }
  return found.sort((a, b) => Math.abs(b.strength) - Math.abs(a.strength) || a.neuron - b.neuron);
}

/** Length of each neuron's outgoing weights; the output's bias comes last. */
function outgoingLengths(
  { network: { neurons, decoder, parameters } }: Extract<
    Person["recommender"],
    { name: "reconstruction" }
  >,
): Float64Array {
  const squares = new Float64Array(countNeurons(neurons) + 1);
  for (let e = 0; e < decoder.itemAttributes.length; e++) {
    squares[decoder.itemAttributes[e]] += parameters.decoder[e] ** 2;
  }
  for (const bias of parameters.outputBias ?? []) squares[squares.length - 1] += bias ** 2;
  return squares.map(Math.sqrt);
}
