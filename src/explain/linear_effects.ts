import { hiddenValues, passBroader } from "../model/shared_network.ts";
import { adjustmentOf } from "../recommend/adjusted_recommender.ts";
import { factorOf } from "../recommend/adjustment.ts";
import { sumAttributes } from "../recommend/attribute_sum.ts";
import type { Reconstruction } from "../recommend/reconstruction.ts";
import { type AdjustableRecommender, whatIf } from "../recommend/what_if.ts";
import type { PowerBound } from "./smallest_set.ts";

/** What one part of a user adds to the score of each item, into an array, (items). */
export type Effect = (part: number, scores: Float64Array) => void;

/** What was added to bounds for rounding, relative to the largest number involved. */
const ROUNDING = 1e-9;

/**
 * What each neuron adds to the scores of a recommender that sums over neurons.
 *
 * @param recommender The recommender.
 * @param user Index of the user.
 * @returns What a neuron adds; undefined where scores are no such sums.
 */
export function neuronEffect(recommender: AdjustableRecommender, user: number): Effect | undefined {
  const { weights } = whatIf(recommender, user);
  const weight = (neuron: number) => weights.get(neuron) ?? 0;
  if (recommender.name === "attribute-sum") {
    return (f, scores) => {
      const row = { indices: Uint32Array.of(f), values: Float32Array.of(weight(f)) };
      sumAttributes(recommender.graph, row, scores);
    };
  }
  if (recommender.name !== "reconstruction") return undefined;
  const hidden = hiddenValues(recommender.network);
  return (neuron, scores) => {
    hidden.fill(0);
    const isPopularity = neuron === hidden.length;
    if (!isPopularity) hidden[neuron] = weight(neuron);
    recommender.decode(hidden, scores, isPopularity ? weight(neuron) : 0);
  };
}

/**
 * What each rating adds to the scores of a shared network, where scores are sums over ratings: without an activation, and where
 * inputs are divided by their norm without biases, so that leaving ratings out beside that only scales all scores alike.
 *
 * @param recommender The recommender.
 * @param user Index of the user.
 * @returns What the rating of an item adds; undefined where scores are no such sums.
 */
export function ratingEffect(recommender: Reconstruction, user: number): Effect | undefined {
  const { network, inputs } = recommender;
  const { encoder, parameters, activation, input } = network;
  const hasBias = parameters.hiddenBias !== undefined || parameters.outputBias !== undefined;
  const adjustment = adjustmentOf(recommender, user);
  const isScaled = input.normalise && (hasBias || (adjustment.withoutRatings?.size ?? 0) > 0);
  if (activation !== "identity" || isScaled) return undefined;
  const hidden = hiddenValues(network);
  return (item, scores) => {
    hidden.fill(0);
    const row = inputs.indices.subarray(inputs.indptr[user], inputs.indptr[user + 1]);
    const at = row.indexOf(item), x = at < 0 ? 0 : inputs.values[inputs.indptr[user] + at];
    for (let e = encoder.itemStart[item]; e < encoder.itemStart[item + 1]; e++) {
      const n = encoder.itemAttributes[e];
      hidden[n] = x * parameters.encoder[e];
    }
    passBroader(network, hidden);
    for (let n = 0; n < hidden.length; n++) hidden[n] *= factorOf(adjustment, n);
    recommender.decode(hidden, scores, 0);
  };
}

/**
 * Bounds which parts a user must lose before an item leaves the top N. For it to leave, some item from below place N must come past it
 * that now is at least `margin` behind. Losing parts S brings no item closer than sum over f in S of (e_f,item - min over items of e_f), where
 * e_f are the effects: that is the power of f, and the margin what the powers must sum to. A list that becomes empty needs no such
 * thing, but every part with an effect must be lost for that.
 *
 * @param effect What each part adds to each item's score; scores must be sums of them and of what cannot be lost.
 * @param parts The parts that can be lost.
 * @param item Index of the item.
 * @param candidates 1 for items that may be listed, (items).
 * @param margin How much the item's score is ahead of that at place N + 1; Infinity where there is no such place.
 * @returns The bound, a little loosened for rounding.
 */
export function linearBound(
  effect: Effect,
  parts: readonly number[],
  item: number,
  candidates: Uint8Array,
  margin: number,
): PowerBound {
  const power = new Float64Array(parts.length), scores = new Float64Array(candidates.length);
  let below = 0, size = 0;
  parts.forEach((part, k) => {
    effect(part, scores);
    let least = 0, most = 0;
    for (let i = 0; i < scores.length; i++) {
      if (candidates[i] === 0) continue;
      if (scores[i] < least) least = scores[i];
      if (scores[i] > most) most = scores[i];
    }
    if (least < 0 || most > 0) below++;
    power[k] = Math.max(0, scores[item] - least);
    size += Math.max(most, -least);
  });
  return { power, need: margin - ROUNDING * size, below };
}
