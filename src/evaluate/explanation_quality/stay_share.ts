import type { FidelityMeasure } from "./fidelity_measure.ts";

/**
 * POS@n,k: share of users whose top item stays among the first n without k reasons. 0 to 1; lower is better.
 *
 * Baklanov et al., "Refining fidelity metrics for explainable recommendations", SIGIR 2025.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const probe = { score: 1, placeWithout: 21, scoreWithout: 0.5, scoreWithOnly: 0.5 };
 * strictEqual(stayShare.ofUser(probe, 20), 0);
 * strictEqual(stayShare.ofUser({ ...probe, placeWithout: 20 }, 20), 1);
 * ```
 */
export const stayShare: FidelityMeasure = {
  name: "POS",
  description: "share of users whose top item stays in the list without k reasons",
  better: "lower",
  ofUser: ({ placeWithout }, place) => placeWithout <= place ? 1 : 0,
};
