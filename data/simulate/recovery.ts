import type { Table } from "./tables.ts";

/** How well the tastes of one kind of users can be read off their ratings. */
export interface Recovery {
  /** Users of this kind. */
  readonly users: number;
  /** Tastes that can be judged: the user rated films with the attribute and films without it. */
  readonly tastes: number;
  /** Tastes that cannot, because the user rated no film with the attribute. */
  readonly unseen: number;
  /** Correlation of weight and {@link Trace} over all tastes of all users. */
  readonly correlation: number;
  /** The mean over users of that correlation within one user, where three tastes or more can be judged. */
  readonly meanUserCorrelation: number;
  /** Share of tastes whose trace has the sign of the weight. */
  readonly signAgreement: number;
  /** Likes: mean number of films rated that have the attribute. */
  readonly filmsPerLike: number;
  /** Dislikes: mean number of films rated that have the attribute. */
  readonly filmsPerDislike: number;
}

/** A planted weight and what the ratings show of it: mean rating with the attribute less mean rating without it. */
interface Trace {
  readonly weight: number;
  readonly difference: number;
}

/**
 * Compares planted tastes with ratings.
 *
 * @param tables The tables of the data set.
 * @param kind Which users.
 * @returns What was found.
 */
export function measureRecovery(
  tables: { readonly attributes: Table; readonly ratings: Table; readonly tastes: Table },
  kind: "taste" | "control",
): Recovery {
  const filmsOf = Map.groupBy(
    tables.attributes.rows,
    ([, relation, value]) => `${relation}\t${value}`,
  );
  const ratingsOf = Map.groupBy(tables.ratings.rows, ([user]) => user);
  const tastesOf = Map.groupBy(
    tables.tastes.rows.filter((row) => row[1] === kind),
    ([user]) => user,
  );
  const all: Trace[] = [], userCorrelations: number[] = [];
  const seenLikes: number[] = [], seenDislikes: number[] = [];
  for (const [user, tastes] of tastesOf) {
    const traces: Trace[] = [];
    for (const [, , relation, value, text] of tastes) {
      const weight = Number(text);
      const films = new Set(filmsOf.get(`${relation}\t${value}`)!.map(([item]) => item));
      const withIt: number[] = [], without: number[] = [];
      for (const [, item, rating] of ratingsOf.get(user)!) {
        (films.has(item) ? withIt : without).push(Number(rating));
      }
      (weight > 0 ? seenLikes : seenDislikes).push(withIt.length);
      if (withIt.length === 0 || without.length === 0) continue;
      traces.push({ weight, difference: mean(withIt) - mean(without) });
    }
    all.push(...traces);
    if (traces.length >= 3) userCorrelations.push(correlation(traces));
  }
  return {
    users: tastesOf.size,
    tastes: all.length,
    unseen: seenLikes.length + seenDislikes.length - all.length,
    correlation: correlation(all),
    meanUserCorrelation: mean(userCorrelations),
    signAgreement: mean(all.map((t) => Number(t.weight * t.difference > 0))),
    filmsPerLike: mean(seenLikes),
    filmsPerDislike: mean(seenDislikes),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Pearson's correlation; 0 where one side does not vary. */
function correlation(traces: readonly Trace[]): number {
  const weight = mean(traces.map((t) => t.weight));
  const difference = mean(traces.map((t) => t.difference));
  let product = 0, weights = 0, differences = 0;
  for (const trace of traces) {
    product += (trace.weight - weight) * (trace.difference - difference);
    weights += (trace.weight - weight) ** 2;
    differences += (trace.difference - difference) ** 2;
  }
  return weights * differences === 0 ? 0 : product / Math.sqrt(weights * differences);
}
