/** How well a language suits, from 0, the best; undefined where it is not wanted. */
export type LanguageRank = (language: string | undefined) => number | undefined;

/**
 * Ranks languages of texts by a person's preference. A preference means its regional forms too: `en` also `en-GB`. Texts without a
 * language come after the preferred ones, and languages that are not named are not wanted, unless `*` is.
 *
 * @param preferred Language tags, the best first; none: texts without a language first, then English, then any.
 * @returns The rank of a language.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const rank = rankLanguages(["de", "en"]);
 * deepStrictEqual(["en-GB", "de", undefined, "fr"].map(rank), [1, 0, 2, undefined]);
 * ```
 */
export function rankLanguages(preferred: readonly string[] = []): LanguageRank {
  if (preferred.length === 0) {
    return (language) => language === undefined ? 0 : speaks(language, "en") ? 1 : 2;
  }
  const named = preferred.filter((tag) => tag !== "*");
  return (language) => {
    if (language === undefined) return named.length;
    const rank = named.findIndex((tag) => speaks(language, tag));
    if (rank >= 0) return rank;
    return named.length < preferred.length ? named.length + 1 : undefined;
  };
}

function speaks(language: string, tag: string): boolean {
  const one = language.toLowerCase(), other = tag.toLowerCase();
  return one === other || one.startsWith(`${other}-`);
}
