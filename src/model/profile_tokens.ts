import type { SparseMatrix } from "../data/sparse_matrix.ts";

/** Levels of a weight: the least of a user is 1, the greatest 10. */
export const LEVELS = 10;

/** Profiles as sentences: a token is an attribute at a level. */
export interface ProfileTokens {
  /** Attribute of each token, (tokens), ascending. */
  readonly attribute: Uint32Array;
  /** Level of each token, (tokens), 1 to 10, ascending within an attribute. */
  readonly level: Uint8Array;
  /** Where the tokens of each attribute begin, (attributes + 1). */
  readonly attributeStart: Uint32Array;
  /** How many users have the token, (tokens), at least 1. */
  readonly count: Uint32Array;
  /** Where each user's sentence begins in `words`, (users + 1). */
  readonly sentenceStart: Uint32Array;
  /** The tokens of each user, (entries), ascending within a user. */
  readonly words: Uint32Array;
}

/**
 * Makes sentences of profiles. A user's weights are stretched to 1 .. 10, w -> 1 + 9 (w - min) / (max - min), and the integer part is
 * the level, so that only the greatest weight has level 10; where all weights are equal and above 0 all have level 10. A user whose
 * weights are all 0 liked nothing that could be learned from and has no words.
 *
 * The paper orders a sentence by decreasing weight. With the whole profile as the window every other word is context, so the order
 * changes nothing, and words are in ascending order here.
 *
 * Source: Bellini et al., arXiv 1807.05006 (KaRS 2018).
 *
 * @param profiles User profiles, (users, attributes), finite, of any sign.
 * @returns The sentences.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(2, 3, { row: [0, 0, 0, 1], column: [0, 1, 2, 2], value: [0, 0.5, 1, 7] });
 * const { attribute, level, words } = profileTokens(matrix);
 * deepStrictEqual([...attribute], [0, 1, 2]);
 * deepStrictEqual([...level], [1, 5, 10]);
 * deepStrictEqual([...words], [0, 1, 2, 2]);
 * ```
 */
export function profileTokens(profiles: SparseMatrix): ProfileTokens {
  const { rows, columns, indptr, indices, values } = profiles;
  const levels = new Uint8Array(values.length);
  const counts = new Uint32Array(columns * LEVELS);
  for (let u = 0; u < rows; u++) {
    const start = indptr[u], end = indptr[u + 1];
    if (!values.subarray(start, end).some((value) => value !== 0)) continue;
    const { min, max } = boundsOf(values.subarray(start, end));
    for (let e = start; e < end; e++) {
      levels[e] = levelOf(values[e], min, max);
      counts[indices[e] * LEVELS + levels[e] - 1]++;
    }
  }
  const attribute: number[] = [], level: number[] = [], count: number[] = [];
  const attributeStart = new Uint32Array(columns + 1);
  const token = new Uint32Array(counts.length);
  for (let cell = 0; cell < counts.length; cell++) {
    const f = Math.floor(cell / LEVELS);
    if (counts[cell] > 0) {
      token[cell] = attribute.length;
      attribute.push(f);
      level.push(cell % LEVELS + 1);
      count.push(counts[cell]);
    }
    attributeStart[f + 1] = attribute.length;
  }
  const sentenceStart = new Uint32Array(rows + 1);
  const words = new Uint32Array(values.length);
  let length = 0;
  for (let u = 0; u < rows; u++) {
    for (let e = indptr[u]; e < indptr[u + 1]; e++) {
      if (levels[e] > 0) words[length++] = token[indices[e] * LEVELS + levels[e] - 1];
    }
    sentenceStart[u + 1] = length;
  }
  return {
    attribute: Uint32Array.from(attribute),
    level: Uint8Array.from(level),
    attributeStart,
    count: Uint32Array.from(count),
    sentenceStart,
    words: words.slice(0, length),
  };
}

/**
 * The tokens of one profile.
 *
 * @param tokens The vocabulary.
 * @param row Attributes in any order, and their weights.
 * @returns The tokens that the vocabulary knows; none where all weights are 0.
 */
export function rowTokens(
  { attribute, level, attributeStart }: ProfileTokens,
  { indices, values }: { readonly indices: Uint32Array; readonly values: Float32Array },
): Uint32Array {
  if (!values.some((value) => value !== 0)) return new Uint32Array();
  const { min, max } = boundsOf(values);
  const found: number[] = [];
  indices.forEach((f, k) => {
    const own = levelOf(values[k], min, max);
    for (let token = attributeStart[f]; attribute[token] === f; token++) {
      if (level[token] === own) found.push(token);
    }
  });
  return Uint32Array.from(found);
}

/** The least and the greatest of some weights. */
export function boundsOf(values: Float32Array): { readonly min: number; readonly max: number } {
  let min = Infinity, max = -Infinity;
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}

function levelOf(value: number, min: number, max: number): number {
  if (max === min) return value > 0 ? LEVELS : 1;
  return 1 + Math.floor((LEVELS - 1) * ((value - min) / (max - min)));
}
