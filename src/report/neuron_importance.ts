import type { Attribution } from "../explain/attribution.ts";

/** How much a neuron matters over many recommendations. */
export interface NeuronImportance {
  /** Index of the neuron. */
  readonly neuron: number;
  /** Mean of its contributions above 0, over all recommendations, those without it counted as 0. */
  readonly inFavour: number;
  /** Mean of its contributions below 0, likewise; 0 or less. */
  readonly against: number;
  /** Share of the recommendations that it has a part in, 0 to 1. */
  readonly share: number;
}

/** Sums contributions over recommendations. */
export interface ImportanceTally {
  /** Adds a recommendation that was taken apart. */
  add(attribution: Attribution): void;
  /** Every neuron with a part in any of them, by descending mean absolute contribution, ties by ascending neuron. */
  result(): NeuronImportance[];
}

/**
 * Finds out which neurons matter most across users: by the mean absolute contribution to the scores of recommended items, told apart by its sign.
 *
 * @returns An empty tally.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const tally = importanceTally();
 * const part = (neuron: number, value: number) => ({ neuron, value, weight: value, ofItem: true });
 * tally.add({ item: 0, score: 3, through: "attributes", contributions: [part(0, 4), part(1, -1)] });
 * tally.add({ item: 1, score: -1, through: "attributes", contributions: [part(1, -1)] });
 * deepStrictEqual(tally.result(), [
 *   { neuron: 0, inFavour: 2, against: 0, share: 0.5 },
 *   { neuron: 1, inFavour: 0, against: -1, share: 1 },
 * ]);
 * ```
 */
export function importanceTally(): ImportanceTally {
  const found = new Map<number, { inFavour: number; against: number; parts: number }>();
  let recommendations = 0;
  return {
    add({ contributions }) {
      recommendations++;
      for (const { neuron, value } of contributions) {
        let sums = found.get(neuron);
        if (!sums) found.set(neuron, sums = { inFavour: 0, against: 0, parts: 0 });
        if (value > 0) sums.inFavour += value;
        else sums.against += value;
        sums.parts++;
      }
    },
    result() {
      const size = ({ inFavour, against }: NeuronImportance) => inFavour - against;
      return [...found].map(([neuron, { inFavour, against, parts }]) => ({
        neuron,
        inFavour: inFavour / recommendations,
        against: against / recommendations,
        share: parts / recommendations,
      })).sort((a, b) => size(b) - size(a) || a.neuron - b.neuron);
    },
  };
}
