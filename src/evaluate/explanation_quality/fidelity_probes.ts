import type { Contribution } from "../../explain/attribution.ts";
import type { WhatIf } from "../../recommend/what_if.ts";
import type { FidelityProbe } from "./fidelity_measure.ts";

/**
 * Takes the first reason away, then the first two, and so on, and also keeps these alone; each time all items are scored again.
 *
 * @param person The user.
 * @param item Index of the item y.
 * @param candidates 1 for items that may be listed, (items).
 * @param order The reasons in some order.
 * @param most K, the largest number of reasons; where there are fewer, all of them stand for the larger numbers too.
 * @returns One probe for k = 1 .. K each.
 */
export function probeReasons(
  person: WhatIf,
  item: number,
  candidates: Uint8Array,
  order: readonly Contribution[],
  most: number,
): FidelityProbe[] {
  const scores = new Float64Array(candidates.length);
  const scoreOf = (answered: boolean) => answered ? scores[item] : 0;
  const score = scoreOf(person.score({}, scores));
  const probes: FidelityProbe[] = [];
  for (let k = 1; k <= most; k++) {
    const before = probes.at(-1);
    if (before && k > order.length) {
      probes.push(before);
      continue;
    }
    const chosen = order.slice(0, k).map(({ neuron }) => neuron);
    const kept = new Map(chosen.map((neuron) => [neuron, 1]));
    const scoreWithOnly = scoreOf(person.score({ factors: kept, otherFactor: 0 }, scores));
    const lost = new Map(chosen.map((neuron) => [neuron, 0]));
    const answered = person.score({ factors: lost }, scores);
    probes.push({
      score,
      placeWithout: answered ? placeOf(item, scores, candidates) : Infinity,
      scoreWithout: scoreOf(answered),
      scoreWithOnly,
    });
  }
  return probes;
}

/**
 * The place of an item in the ranking of all candidates, equal scores by ascending item as in lists.
 *
 * @param item Index of the item, a candidate.
 * @param scores Score of each item, (items).
 * @param candidates 1 for items that may be listed, (items).
 * @returns The place, from 1.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(placeOf(2, Float64Array.of(5, 9, 5, 7), Uint8Array.of(1, 0, 1, 1)), 3);
 * ```
 */
export function placeOf(item: number, scores: Float64Array, candidates: Uint8Array): number {
  let place = 1;
  for (let other = 0; other < scores.length; other++) {
    if (candidates[other] === 0) continue;
    if (scores[other] > scores[item] || (scores[other] === scores[item] && other < item)) place++;
  }
  return place;
}
