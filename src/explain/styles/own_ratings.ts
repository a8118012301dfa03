import { withArticle } from "../grammar.ts";
import type { StyleContext } from "./style.ts";

/** One of the user's ratings: the item's id and the number. */
export interface OwnRating {
  /** Id of the item. */
  readonly item: string;
  /** The user's rating of it. */
  readonly rating: number;
}

/**
 * A rating as templates have it.
 *
 * @param context How titles are said.
 * @param own The rating.
 * @returns Values of the placeholders.
 */
export function ratingWords(
  { title, model }: StyleContext,
  { item, rating }: OwnRating,
): { readonly title: string; readonly rating: string; readonly a_rating: string } {
  const number = String(rating);
  return {
    title: title(model.dataset.interactions.items.indexOf(item)!),
    rating: number,
    a_rating: withArticle(number),
  };
}

/**
 * Ratings as a noun phrase.
 *
 * @param context How to speak.
 * @param ratings The ratings.
 * @param numbered Whether to say the numbers; they must have counted.
 * @returns `your 5 for Heat (1995) and your 4 for Ali (2001)`, or `your ratings of Heat (1995) and Ali (2001)`.
 */
export function sayRatings(
  context: StyleContext,
  ratings: readonly OwnRating[],
  numbered: boolean,
): string {
  const { say, all, rated } = context.phrases;
  const words = ratings.map((rating) => ratingWords(context, rating));
  if (numbered) return all(words.map((rating) => say("your-number", rating)));
  const items = all(words.map(({ title }) => title));
  return words.length === 1
    ? say(rated("your-rating", "your-choice"), { items })
    : say(rated("your-ratings", "your-choices"), { items });
}
