import { titleLabel } from "../titles.ts";

/** A title or label as links compare it. */
export interface TitleForm {
  /** The title and other titles in brackets, as {@link plainTitle} writes them; at least one. */
  readonly titles: readonly string[];
  /** The year in brackets. */
  readonly year?: number;
  /** What brackets say it is, in lower case: `film`, `tv series`. */
  readonly kind?: string;
}

/** Last words of brackets that say what something is. Other brackets hold another title. */
const KINDS = new Set(
  ("film movie serial series show documentary miniseries franchise trilogy episode play musical opera ballet novel novella book comics " +
    "comic manga anime magazine story poem album song single ep soundtrack band group duo orchestra musician singer rapper dj composer " +
    "producer artist entertainer drummer guitarist actor actress director writer author game character toy company label wrestler " +
    "disambiguation")
    .split(" "),
);

const ARTICLE = /^(?:the|an?|las?|les?|los|il|lo|el|der|die|das|det|den|une?|una|uno) (?=.)/;

/**
 * Takes a title apart: its year, what it is, and its titles without case, accents, punctuation and articles.
 *
 * @param text A catalogue's title, a label, or an IRI whose name is one.
 * @returns Its parts.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(titleForm("Matrix, The (1999)"), { titles: ["matrix"], year: 1999 });
 * deepStrictEqual(titleForm("http://dbpedia.org/resource/Amélie_(2001_film)"), { titles: ["amelie"], year: 2001, kind: "film" });
 * deepStrictEqual(titleForm("Celebration, The (Festen) (1998)"), { titles: ["celebration", "festen"], year: 1998 });
 * ```
 */
export function titleForm(text: string): TitleForm {
  let year: number | undefined, kind: string | undefined;
  const titles: string[] = [];
  const main = titleLabel(text).replace(/\s*\(([^()]*)\)/g, (whole, inside: string, at: number) => {
    const [, found, rest] = /^\s*(?:(\d{4})(?:\s*[-–]\s*\d{0,4})?\b)?\s*(.*?)\s*$/.exec(inside)!;
    const last = rest.toLowerCase().split(/[\s-]+/).at(-1)!;
    const isKind = KINDS.has(last) || last === "tv";
    // What opens a title in brackets, and numbers with other words, belong to the title.
    if (at === 0 || (found !== undefined && rest !== "" && !isKind)) return whole;
    if (found !== undefined) year = Number(found);
    if (isKind) kind = rest.toLowerCase();
    else if (rest !== "") titles.push(rest.replace(/^(?:a\.?\s?k\.?\s?a\.?|aka)\s+/i, ""));
    return "";
  });
  const plain = [main, ...titles].map(plainTitle).filter((title) => title !== "");
  return {
    titles: plain.length > 0 ? [...new Set(plain)] : [text.toLowerCase()],
    ...(year !== undefined && { year }),
    ...(kind !== undefined && { kind }),
  };
}

/**
 * A title without case, accents, punctuation and a first article.
 *
 * @param title The title, without brackets.
 * @returns Words of letters and digits with single spaces between.
 */
export function plainTitle(title: string): string {
  return title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replaceAll("&", " and ")
    .replace(/['’‘`´]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim()
    .replace(ARTICLE, "");
}
