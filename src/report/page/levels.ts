/** How far a neuron can be lowered or raised: factor, short text and words. */
export const LEVELS: readonly (readonly [factor: number, short: string, words: string])[] = [
  [0, "muted", "muted"],
  [0.25, "×¼", "a quarter of what was learned"],
  [0.5, "×½", "half of what was learned"],
  [1, "×1", "as learned"],
  [2, "×2", "twice what was learned"],
  [4, "×4", "four times what was learned"],
];

/** The level of a neuron that nobody changed. */
export const LEARNED = 3;

/** The level of a factor. */
export function levelOf(factor: number): number {
  return LEVELS.findIndex(([value]) => value === factor);
}
