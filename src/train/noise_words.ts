import type { Random } from "../random.ts";

/** Draws words by their share of the counts to some power, with replacement, and counts what was drawn. */
export interface NoiseWords {
  /**
   * Draws.
   *
   * @param draws How many times.
   * @param random Where chance comes from.
   * @returns The distinct words in the order in which they were first drawn, and how often each was.
   */
  draw(draws: number, random: Random): { readonly words: Uint32Array; readonly times: Uint32Array };
}

/**
 * Prepares draws by the alias method: two look-ups a draw, whatever the number of words.
 *
 * Source: Walker 1977, in the form of Vose 1991; counts to the power of 3/4 are those of Mikolov et al. 2013, arXiv 1310.4546.
 *
 * @param counts How often each word occurs, (words).
 * @param power The power.
 * @returns The draws.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createRandom } from "../random.ts";
 *
 * const { words, times } = noiseWords(Uint32Array.of(0, 7), 0.75).draw(3, createRandom(1));
 * deepStrictEqual([[...words], [...times]], [[1], [3]]);
 * ```
 */
export function noiseWords(counts: Uint32Array, power: number): NoiseWords {
  const size = counts.length;
  const share = Float64Array.from(counts, (count) => count ** power);
  const total = share.reduce((sum, value) => sum + value, 0);
  const keep = share.map((value) => value / total * size);
  const alias = Uint32Array.from(keep.keys());
  const small: number[] = [], large: number[] = [];
  keep.forEach((value, word) => (value < 1 ? small : large).push(word));
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!, high = large.pop()!;
    alias[low] = high;
    keep[high] -= 1 - keep[low];
    (keep[high] < 1 ? small : large).push(high);
  }
  // What is left is 1 but for rounding.
  for (const word of [...small, ...large]) keep[word] = 1;
  const drawn = new Uint32Array(size);
  return {
    draw(draws, random) {
      const words: number[] = [];
      for (let k = 0; k < draws && size > 0; k++) {
        const at = random.next() * size, column = Math.floor(at);
        const word = at - column < keep[column] ? column : alias[column];
        if (drawn[word]++ === 0) words.push(word);
      }
      const times = Uint32Array.from(words, (word) => drawn[word]);
      for (const word of words) drawn[word] = 0;
      return { words: Uint32Array.from(words), times };
    },
  };
}
