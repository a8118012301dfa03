import type { FidelityMeasure } from "./fidelity_measure.ts";

/**
 * INS@k: f(only k reasons) / f(all) of the top item. Higher is better; above 1 where the reasons alone give it a higher score. Users whose
 * top item scores 0 or less have no value.
 *
 * Baklanov et al., "Refining fidelity metrics for explainable recommendations", SIGIR 2025.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const probe = { score: 4, placeWithout: 3, scoreWithout: 1, scoreWithOnly: 3 };
 * strictEqual(scoreAfterInsertion.ofUser(probe, 20), 0.75);
 * ```
 */
export const scoreAfterInsertion: FidelityMeasure = {
  name: "INS",
  description: "score of the top item with k reasons alone, over its score with all",
  better: "higher",
  ofUser: ({ score, scoreWithOnly }) => score > 0 ? scoreWithOnly / score : NaN,
};
