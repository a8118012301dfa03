import type { Better } from "./estimate.ts";

/** What became of a user's top item y without k reasons, and with them alone. */
export interface FidelityProbe {
  /** f of y as it is. */
  readonly score: number;
  /** Place of y in the ranking without the reasons, from 1; Infinity where the recommender then has nothing to go by. */
  readonly placeWithout: number;
  /** f of y without the reasons; 0 where there is nothing to go by. */
  readonly scoreWithout: number;
  /** f of y with the reasons alone; 0 where there is nothing to go by. */
  readonly scoreWithOnly: number;
}

/** A number that says how much of a recommendation some of its reasons carry: the mean over users of `ofUser`. */
export interface FidelityMeasure {
  /** Name in results, such as `DEL`; the number of reasons is added as `@k`. */
  readonly name: string;
  /** What it says, for a caption. */
  readonly description: string;
  /** Which way it is good for the reasons. */
  readonly better: Better;
  /**
   * One user's value.
   *
   * @param probe What became of the top item.
   * @param place The place up to which an item counts as recommended.
   * @returns The value; NaN where the user has none.
   */
  ofUser(probe: FidelityProbe, place: number): number;
}
