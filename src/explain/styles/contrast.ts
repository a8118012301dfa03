import type { Attribution } from "../attribution.ts";
import { placeOf, topItems } from "../../recommend/ranking.ts";
import { candidatesFor } from "../../recommend/recommend_items.ts";
import type { WhatIf } from "../../recommend/what_if.ts";
import { speakingReasons } from "../sentence.ts";
import { type ContributionDifference, contributionDifferences } from "./difference.ts";
import { leastFactor } from "./least_factor.ts";
import type { StyleContext } from "./style.ts";

/** Where a missed item stands. */
export type Standing =
  /** Among the first n. */
  | "listed"
  /** Behind them. */
  | "behind"
  /** No candidate: the user has rated it. */
  | "rated"
  /** No candidate for another reason: nobody has rated it, or, in a list of new items, somebody has. */
  | "excluded"
  /** The recommender has nothing to go by for the user. */
  | "unscored";

/** Neurons that bring an item into the list where they count more. */
export interface Lift {
  /** The neurons, by index. */
  readonly neurons: readonly number[];
  /** The factor on the user's weight of each, above 1. */
  readonly factor: number;
  /** Place of the item in the list made anew, from 1. */
  readonly place: number;
}

/** Where an item stands and what it would take to bring it in; neurons and items by index. */
export interface Contrast {
  /** Where it stands. */
  readonly standing: Standing;
  /** Its score; where there is one. */
  readonly score?: number;
  /** Its place among all candidates, from 1; where it is one. */
  readonly place?: number;
  /** The last item of the list, where the missed item is behind it. */
  readonly last?: { readonly item: number; readonly score: number };
  /** The neurons that give most more to the last item of the list, largest difference first. */
  readonly lacks: readonly ContributionDifference[];
  /** What speaks most for the item, strongest first: what was tried, one by one and then together. */
  readonly tried: readonly number[];
  /** What would bring the item in, least factor first. */
  readonly lifts: readonly Lift[];
}

/**
 * Finds out why an item is not among the first n, and by what factor the neurons that speak most for it would have to count more to
 * bring it in. Every factor is found by asking the recommender again, with the neighbours that it would then find; none is an estimate.
 *
 * @param context What styles go by.
 * @param user Index of the user.
 * @param item Index of the item.
 * @returns What was found.
 * @throws {RangeError} Where there is no such user or item.
 */
export function contrastItem(context: StyleContext, user: number, item: number): Contrast {
  const { n, limit, recommender, model: { dataset: { interactions: { ratings } } } } = context;
  const attribution = context.attribution(user, item);
  const scores = new Float64Array(ratings.columns);
  const none = { lacks: [], tried: [], lifts: [] };
  if (!attribution || !recommender.score(user, scores)) return { ...none, standing: "unscored" };
  const { score } = attribution;
  const candidates = candidatesFor(context.model.dataset.interactions.ratings, user, context);
  if (!candidates[item]) {
    const row = ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1]);
    return { ...none, score, standing: row.includes(item) ? "rated" : "excluded" };
  }
  const place = placeOf(item, scores, candidates);
  if (place <= n) return { ...none, score, place, standing: "listed" };
  const { items: [...list] } = topItems(scores, n, candidates);
  const last: Attribution = context.attribution(user, list[n - 1])!;
  const question = context.whatIf(user);
  const tried = question
    ? speakingReasons(attribution).slice(0, limit).map(({ neuron }) => neuron)
    : [];
  return {
    standing: "behind",
    score,
    place,
    last: { item: last.item, score: last.score },
    lacks: contributionDifferences(last, attribution).filter(({ difference }) => difference > 0)
      .slice(0, limit),
    tried,
    lifts: question === undefined ? [] : findLifts(question, candidates, item, n, tried),
  };
}

/** The least factor of each neuron that brings the item in; where none does alone, that of all together. */
function findLifts(
  question: WhatIf,
  candidates: Uint8Array,
  item: number,
  n: number,
  neurons: readonly number[],
): Lift[] {
  const scores = new Float64Array(candidates.length);
  const placeWith = (chosen: readonly number[], factor: number) => {
    const factors = new Map(chosen.map((neuron) => [neuron, factor]));
    return question.score({ factors }, scores) ? placeOf(item, scores, candidates) : Infinity;
  };
  const lift = (chosen: readonly number[]): Lift[] => {
    const factor = leastFactor((factor) => placeWith(chosen, factor) <= n);
    return factor === undefined
      ? []
      : [{ neurons: chosen, factor, place: placeWith(chosen, factor) }];
  };
  const alone = neurons.flatMap((neuron) => lift([neuron])).sort((a, b) => a.factor - b.factor);
  return alone.length > 0 || neurons.length < 2 ? alone : lift(neurons);
}
