/** Finds titles that share words, without comparing all with all. */
export interface TitleIndex {
  /** Places of titles that may be alike: those that are equal, and those that share one of the rarest words; some come twice. */
  candidates(title: string): readonly number[];
  /**
   * How alike a title and those of the index are, by their places, 0 to 1: 1 where they are equal, else Dice's coefficient of their words,
   * each weighted by how rare it is among the titles of the index (idf), and never 1.
   */
  likeness(title: string): (place: number) => number;
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
 * deepStrictEqual([...new Set(index.candidates("star wars episode iv"))], [0, 1]);
 * ok(index.likeness("star wars episode iv")(0) < 0.97);
 * ```
 */
export function titleIndex(titles: readonly string[]): TitleIndex {
  const numbers = new Map<string, number>();
  const places: number[][] = [];
  /** Numbers of the distinct words of all titles, one title after the other. */
  const listed: number[] = [], start = new Uint32Array(titles.length + 1);
  titles.forEach((title, place) => {
    for (const word of new Set(title.split(" "))) {
      let number = numbers.get(word);
      if (number === undefined) {
        numbers.set(word, number = places.length);
        places.push([]);
      }
      places[number].push(place);
      listed.push(number);
    }
    start[place + 1] = listed.length;
  });
  const words = Uint32Array.from(listed);
  const weight = (count: number) => Math.log(1 + titles.length / (1 + count));
  const weights = Float64Array.from(places, ({ length }) => weight(length));
  const totals = Float64Array.from(titles, (_, place) => {
    let total = 0;
    for (let k = start[place]; k < start[place + 1]; k++) total += weights[words[k]];
    return total;
  });
  return {
    candidates(title) {
      const lists = [...new Set(title.split(" "))].flatMap((word) => {
        const number = numbers.get(word);
        return number === undefined ? [] : [places[number]];
      }).sort((a, b) => a.length - b.length);
      return lists.slice(0, WORDS_ASKED)
        .filter(({ length }, k) => k === 0 || length <= MOST_TITLES).flat();
    },
    likeness(title) {
      const own: number[] = [];
      let total = 0;
      for (const word of new Set(title.split(" "))) {
        const number = numbers.get(word);
        total += number === undefined ? weight(0) : weights[number];
        if (number !== undefined) own.push(number);
      }
      return (place) => {
        const end = start[place + 1];
        let shared = 0;
        // Titles have few words, and this is asked of millions of pairs.
        for (const word of own) {
          for (let k = start[place]; k < end; k++) {
            if (words[k] === word) shared += weights[word];
          }
        }
        if (shared > 0 && titles[place] === title) return 1;
        return Math.min(LARGEST_UNEQUAL, 2 * shared / (total + totals[place]));
      };
    },
  };
}
