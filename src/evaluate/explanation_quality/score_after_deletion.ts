import type { FidelityMeasure } from "./fidelity_measure.ts";

/**
 * DEL@k: f(without k reasons) / f(all) of the top item. Lower is better. Users whose top item scores 0 or less have no value.
 *
 * Baklanov et al., "Refining fidelity metrics for explainable recommendations", SIGIR 2025.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const probe = { score: 4, placeWithout: 3, scoreWithout: 1, scoreWithOnly: 3 };
 * strictEqual(scoreAfterDeletion.ofUser(probe, 20), 0.25);
 * ```
 */
export const scoreAfterDeletion: FidelityMeasure = {
  name: "DEL",
  description: "score of the top item without k reasons, over its score with all",
  better: "lower",
  ofUser: ({ score, scoreWithout }) => score > 0 ? scoreWithout / score : NaN,
};
