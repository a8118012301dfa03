import { createRandom } from "../../src/random.ts";
import type { Catalogue } from "./catalogue.ts";
import { drawQuality, rateFilms } from "./rating.ts";
import { drawTastes, type Taste, tasteCandidates } from "./tastes.ts";
import { drawCount, drawFilms, drawPopularity } from "./viewing.ts";

/** A simulated user. */
export interface SimulatedUser {
  /** `u` and a number, or `c` and a number for a control. */
  readonly id: string;
  /** Whether films and ratings follow the tastes or were dealt out without regard to them. */
  readonly kind: "taste" | "control";
  /** The tastes that the ratings were made from. */
  readonly tastes: readonly Taste[];
  /** Indices of the films rated, ascending. */
  readonly films: readonly number[];
  /** The rating of each of these films. */
  readonly ratings: readonly number[];
}

/** Which users to make. */
export interface UserOptions {
  /** The seed of the data set. */
  readonly seed: number;
  /** How many users with tastes. */
  readonly tasteUsers: number;
  /** How many controls. */
  readonly controlUsers: number;
}

/**
 * Simulates all users. Each draws from a stream of their own.
 *
 * @param catalogue The films.
 * @param options How many users of each kind, and the seed.
 * @returns The controls, then the users with tastes: ascending order of ids.
 */
export function simulateUsers(catalogue: Catalogue, options: UserOptions): SimulatedUser[] {
  const popularity = drawPopularity(catalogue, options.seed);
  const quality = drawQuality(catalogue, options.seed);
  const candidates = tasteCandidates(catalogue);
  const simulate = (id: string): SimulatedUser => {
    const random = createRandom(options.seed, "user", id);
    const tastes = drawTastes(catalogue, candidates, random);
    const count = drawCount(random);
    const films = drawFilms(catalogue, popularity, { tastes, count }, random);
    const ratings = rateFilms(catalogue, quality, { tastes, films }, random);
    return { id, kind: "taste", tastes, films, ratings };
  };
  /**
   * Takes the taste out of a user and leaves the rest: the same ratings, dealt at random to as many films drawn by popularity
   * alone. Shuffling them over the films seen would not do, for which films were seen tells of the taste too.
   */
  const forgetTastes = (user: SimulatedUser): SimulatedUser => {
    const random = createRandom(options.seed, "control", user.id);
    const indifferent = { tastes: [], count: user.films.length };
    const films = drawFilms(catalogue, popularity, indifferent, random);
    return { ...user, kind: "control", films, ratings: random.shuffle([...user.ratings]) };
  };
  return [
    ...ids("c", options.controlUsers).map(simulate).map(forgetTastes),
    ...ids("u", options.tasteUsers).map(simulate),
  ];
}

function ids(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, k) => letter + `${k + 1}`.padStart(3, "0"));
}
