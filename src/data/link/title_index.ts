/** Finds titles that share words, without comparing all with all. */
export interface TitleIndex {
  /** Places of titles that may be alike: those that are equal, and those that share one of the rarest words. */
  candidates(title: string): Iterable<number>;
  /**
   * How alike two titles are, 0 to 1: 1 where they are equal, else Dice's coefficient of their words, each weighted by how rare it is
   * among the titles of the index (idf), and never 1.
   */
  similarity(one: string, other: string): number;
}

/** Words by which candidates are found; the rarest say most. */
const WORDS_ASKED = 3;

/** Words of more titles than this find nothing new worth the time, unless there is no rarer one. */
const MOST_TITLES = 500;

/** Titles that differ in a word are not the same, however common that word is. */
const LARGEST_UNEQUAL = 0.97;

/**
 * Indexes titles by their words. Words rather than letters are compared, since catalogues differ in subtitles, order and articles more than
 * in spelling, and since what two titles share can then be shown to the person who reviews it.
 *
 * @param titles Titles as `plainTitle` writes them.
 * @returns The index.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, ok } from "node:assert/strict";
 *
 * const index = titleIndex(["star wars", "wars of love", "heat"]);
 * deepStrictEqual([...index.candidates("star wars episode iv")], [0, 1]);
 * ok(index.similarity("star wars episode iv", "star wars") < 0.97);
 * ```
 */
export function titleIndex(titles: readonly string[]): TitleIndex {
  const places = new Map<string, number[]>();
  titles.forEach((title, place) => {
    for (const word of new Set(title.split(" "))) {
      const list = places.get(word);
      if (list) list.push(place);
      else places.set(word, [place]);
    }
  });
  const count = (word: string) => places.get(word)?.length ?? 0;
  const weight = (word: string) => Math.log(1 + titles.length / (1 + count(word)));
  const known = new Map<string, WeighedWords>();
  const wordsOf = (title: string): WeighedWords => {
    const found = known.get(title);
    if (found) return found;
    const words = new Map(title.split(" ").map((word) => [word, weight(word)]));
    let total = 0;
    for (const own of words.values()) total += own;
    const weighed = { words, total };
    known.set(title, weighed);
    return weighed;
  };
  return {
    candidates(title) {
      const words = [...wordsOf(title).words.keys()].filter((word) => places.has(word))
        .sort((a, b) => count(a) - count(b));
      const asked = words.slice(0, WORDS_ASKED)
        .filter((word, k) => k === 0 || count(word) <= MOST_TITLES);
      return new Set(asked.flatMap((word) => places.get(word)!));
    },
    similarity(one, other) {
      if (one === other) return 1;
      const a = wordsOf(one), b = wordsOf(other);
      let shared = 0;
      for (const [word, own] of a.words) if (b.words.has(word)) shared += own;
      return Math.min(LARGEST_UNEQUAL, 2 * shared / (a.total + b.total));
    },
  };
}

/** The distinct words of a title with their weights, and the sum of these. */
interface WeighedWords {
  readonly words: ReadonlyMap<string, number>;
  readonly total: number;
}
