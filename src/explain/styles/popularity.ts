import { FEWEST_NEIGHBOURS_TOLD } from "../neighbour_summary.ts";
import { checkIndex } from "../../recommend/checks.ts";
import { ordinal, thousands } from "../grammar.ts";
import type { StyleContext, StyleQuestion, StyleResult } from "./style.ts";

/** How many people rated an item. */
export interface ItemPopularity {
  /** Number of ratings of the item. */
  readonly ratings: number;
  /** Place of the item by this number, from 1; items with as many ratings share the better place. */
  readonly place: number;
  /** Whether another item has as many. */
  readonly tied: boolean;
  /** Number of items that somebody rated. */
  readonly items: number;
}

/** How many people rated an item, of how many, in words and numbers. */
export interface PopularityResult extends StyleResult, ItemPopularity {
  /** Tells the styles apart. */
  readonly style: "popularity";
  /** Number of users with ratings. */
  readonly users: number;
  /** Where neighbours score: how many of the user's there are, and how many of them rated the item, unless too few did to say so. */
  readonly neighbours?: { readonly rated: number | "fewer than 3"; readonly of: number };
}

/**
 * The place of an item by its number of ratings.
 *
 * @param counts Number of ratings of each item, (items).
 * @param item Index of the item.
 * @returns Its popularity.
 * @throws {RangeError} Where there is no such item.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(itemPopularity(Uint32Array.of(4, 2, 0, 2), 3), { ratings: 2, place: 2, tied: true, items: 3 });
 * ```
 */
export function itemPopularity(counts: Uint32Array, item: number): ItemPopularity {
  checkIndex("count ratings", "item", item, counts.length);
  let place = 1, same = 0, items = 0;
  for (const count of counts) {
    if (count > counts[item]) place++;
    if (count === counts[item]) same++;
    if (count > 0) items++;
  }
  return { ratings: counts[item], place, tied: same > 1, items };
}

/**
 * Popularity: by how many users the item was rated, and, where neighbours score, by how many of the user's own. It says nothing of
 * why the item was recommended.
 *
 * Source: the popularity style of Bellini et al., arXiv 1807.06300 (DLRS 2018), said in numbers.
 *
 * @param context What styles go by.
 * @param question The user and the item.
 * @returns Numbers and a sentence.
 */
export function explainPopularity(
  context: StyleContext,
  { user, item }: StyleQuestion,
): PopularityResult {
  const { recommender, model: { dataset: { interactions: { ratings } } } } = context;
  const popularity = itemPopularity(context.ratingCounts(), item);
  let users = 0;
  for (let u = 0; u < ratings.rows; u++) if (ratings.indptr[u + 1] > ratings.indptr[u]) users++;
  const close = recommender.name === "profile-knn" ? recommender.neighbours(user).users : [];
  let rated = 0;
  for (const neighbour of close) {
    const row = ratings.indices.subarray(ratings.indptr[neighbour], ratings.indptr[neighbour + 1]);
    if (row.includes(item)) rated++;
  }
  return {
    style: "popularity",
    ...context.itemOf(item),
    sentence: popularitySentence(context, popularity, users, rated, close.length),
    ...popularity,
    users,
    ...(close.length > 0
      ? {
        neighbours: {
          rated: rated < FEWEST_NEIGHBOURS_TOLD ? "fewer than 3" : rated,
          of: close.length,
        },
      }
      : {}),
  };
}

function popularitySentence(
  { phrases, sentence }: StyleContext,
  { ratings, place, tied, items }: ItemPopularity,
  users: number,
  rated: number,
  neighbours: number,
): string {
  if (ratings === 0) return sentence("rated-by-nobody");
  const first = place === 1 && !tied;
  const key = phrases.rated(
    first ? "rated-first" : "rated-later",
    first ? "chosen-first" : "chosen-later",
  );
  const nth = ordinal(place);
  const everyone = sentence(key, {
    count: thousands(ratings),
    users: phrases.say(users === 1 ? "one-user" : "users", { count: thousands(users) }),
    items: `${thousands(items)} ${items === 1 ? phrases.one : phrases.many}`,
    place: thousands(place),
    ordinal: tied ? phrases.say("joint", { ordinal: nth }) : nth,
  });
  if (neighbours === 0) return everyone;
  const own = sentence(phrases.rated("neighbours-rated", "neighbours-chose"), {
    count: rated < FEWEST_NEIGHBOURS_TOLD
      ? phrases.say("fewer-than", { count: String(FEWEST_NEIGHBOURS_TOLD) })
      : String(rated),
    neighbours: phrases.say(neighbours === 1 ? "one-neighbour" : "neighbours", {
      count: String(neighbours),
    }),
  });
  return `${everyone} ${own}`;
}
