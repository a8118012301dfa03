import type { ProfileRow } from "./nearest_users.ts";

/** How a user differs from the one that was trained. */
export interface Adjustment {
  /** Factor on the user's weight of each neuron, by its index: 0 mutes it, 2 doubles it; 1 where there is none. */
  readonly factors?: ReadonlyMap<number, number>;
  /** Factor on all neurons that `factors` does not name (default 1); 0 leaves nothing but those. */
  readonly otherFactor?: number;
  /** What stands in for what the user was trained with; for profiles, p after a training without some of the ratings. */
  readonly profile?: ProfileRow;
  /**
   * Items whose ratings are left out of a shared network's input. Profiles need a training of their own, which goes into `profile`;
   * there this only says which ratings it went without.
   */
  readonly withoutRatings?: ReadonlySet<number>;
}

/** Marks a recommender that sees one user differently. */
export interface Adjusted<R> {
  /** The recommender as it was. */
  readonly base: R;
  /** Index of the user. */
  readonly user: number;
  /** What is different about the user. */
  readonly adjustment: Adjustment;
}

/**
 * The factor that an adjustment puts on a neuron.
 *
 * @param adjustment The adjustment.
 * @param neuron Index of the neuron.
 * @returns Its own factor, else that of all others, else 1.
 */
export function factorOf({ factors, otherFactor = 1 }: Adjustment, neuron: number): number {
  return factors?.get(neuron) ?? otherFactor;
}

/**
 * Two adjustments of one user as one: factors multiply, ratings left out by either are left out, and the second's profile wins.
 *
 * @param first What is different already.
 * @param second What more is different.
 * @returns Both.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const both = combineAdjustments({ factors: new Map([[0, 2]]) }, { factors: new Map([[0, 3], [1, 0]]) });
 * deepStrictEqual([...both.factors!], [[0, 6], [1, 0]]);
 * ```
 */
export function combineAdjustments(first: Adjustment, second: Adjustment): Adjustment {
  const named = new Set([...first.factors?.keys() ?? [], ...second.factors?.keys() ?? []]);
  return {
    factors: named.size === 0
      ? undefined
      : new Map([...named].map((n) => [n, factorOf(first, n) * factorOf(second, n)])),
    otherFactor: (first.otherFactor ?? 1) * (second.otherFactor ?? 1),
    profile: second.profile ?? first.profile,
    withoutRatings: new Set([...first.withoutRatings ?? [], ...second.withoutRatings ?? []]),
  };
}

/**
 * A profile as an adjustment makes it.
 *
 * @param own The user's profile as it is.
 * @param adjustment What is different.
 * @returns `own` or what stands in for it, each weight times its factor, rounded to float32.
 */
export function adjustProfile(own: ProfileRow, adjustment: Adjustment): ProfileRow {
  const row = adjustment.profile ?? own;
  const { indices, values } = row;
  if (!adjustment.factors && (adjustment.otherFactor ?? 1) === 1) return row;
  return { ...row, values: values.map((value, k) => value * factorOf(adjustment, indices[k])) };
}
