import type { FidelityMeasure } from "./fidelity_measure.ts";

/**
 * CDCG@k: 1 / log2(1 + place) of the top item in the ranking without k reasons. 1 where it stays first, 0 where the recommender has nothing
 * left to go by; lower is better.
 *
 * Baklanov et al., "Refining fidelity metrics for explainable recommendations", SIGIR 2025.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const probe = { score: 1, placeWithout: 3, scoreWithout: 0.5, scoreWithOnly: 0.5 };
 * strictEqual(discountedRank.ofUser(probe, 20), 0.5);
 * strictEqual(discountedRank.ofUser({ ...probe, placeWithout: Infinity }, 20), 0);
 * ```
 */
export const discountedRank: FidelityMeasure = {
  name: "CDCG",
  description: "1 / log2(1 + place) of the top item without k reasons",
  better: "lower",
  ofUser: ({ placeWithout }) => 1 / Math.log2(1 + placeWithout),
};
