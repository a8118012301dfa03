/**
 * A template with its named placeholders filled in: `{title}` stands for the value `title`.
 *
 * @param template The template.
 * @param values What stands for each placeholder; one that has no value stays as it is.
 * @returns The text.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(fill("directed by {value}", { value: "Michael Mann" }), "directed by Michael Mann");
 * ```
 */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(
    /\{(\w+)\}/g,
    (placeholder, name) => Object.hasOwn(values, name) ? values[name] : placeholder,
  );
}

/** A sentence without the second full stop after `Jr.`, and without one after a question or exclamation mark. */
export function tidySentence(sentence: string): string {
  return sentence
    .replace(/(?<!\.)\.\.(?=\s|$)/g, ".")
    .replace(/\.{4}(?=\s|$)/g, "...")
    .replace(/(?<=[?!])\.(?=\s|$)/g, "");
}

/**
 * A place in an order.
 *
 * @param place A whole number from 0.
 * @returns `1st`, `2nd`, `3rd`, `4th`, `11th`, `112th`.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([1, 2, 3, 4, 12, 22, 1013].map(ordinal), ["1st", "2nd", "3rd", "4th", "12th", "22nd", "1,013th"]);
 * ```
 */
export function ordinal(place: number): string {
  const teen = Math.floor(place / 10) % 10 === 1;
  return thousands(place) + (teen ? "th" : ["th", "st", "nd", "rd"][place % 10] ?? "th");
}

/** A whole number with commas between thousands. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A word or a number with its indefinite article.
 *
 * @param word What follows the article; numbers in figures.
 * @returns `a 5`, `an 8`, `an artist`.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(["5", "8.5", "11", "18", "110", "album", "user"].map(withArticle), [
 *   "a 5", "an 8.5", "an 11", "an 18", "a 110", "an album", "a user",
 * ]);
 * ```
 */
export function withArticle(word: string): string {
  const vowel = /^\d/.test(word)
    ? /^(8|1[18](?!\d))/.test(word)
    : /^([aeio]|u(?!ni|s[aeiou]))/i.test(word);
  return `${vowel ? "an" : "a"} ${word}`;
}

const SINGULARS: Readonly<Record<string, string>> = {
  ...{ movies: "movie", people: "person", children: "child", men: "man", women: "woman" },
  ...{ series: "series", species: "species", cookies: "cookie", heroes: "hero" },
};

/**
 * One of several: the singular of a regular English plural and of a few others.
 *
 * @param plural Such as `films`.
 * @returns The singular; a word that does not look like a plural stays as it is.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(["films", "TV series", "dishes", "hobbies", "courses"].map(singular), [
 *   "film", "TV series", "dish", "hobby", "course",
 * ]);
 * ```
 */
export function singular(plural: string): string {
  const [, before, last] = /^(.*?)([^\s-]*)$/.exec(plural)!;
  const known = SINGULARS[last.toLowerCase()];
  if (known !== undefined) return before + known;
  return before + last.replace(/ies$/, "y").replace(/(ss|x|ch|sh)es$/, "$1")
    .replace(/(?<=[^su])s$/, "");
}

/**
 * A place's name as it stands after `from`: with the article that some have.
 *
 * @param name The place.
 * @returns `the United States`, `Italy`.
 */
export function placeName(name: string): string {
  const withThe =
    /^((United|Soviet|Czech|Dominican|Central African|Russian|Ottoman) (States|Kingdom|Union|Republic|Empire|Arab Emirates|Federation)|(Democratic |People's )?Republic of\b|Netherlands|Philippines|Bahamas|Maldives|Gambia|Bronx|West Midlands|Isle of\b|Kingdom of\b|State of\b|USA$|US$|UK$)/;
  return withThe.test(name) ? `the ${name}` : name;
}
