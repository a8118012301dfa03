import { createRandom, type Random } from "../../src/random.ts";
import { attributeFilms, type Catalogue } from "./catalogue.ts";
import { affinities, type Taste } from "./tastes.ts";

/** Popularity falls as (rank + offset) to the power of -exponent: Zipf's law with a blunted head. */
const POPULARITY = { exponent: 0.7, offset: 10 };

/** How steeply the promise of a liked attribute raises the chance of being seen. */
const APPEAL = 2;

/** Share of the viewing that follows taste; the rest follows popularity alone. */
const TASTE_SHARE = 0.8;

/** A taste is formed on something: at least this many films of each attribute that the user likes or dislikes. */
const FILMS_PER_TASTE = 2;

/** How many films a user sees: many users few, few users many. */
const COUNT = { fewest: 20, most: 120, meanAboveFewest: 30 };

/**
 * Draws how many know each film. Each film has a stream of its own, so that a film more or less in the sources leaves the
 * others nearly as they were.
 *
 * @param catalogue The films.
 * @param seed The seed of the data set.
 * @returns Relative chance of being seen, (items).
 */
export function drawPopularity({ items }: Catalogue, seed: number): Float64Array {
  const draws = items.map(({ id }) => createRandom(seed, "popularity", id).next());
  const order = [...items.keys()].sort((i, j) => draws[i] - draws[j]);
  const popularity = new Float64Array(items.length);
  order.forEach((item, index) => {
    popularity[item] = (index + 1 + POPULARITY.offset) ** -POPULARITY.exponent;
  });
  return popularity;
}

/** Draws how many films a user sees. */
export function drawCount(random: Random): number {
  const above = -COUNT.meanAboveFewest * Math.log(1 - random.next());
  return Math.min(COUNT.most, COUNT.fewest + Math.floor(above));
}

/**
 * Draws the films that a user sees, without repetition: some because they are popular, some because they promise what the
 * user likes. Dislikes do not keep anyone away, or no rating would show them.
 *
 * @param catalogue The films.
 * @param popularity What {@link drawPopularity} gave, (items).
 * @param viewer The user's tastes, none for viewing by popularity alone, and how many films to draw.
 * @param random The user's stream.
 * @returns Indices of the films, ascending.
 */
export function drawFilms(
  catalogue: Catalogue,
  popularity: Float64Array,
  viewer: { readonly tastes: readonly Taste[]; readonly count: number },
  random: Random,
): number[] {
  const affinity = affinities(catalogue, viewer.tastes);
  const appeal = popularity.map((weight, i) =>
    weight * Math.exp(APPEAL * Math.max(0, affinity[i]))
  );
  const popularitySum = sum(popularity), appealSum = sum(appeal);
  // The highest of log weight plus Gumbel noise are a weighted draw without replacement.
  const keys = popularity.map((weight, i) => {
    const chance = (1 - TASTE_SHARE) * weight / popularitySum + TASTE_SHARE * appeal[i] / appealSum;
    return Math.log(chance) - Math.log(-Math.log(1 - random.next()));
  });
  const byKey = (i: number, j: number) => keys[j] - keys[i];
  const formative = viewer.tastes.flatMap(({ attribute }) =>
    [...attributeFilms(catalogue, attribute)].sort(byKey).slice(0, FILMS_PER_TASTE)
  );
  const films = new Set([...formative, ...[...keys.keys()].sort(byKey)]);
  return [...films].slice(0, viewer.count).sort((i, j) => i - j);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
