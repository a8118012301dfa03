import { boundsOf, LEVELS, type ProfileTokens } from "../model/profile_tokens.ts";
import type { ProfileRow } from "./nearest_users.ts";
import { topItems } from "./ranking.ts";

/** Weights that a profile is given. */
export interface InferredWeights {
  /** The attributes, ascending, none of them of the profile. */
  readonly attributes: readonly number[];
  /** The level of each, 1 to 10. */
  readonly levels: readonly number[];
  /** The weight of each, never 0. */
  readonly weights: readonly number[];
}

/** The tokens of attributes that a profile lacks, attribute by attribute. */
function* missing({ attributeStart }: ProfileTokens, { indices }: ProfileRow) {
  const own = new Set(indices);
  for (let f = 0; f + 1 < attributeStart.length; f++) {
    const first = attributeStart[f], last = attributeStart[f + 1];
    if (last > first && !own.has(f)) yield { attribute: f, first, last };
  }
}

/**
 * Completion as published: every missing attribute that some other user has gets the level whose token has the highest score (ties: the
 * lower level). The user's inferred levels are then stretched to [0, 1] by themselves, x = (level - lowest) / (highest - lowest), or 0
 * where all are equal, and weigh min + (max - min) x on the scale of the user's learned weights. So the highest inferred level weighs as
 * much as the user's dearest attribute, whatever it is.
 *
 * Source: the released code of Bellini et al. (KaRS 2018), word2vecWeighted.py, where profiles are scaled to [0, 1].
 *
 * @param tokens What tokens there are.
 * @param row The profile as learned, scaled but not weighted.
 * @param scores Score of each token, (tokens).
 * @returns The weights.
 */
export function inferFaithfully(
  tokens: ProfileTokens,
  row: ProfileRow,
  scores: Float32Array,
): InferredWeights {
  const found: { attribute: number; level: number }[] = [];
  let lowest: number = LEVELS, highest = 1;
  for (const { attribute, first, last } of missing(tokens, row)) {
    let best = first;
    for (let token = first + 1; token < last; token++) {
      if (scores[token] > scores[best]) best = token;
    }
    const level = tokens.level[best];
    lowest = Math.min(lowest, level);
    highest = Math.max(highest, level);
    found.push({ attribute, level });
  }
  const { min, max } = boundsOf(row.values);
  // Where all weights are equal, the scale begins at 0.
  const low = max > min ? min : 0;
  const weighed = found.map(({ attribute, level }) => {
    const share = highest > lowest ? (level - lowest) / (highest - lowest) : 0;
    return { attribute, level, weight: low + (max - low) * share };
  }).filter(({ weight }) => weight !== 0);
  return {
    attributes: weighed.map(({ attribute }) => attribute),
    levels: weighed.map(({ level }) => level),
    weights: weighed.map(({ weight }) => weight),
  };
}

/**
 * Completion with measure: the `top` most probable missing attributes, with small weights. Negative sampling learns c . u up to the logarithm
 * of how often noise is the token, so the probability of a token is in proportion to exp(c . u) count^(3/4) (Levy and Goldberg 2014, "Neural
 * word embedding as implicit matrix factorization"). The probability of an attribute is the sum over its levels, its level the most
 * probable one (ties: the lower), and its weight discount x ceiling x level / 10, the ceiling being a quantile of the user's learned
 * weights above 0. Users without such a weight are given nothing.
 *
 * @param tokens What tokens there are.
 * @param row The profile as learned, scaled but not weighted.
 * @param scores Score of each token, (tokens).
 * @param options As in `CompletionChoice`, complete; `prior`: count^(3/4) of each token, (tokens).
 * @returns The weights.
 */
export function inferSanely(
  tokens: ProfileTokens,
  row: ProfileRow,
  scores: Float32Array,
  options: {
    readonly top: number;
    readonly discount: number;
    readonly ceiling: number;
    readonly prior: Float64Array;
  },
): InferredWeights {
  const { top, discount, ceiling, prior } = options;
  const positive = row.values.filter((value) => value > 0).sort();
  const most = discount * (positive[Math.floor(ceiling * (positive.length - 1))] ?? 0);
  if (most === 0) return { attributes: [], levels: [], weights: [] };
  let highest = -Infinity;
  for (const score of scores) highest = Math.max(highest, score);
  const attributes = tokens.attributeStart.length - 1;
  const probability = new Float64Array(attributes), level = new Uint8Array(attributes);
  const isMissing = new Uint8Array(attributes);
  for (const { attribute, first, last } of missing(tokens, row)) {
    let largest = -1;
    for (let token = first; token < last; token++) {
      const part = Math.exp(scores[token] - highest) * prior[token];
      probability[attribute] += part;
      if (part > largest) {
        largest = part;
        level[attribute] = tokens.level[token];
      }
    }
    isMissing[attribute] = 1;
  }
  const chosen = topItems(probability, top, isMissing).items.sort();
  return {
    attributes: [...chosen],
    levels: Array.from(chosen, (f) => level[f]),
    weights: Array.from(chosen, (f) => most * level[f] / LEVELS),
  };
}
