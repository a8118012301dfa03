import { createRandom, type Random } from "../../src/random.ts";
import type { Catalogue } from "./catalogue.ts";
import { affinities, type Taste } from "./tastes.ts";

/** Score of an average film by an average user without a taste for it. */
const BASE = 3;

/** Standard deviations of what else moves a score. */
const DEVIATION = { quality: 0.3, bias: 0.35, noise: 0.6 };

/** The lowest score that is rated 2, 3, 4 and 5. */
const THRESHOLDS = [1.3, 2.35, 3.4, 4.7];

/**
 * Draws how good each film is, apart from taste. Each film has a stream of its own.
 *
 * @param catalogue The films.
 * @param seed The seed of the data set.
 * @returns Points on the rating scale, (items).
 */
export function drawQuality({ items }: Catalogue, seed: number): Float64Array {
  return Float64Array.from(
    items,
    ({ id }) => DEVIATION.quality * createRandom(seed, "quality", id).normal(),
  );
}

/**
 * Rates the films that a user saw: base + quality + the user's bias + weights of the film's attributes + noise, cut into
 * the scale 1 to 5.
 *
 * @param catalogue The films.
 * @param quality What {@link drawQuality} gave, (items).
 * @param viewer The user's tastes and the films seen.
 * @param random The user's stream.
 * @returns One rating for each film seen.
 */
export function rateFilms(
  catalogue: Catalogue,
  quality: Float64Array,
  viewer: { readonly tastes: readonly Taste[]; readonly films: readonly number[] },
  random: Random,
): number[] {
  const affinity = affinities(catalogue, viewer.tastes);
  const bias = DEVIATION.bias * random.normal();
  return viewer.films.map((film) => {
    const noise = DEVIATION.noise * random.normal();
    const score = BASE + quality[film] + bias + affinity[film] + noise;
    return 1 + THRESHOLDS.filter((threshold) => score >= threshold).length;
  });
}
