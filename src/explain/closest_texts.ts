/** Least likeness that is worth showing, 0 to 1. */
const LEAST_LIKENESS = 0.35;

/**
 * A text as it is compared: in lower case, composed, with single spaces.
 *
 * @param text Any text.
 * @returns The plain text.
 */
export function plainText(text: string): string {
  return text.normalize("NFC").toLowerCase().replace(/\s+/gu, " ").trim();
}

/**
 * Finds what somebody may have meant: the texts most like what was typed by the Dice coefficient of their letter pairs, which bears missing,
 * doubled and swapped letters.
 *
 * Source: Dice 1945, "Measures of the amount of ecologic association between species", Ecology 26(3).
 *
 * @param typed What was typed.
 * @param texts For each candidate what it is called; the most alike of its texts counts.
 * @param limit Most candidates to find.
 * @returns Indices of the candidates, most alike first, ties ascending; none where nothing is alike.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(closestTexts("westen", [["drama"], ["western", "the west"], ["eastern"]], 2), [1, 2]);
 * ```
 */
export function closestTexts(
  typed: string,
  texts: readonly (readonly string[])[],
  limit: number,
): number[] {
  const pairs = letterPairs(typed);
  return texts
    .map((names, at) => ({ at, likeness: Math.max(...names.map((name) => dice(pairs, name))) }))
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || a.at - b.at)
    .slice(0, limit)
    .map(({ at }) => at);
}

/** How often each pair of neighbouring letters occurs. */
function letterPairs(text: string): Map<string, number> {
  const plain = plainText(text), pairs = new Map<string, number>();
  for (let k = 0; k + 1 < plain.length; k++) {
    const pair = plain.slice(k, k + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

/** Twice the pairs that both have over the pairs of both. */
function dice(pairs: ReadonlyMap<string, number>, text: string): number {
  const others = letterPairs(text);
  let both = 0, all = 0;
  for (const [pair, count] of pairs) {
    both += Math.min(count, others.get(pair) ?? 0);
    all += count;
  }
  for (const count of others.values()) all += count;
  return all === 0 ? 0 : 2 * both / all;
}
