/** Factors that are tried: by tenths to 3, then by steps of about a tenth, in figures that are easily read. */
export const FACTORS: readonly number[] = [
  ...Array.from({ length: 20 }, (_, k) => (11 + k) / 10),
  ...[3.3, 3.6, 4, 4.5, 5, 5.5, 6, 6.5, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20],
  ...[22, 24, 27, 30, 33, 36, 40, 45, 50, 55, 60, 65, 70, 80, 90, 100],
];

/** How many rungs of the ladder are passed at once in the first search. */
const STRIDE = 4;

/**
 * The least of `FACTORS` for which a test holds, as far as one that holds over a stretch goes: every fourth factor is tried, then the ones
 * before the first that holds. What holds between two tries alone is passed over; what is returned was tried.
 *
 * @param holds The test.
 * @returns The factor, or undefined where the test holds for none that was tried.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(leastFactor((factor) => factor > 2.35), 2.4);
 * strictEqual(leastFactor(() => false), undefined);
 * ```
 */
export function leastFactor(holds: (factor: number) => boolean): number | undefined {
  for (let last = STRIDE - 1;; last += STRIDE) {
    const rung = Math.min(last, FACTORS.length - 1);
    if (holds(FACTORS[rung])) {
      for (let k = Math.max(0, rung - STRIDE + 1); k < rung; k++) {
        if (holds(FACTORS[k])) return FACTORS[k];
      }
      return FACTORS[rung];
    }
    if (rung === FACTORS.length - 1) return undefined;
  }
}
