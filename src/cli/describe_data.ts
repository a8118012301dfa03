import type { Dataset } from "../data/dataset.ts";
import type { RatingScale } from "../data/interactions.ts";
import type { LoadedData } from "./data_options.ts";

/**
 * What may be wrong with ratings that were read all the same.
 *
 * @param data The data.
 * @returns Lines for people, mostly none.
 */
export function describeDoubts({ facts, shared }: LoadedData): string[] {
  const replaced = facts.reduce((sum, fact) => sum + fact.replaced, 0);
  const lines: string[] = [];
  if (replaced > 0) {
    lines.push(
      `warning      ${replaced} ratings were replaced by a later one of the same user and item`,
    );
  }
  if (shared > 0) {
    lines.push(`warning      ${shared} test ratings are in the training file as well`);
  }
  return lines;
}

/** Above this share of ratings on items without attributes, the two files most likely name items differently. */
const DOUBTFUL_SHARE = 0.5;

/**
 * The statistics of a data set, line by line.
 *
 * @param dataset The data set.
 * @returns Lines for people.
 */
export function describeDataset({ statistics: s, broader }: Dataset): string[] {
  const count = (n: number) => n.toLocaleString("en-US");
  const share = (part: number, whole: number) =>
    whole === 0 ? "0" : (100 * part / whole).toFixed(1);
  return [
    `users        ${count(s.users)}`,
    `items        ${count(s.items)}, ` +
    (s.itemsWithoutAttributes === 0
      ? "each with an attribute"
      : `of which ${count(s.itemsWithoutAttributes)} (${
        share(s.itemsWithoutAttributes, s.items)
      } %) have no ` +
        `attribute; these carry ${(100 * s.ratingsWithoutAttributes).toFixed(1)} % of the ratings`),
    `ratings      ${count(s.ratings)}, ${describeScale(s.scale)}`,
    `attributes   ${count(s.attributes)}; ${
      count(s.rareAttributes)
    } more are on too few rated items` +
    (s.commonAttributes > 0 ? `, ${count(s.commonAttributes)} on too many` : ""),
    `edges        ${count(s.edges)}` +
    (s.unratedItems > 0
      ? `; ${count(s.unratedItems)} items with attributes are rated by nobody`
      : ""),
    ...(broader
      ? [
        `broader      ${count(broader.categories.length)} categories on ${
          count(broader.graph.itemAttributes.length)
        } edges from attributes`,
      ]
      : []),
    ...(s.ratingsWithoutAttributes > DOUBTFUL_SHARE
      ? [
        "doubtful     most ratings are on items without attributes: do both files name the items alike?",
      ]
      : []),
  ];
}

function describeScale(scale: RatingScale): string {
  return scale === "implicit" ? "implicit" : `from ${scale.min} to ${scale.max}`;
}
