import type { SparseMatrix } from "../data/sparse_matrix.ts";

/** A taste that a simulated user was made with. */
export interface PlantedTaste {
  /** Index of the user. */
  readonly user: number;
  /** Index of the attribute. */
  readonly attribute: number;
  /** What the attribute adds to the user's ratings; negative for a dislike. */
  readonly weight: number;
}

/**
 * The strongest attributes of one profile.
 *
 * @param profiles Profiles, (users, attributes).
 * @param user Index of the user.
 * @param n How many.
 * @returns Attribute and weight, by descending weight, ties by ascending attribute.
 */
export function strongestAttributes(
  profiles: SparseMatrix,
  user: number,
  n: number,
): { readonly attribute: number; readonly weight: number }[] {
  const row = [];
  for (let k = profiles.indptr[user]; k < profiles.indptr[user + 1]; k++) {
    row.push({ attribute: profiles.indices[k], weight: profiles.values[k] });
  }
  return row.sort((a, b) => b.weight - a.weight || a.attribute - b.attribute).slice(0, n);
}

/**
 * The place of an attribute in a profile: 1 for the strongest, equal weights share the better place.
 *
 * @param profiles Profiles, (users, attributes).
 * @param user Index of the user.
 * @param attribute Index of the attribute.
 * @returns The place and the length of the profile; undefined where the profile lacks the attribute because the user rated
 * nothing that has it.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(1, 3, { row: [0, 0, 0], column: [0, 1, 2], value: [0.2, 0.9, 0.5] });
 * deepStrictEqual(placeInProfile(matrix, 0, 2), { place: 2, of: 3 });
 * ```
 */
export function placeInProfile(
  profiles: SparseMatrix,
  user: number,
  attribute: number,
): { readonly place: number; readonly of: number } | undefined {
  const start = profiles.indptr[user], end = profiles.indptr[user + 1];
  const own = profiles.indices.subarray(start, end).indexOf(attribute);
  if (own < 0) return undefined;
  let place = 1;
  for (let k = start; k < end; k++) if (profiles.values[k] > profiles.values[start + own]) place++;
  return { place, of: end - start };
}

/**
 * How much of what was planted the profiles found: the share of liked attributes (weight above 0) among the n strongest of
 * their user's profile, out of those that are in the profile at all.
 *
 * @param profiles Profiles, (users, attributes).
 * @param tastes The planted tastes.
 * @param n How many places count.
 * @returns The share, 0 to 1, and the number of likes it is of.
 */
export function likesAmongStrongest(
  profiles: SparseMatrix,
  tastes: readonly PlantedTaste[],
  n: number,
): { readonly share: number; readonly likes: number } {
  let found = 0, likes = 0;
  for (const { user, attribute, weight } of tastes) {
    const placed = weight > 0 ? placeInProfile(profiles, user, attribute) : undefined;
    if (!placed) continue;
    likes++;
    if (placed.place <= n) found++;
  }
  return { share: likes === 0 ? 0 : found / likes, likes };
}
