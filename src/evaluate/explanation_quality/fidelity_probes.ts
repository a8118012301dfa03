import { placeOf } from "../../recommend/ranking.ts";
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
