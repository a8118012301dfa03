import type { Random } from "../../src/random.ts";
import { attributeFilms, type Catalogue } from "./catalogue.ts";

/** How much one attribute adds to a user's score of every film that has it. */
export interface Taste {
  /** Index of the attribute in the catalogue. */
  readonly attribute: number;
  /** Points on the rating scale, 0.8 to 2 up or down, with two decimals. */
  readonly weight: number;
}

/** A taste needs this many films, or too few ratings could show it. */
const MIN_FILMS = 5;

/** A taste for what a third of all films have would hardly tell one film from another. */
const MAX_SHARE = 1 / 3;

/**
 * Two tastes of one user share at most this part of the smaller one's films, so that each leaves a trace of its own: who
 * likes westerns and dislikes Sergio Leone could not be told from who is indifferent to both.
 */
const MAX_OVERLAP = 0.5;

/** Draws for one user before the catalogue is held to be too small. */
const MAX_ATTEMPTS = 1000;

/** How often a taste is of each relation. */
const RELATION_SHARES: Readonly<Record<string, number>> = {
  genre: 0.28,
  subject: 0.28,
  director: 0.14,
  starring: 0.12,
  decade: 0.1,
  country: 0.08,
};

/** An attribute that a taste can be drawn from. */
export interface Candidate {
  /** Index of the attribute in the catalogue. */
  readonly attribute: number;
  /** Relative chance of being drawn. */
  readonly chance: number;
}

/**
 * The attributes that a taste can be drawn from: those that neither too few nor too many films have. A relation's share is
 * divided among its attributes in proportion to the square root of their films.
 *
 * @param catalogue The films.
 * @returns The candidates, relation by relation.
 */
export function tasteCandidates(catalogue: Catalogue): Candidate[] {
  const { items, attributes } = catalogue;
  const films = (f: number) => attributeFilms(catalogue, f).length;
  return Object.entries(RELATION_SHARES).flatMap(([relation, share]) => {
    const eligible = [...attributes.keys()].filter((f) =>
      attributes[f].relation === relation && films(f) >= MIN_FILMS &&
      films(f) <= MAX_SHARE * items.length
    );
    const total = eligible.reduce((sum, f) => sum + Math.sqrt(films(f)), 0);
    return eligible.map((f) => ({ attribute: f, chance: share * Math.sqrt(films(f)) / total }));
  });
}

/**
 * Draws the tastes of one user: 2 to 4 likes and 1 to 3 dislikes. Both come from one distribution, so that what an
 * attribute is says nothing of the sign.
 *
 * @param catalogue The films.
 * @param candidates What {@link tasteCandidates} found there.
 * @param random The user's stream.
 * @returns The likes, then the dislikes.
 * @throws {RangeError} Where the catalogue is too small for them.
 */
export function drawTastes(
  catalogue: Catalogue,
  candidates: readonly Candidate[],
  random: Random,
): Taste[] {
  const likes = 2 + random.integer(3), dislikes = 1 + random.integer(3);
  const tastes: Taste[] = [];
  for (let attempt = 0; tastes.length < likes + dislikes; attempt++) {
    if (attempt === MAX_ATTEMPTS) {
      throw new RangeError(
        `Cannot draw tastes: found ${tastes.length} in ${MAX_ATTEMPTS} attempts, ` +
          `expected ${likes + dislikes} from a larger catalogue`,
      );
    }
    const attribute = drawAttribute(candidates, random);
    if (tastes.some((taste) => overlap(catalogue, taste.attribute, attribute) > MAX_OVERLAP)) {
      continue;
    }
    const size = (80 + random.integer(121)) / 100;
    tastes.push({ attribute, weight: tastes.length < likes ? size : -size });
  }
  return tastes;
}

/** Draws an attribute: what more films have is more often liked or disliked. */
function drawAttribute(candidates: readonly Candidate[], random: Random): number {
  const total = candidates.reduce((sum, { chance }) => sum + chance, 0);
  let left = random.next() * total;
  for (const { attribute, chance } of candidates) {
    left -= chance;
    if (left < 0) return attribute;
  }
  // Rounding of the sums may leave a crumb beyond the last candidate.
  return candidates.at(-1)!.attribute;
}

/** The share of films in common, of the smaller of two attributes' films; 1 for an attribute and itself. */
function overlap(catalogue: Catalogue, f: number, g: number): number {
  const films = attributeFilms(catalogue, f), others = new Set(attributeFilms(catalogue, g));
  return films.filter((film) => others.has(film)).length / Math.min(films.length, others.size);
}

/**
 * What tastes add to the score of each film.
 *
 * @param catalogue The films.
 * @param tastes The tastes of one user.
 * @returns Points on the rating scale, (items).
 */
export function affinities(catalogue: Catalogue, tastes: readonly Taste[]): Float64Array {
  const affinity = new Float64Array(catalogue.items.length);
  for (const { attribute, weight } of tastes) {
    for (const film of attributeFilms(catalogue, attribute)) affinity[film] += weight;
  }
  return affinity;
}
