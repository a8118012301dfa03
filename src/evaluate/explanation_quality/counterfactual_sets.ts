import type { CounterfactualSet } from "../../explain/counterfactual.ts";
import { type Estimate, estimateMean } from "./estimate.ts";
import type { ExplanationMeasure } from "./measure.ts";
import { estimateText, INTERVAL_NOTE, percent } from "./quality_table.ts";

/** How often, and how small, sets are found without which the top item leaves the list. */
export interface CounterfactualSets {
  /** Length of the list. */
  readonly listLength: number;
  /** Sets of neurons, then of ratings where these were searched. */
  readonly sets: readonly SetFacts[];
}

/** What searches for sets of one kind came to. */
export interface SetFacts {
  /** `reasons` or `ratings`. */
  readonly of: "reasons" | "ratings";
  /** Share of users for whom a set was found. */
  readonly found: Estimate;
  /** Mean size over the users for whom one was found; absent where there is none. */
  readonly size?: Estimate;
  /** Of the sets found, the share that is proved to be of the smallest size. */
  readonly minimal: number;
  /** Share of users for whom it is proved that no set does it. */
  readonly impossible: number;
  /** Mean number of rankings that were computed. */
  readonly tries: number;
}

/** What one search came to. */
export interface SetRow {
  /** Size of the set found; NaN where none was. */
  readonly size: number;
  /** Whether it is proved that no smaller set does it, or, where none was found, that none does. */
  readonly proved: boolean;
  /** Rankings that were computed. */
  readonly tries: number;
}

/** What was found of one user. */
export interface CounterfactualRow {
  /** The search over neurons. */
  readonly reasons: SetRow;
  /** The search over ratings, where it needs no training. */
  readonly ratings?: SetRow;
}

/** From this share on, sets can be said to be found for most. */
const MOSTLY = 0.5;

/** The smallest sets of reasons, and in shared mode of ratings, without which the top item leaves the list. */
export const counterfactualSets: ExplanationMeasure<CounterfactualRow, CounterfactualSets> = {
  name: "counterfactuals",
  description: "how often few reasons are found without which the top item leaves the list",
  async ofUser({ user, place, attributions: [{ item }] }, context) {
    if (place >= context.counterfactualUsers) return undefined;
    const found = await context.finder().find(user, item);
    return found && {
      reasons: rowOf(found.neurons),
      ...(found.ratings ? { ratings: rowOf(found.ratings) } : {}),
    };
  },
  result(rows, { seed, listLength }) {
    if (rows.size === 0) return undefined;
    const sets = (["reasons", "ratings"] as const).flatMap((of) => {
      const all = [...rows.values()].flatMap((row) => row[of] ?? []);
      return all.length === 0 ? [] : [factsOf(of, all, seed)];
    });
    return { listLength, sets };
  },
  tables: ({ listLength, sets }) => [{
    caption: `Counterfactuals: without which the top item leaves the top ${listLength}`,
    columns: [
      "",
      "users",
      "found",
      "mean size",
      "smallest, proved",
      "none does, proved",
      "rankings",
    ],
    rows: sets.map(({ of, found, size, minimal, impossible, tries }) => [
      `sets of ${of}`,
      String(found.users),
      estimateText(found),
      estimateText(size),
      size ? percent(minimal) : "-",
      percent(impossible),
      tries.toFixed(0),
    ]),
    notes: [`${INTERVAL_NOTE} Sizes are over the users for whom a set was found.`],
  }],
  findings: ({ listLength, sets }) =>
    sets.map(({ of, found, size }) => ({
      measure: "counterfactuals",
      asHoped: found.mean >= MOSTLY,
      text: `Sets of ${of} without which the top item leaves the top ${listLength} were found for ${
        percent(found.mean)
      } of ${found.users} users${size ? `, with a mean size of ${size.mean.toFixed(1)}` : ""}.`,
    })),
};

function rowOf(set: CounterfactualSet<unknown>): SetRow {
  return set.found
    ? { size: set.members.length, proved: set.minimal, tries: set.tries }
    : { size: NaN, proved: set.impossible, tries: set.tries };
}

function factsOf(of: SetFacts["of"], rows: readonly SetRow[], seed: number): SetFacts {
  const isFound = ({ size }: SetRow) => !Number.isNaN(size);
  const found = rows.filter(isFound), missed = rows.filter((row) => !isFound(row));
  const proved = (some: readonly SetRow[]) => some.filter(({ proved }) => proved).length;
  return {
    of,
    found: estimateMean(rows.map((row) => isFound(row) ? 1 : 0), seed)!,
    size: estimateMean(found.map(({ size }) => size), seed),
    minimal: found.length === 0 ? 0 : proved(found) / found.length,
    impossible: proved(missed) / rows.length,
    tries: rows.reduce((sum, { tries }) => sum + tries, 0) / rows.length,
  };
}
