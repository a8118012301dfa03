/** An archive of ratings that can be downloaded. */
export interface RatingsArchive {
  /** Its file name below the base address. */
  readonly file: string;
  /** MD5 of the archive, where it never changes; otherwise it is published beside it, with `.md5` behind the name. */
  readonly md5?: string;
  /** What it holds, for people. */
  readonly content: string;
  /** File that holds the ratings, once it is unpacked. */
  readonly ratings: string;
  /** File that holds the titles. */
  readonly items: string;
}

/** Where GroupLens publishes the archives. */
export const MOVIELENS_ADDRESS = "https://files.grouplens.org/datasets/movielens/";

/** What all of them say; what each says of passing data on differs, and is in its own README. */
export const MOVIELENS_TERMS: string =
  "MovieLens data are for research: no commercial use and no claim of endorsement without permission of GroupLens, University of " +
  "Minnesota; redistribution as the README of each set says. Publications cite F. Maxwell Harper and Joseph A. Konstan, 2015, " +
  "The MovieLens Datasets: History and Context, ACM TiiS 5(4), https://doi.org/10.1145/2827872";

/** The archives by name. The MD5 sums of the stable ones are those that GroupLens publishes. */
export const MOVIELENS_ARCHIVES = {
  "ml-100k": {
    file: "ml-100k.zip",
    md5: "0e33842e24a9c977be4e0107933c0723",
    content: "100,000 ratings, 1998",
    ratings: "u.data",
    items: "u.item",
  },
  "ml-1m": {
    file: "ml-1m.zip",
    md5: "c4d9eecfca2ab87c1945afe126590906",
    content: "1 million ratings, 2003",
    ratings: "ratings.dat",
    items: "movies.dat",
  },
  "ml-10m": {
    file: "ml-10m.zip",
    md5: "ce571fd55effeba0271552578f2648bd",
    content: "10 million ratings, 2009",
    ratings: "ratings.dat",
    items: "movies.dat",
  },
  "ml-20m": {
    file: "ml-20m.zip",
    md5: "cd245b17a1ae2cc31bb14903e1204af3",
    content: "20 million ratings, 2015",
    ratings: "ratings.csv",
    items: "movies.csv",
  },
  "ml-25m": {
    file: "ml-25m.zip",
    md5: "6b51fb2759a8657d3bfcbfc42b592ada",
    content: "25 million ratings, 2019",
    ratings: "ratings.csv",
    items: "movies.csv",
  },
  "ml-32m": {
    file: "ml-32m.zip",
    content: "32 million ratings, 2024",
    ratings: "ratings.csv",
    items: "movies.csv",
  },
  "ml-latest-small": {
    file: "ml-latest-small.zip",
    content: "100,000 ratings, changes over time",
    ratings: "ratings.csv",
    items: "movies.csv",
  },
  "ml-latest": {
    file: "ml-latest.zip",
    content: "all ratings, changes over time",
    ratings: "ratings.csv",
    items: "movies.csv",
  },
} as const satisfies Readonly<Record<string, RatingsArchive>>;

/** Name of an archive that is known. */
export type MovielensName = keyof typeof MOVIELENS_ARCHIVES;

/**
 * The MD5 sum in a file as `md5sum` or BSD's `md5` writes it.
 *
 * @param text The file.
 * @returns 32 hexadecimal digits in lower case, or undefined where there are none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const sum = "0e33842e24a9c977be4e0107933c0723";
 * strictEqual(publishedMd5(`${sum}  ml-100k.zip\n`), sum);
 * strictEqual(publishedMd5(`MD5 (ml-100k.zip) = ${sum}\n`), sum);
 * ```
 */
export function publishedMd5(text: string): string | undefined {
  return /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i.exec(text)?.[0].toLowerCase();
}

/**
 * What a README says under the heading "Usage License".
 *
 * @param readme The README, as plain text with underlined headings.
 * @returns The section without its heading, or undefined where there is none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const readme = "SUMMARY\n=====\n\nRatings.\n\nUSAGE LICENSE\n=====\n\nResearch only.\n\nCITATION\n=====\n";
 * strictEqual(usageLicence(readme), "Research only.");
 * ```
 */
export function usageLicence(readme: string): string | undefined {
  return /^usage license[ \t]*\r?\n[=-]+[ \t]*\r?\n(.*?)(?=\r?\n[^\r\n]+\r?\n[=-]{3,}[ \t]*\r?\n|$(?![^]))/ims
    .exec(readme)?.[1].trim();
}
