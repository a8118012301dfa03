/**
 * Seeded pseudo-random numbers, the same on every machine: xoshiro128++ (Blackman and Vigna 2021,
 * arXiv 1805.01407) seeded through an FNV-1a hash and SplitMix32.
 *
 * @module
 */

/** A stream of pseudo-random numbers. */
export interface Random {
  /** Next number, uniform on [0, 1), with 32 random bits. */
  next(): number;
  /** Next integer, uniform on 0 .. `bound` - 1. */
  integer(bound: number): number;
  /** Next number from the standard normal distribution. */
  normal(): number;
  /** Shuffles `values` in place (Fisher-Yates) and returns them. */
  shuffle<T extends { length: number; [index: number]: unknown }>(values: T): T;
}

/** FNV-1a hash of a string's UTF-16 units, 32 bits, continuing from `hash`. */
function fnv1a(text: string, hash = 0x811c9dc5): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Makes a stream of random numbers from a seed and any number of keys. Different keys give independent
 * streams, so each user can draw from a stream of their own whatever the order of the users is.
 *
 * @param seed Any finite number.
 * @param keys Names of the stream, such as `"xavier"` and a user's id.
 * @returns The stream, at its start.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(createRandom(42, "split").next(), createRandom(42, "split").next());
 * ```
 */
export function createRandom(seed: number, ...keys: readonly string[]): Random {
  let hash = fnv1a(`${seed}`);
  // The separator keeps ("ab", "c") and ("a", "bc") apart.
  for (const key of keys) hash = fnv1a(`\u0000${key}`, hash);
  const splitmix = () => {
    hash = (hash + 0x9e3779b9) | 0;
    let z = hash;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let s0 = splitmix(), s1 = splitmix(), s2 = splitmix(), s3 = splitmix();
  const bits = () => {
    const sum = (s0 + s3) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + s0) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = (s3 << 11) | (s3 >>> 21);
    return result;
  };
  const random: Random = {
    next: () => bits() / 4294967296,
    integer: (bound) => Math.floor(random.next() * bound),
    normal: () =>
      // Box-Muller; 1 - u keeps the logarithm finite.
      Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
    shuffle: (values) => {
      for (let i = values.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        const swap = values[i];
        values[i] = values[j];
        values[j] = swap;
      }
      return values;
    },
  };
  return random;
}
