import type { Penalties } from "../model/closed_form/item_weights.ts";

/** A pair of penalties and how good its network is. */
export interface Trial extends Penalties {
  /** nDCG@10 on the held-out part. */
  readonly ndcg: number;
}

/** Values of a penalty to begin with, and the factor between values beyond them; none where the penalty is given. */
export interface PenaltyAxis {
  /** The first values, ascending. */
  readonly values: readonly number[];
  /** Where the best value lies on an edge, the next one is this many times as large or small. */
  readonly factor?: number;
}

/** Penalties on fans that are tried first. */
export const FANS_PENALTIES: PenaltyAxis = { values: [50, 100, 200, 400], factor: 2 };

/** Penalties on attributes that are tried first. */
export const ATTRIBUTE_PENALTIES: PenaltyAxis = { values: [5, 20, 80], factor: 4 };

/** What stands in where nothing can be validated: the middle of the grid. */
export const MIDDLE: Penalties = { fansPenalty: 200, attributePenalty: 20 };

/** Rounds beyond the grid; each takes the best penalties a factor further. */
const MOST_ROUNDS = 12;

/**
 * Tries a grid of penalties, and goes on beyond its edges as long as that pays: until the best pair has been tried together with all its
 * neighbours, one step up and down in each penalty.
 *
 * @param fans Values of lambda.
 * @param attributes Values of mu.
 * @param judge Gives nDCG@10 of some pairs, in their order.
 * @returns All trials, in the order in which they were made.
 */
export async function searchPenalties(
  fans: PenaltyAxis,
  attributes: PenaltyAxis,
  judge: (penalties: readonly Penalties[]) => Promise<ArrayLike<number>>,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  let next = pairs(fans.values, attributes.values);
  for (let round = 0; next.length > 0 && round <= MOST_ROUNDS; round++) {
    const values = await judge(next);
    next.forEach((pair, k) => trials.push({ ...pair, ndcg: values[k] }));
    const { fansPenalty, attributePenalty } = bestTrial(trials);
    next = pairs(around(fansPenalty, fans), around(attributePenalty, attributes))
      .filter((pair) => !trials.some((trial) => isPair(trial, pair)));
  }
  return trials;
}

/**
 * The trial with the highest value. Of several it is the one in the middle of the grid if that is among them, which it is where the
 * held-out part tells nothing apart, and the first one otherwise.
 *
 * @param trials At least one.
 * @returns The best one.
 */
export function bestTrial(trials: readonly Trial[]): Trial {
  const fans = new Set(trials.map(({ fansPenalty }) => fansPenalty));
  const attributes = new Set(trials.map(({ attributePenalty }) => attributePenalty));
  const middle = trials.find(({ fansPenalty, attributePenalty }) =>
    (fans.size === 1 || fansPenalty === MIDDLE.fansPenalty) &&
    (attributes.size === 1 || attributePenalty === MIDDLE.attributePenalty)
  );
  return trials.reduce((best, trial) => trial.ndcg > best.ndcg ? trial : best, middle ?? trials[0]);
}

function isPair(one: Penalties, other: Penalties): boolean {
  return one.fansPenalty === other.fansPenalty && one.attributePenalty === other.attributePenalty;
}

function pairs(fans: readonly number[], attributes: readonly number[]): Penalties[] {
  return fans.flatMap((fansPenalty) =>
    attributes.map((attributePenalty) => ({ fansPenalty, attributePenalty }))
  );
}

function around(value: number, { factor }: PenaltyAxis): number[] {
  return factor === undefined ? [value] : [value / factor, value, value * factor];
}
