import { attributionError } from "../../explain/attribution_error.ts";
import type { ExplanationMeasure } from "./measure.ts";

/** How exactly contributions sum to scores. */
export interface Completeness {
  /** Users whose lists were taken apart. */
  readonly users: number;
  /** Scores taken apart: every item of every list. */
  readonly explanations: number;
  /** Largest |sum of contributions - score| / |score|. */
  readonly maximum: number;
  /** Mean of the same. */
  readonly mean: number;
  /** Where it is largest: ids of user and item; absent where every sum is exact. */
  readonly worst?: { readonly user: string; readonly item: string };
}

/** What was found of one user. */
export interface CompletenessRow {
  /** Scores taken apart. */
  readonly explanations: number;
  /** Sum of the relative errors. */
  readonly sum: number;
  /** The largest. */
  readonly maximum: number;
  /** Index of the item that it is of. */
  readonly item: number;
}

/** Contributions that sum to a score no better than this do not add up; float64 sums are many orders below it. */
const EXACT = 1e-6;

/** The largest relative distance of a score from the sum of its contributions, over all items of all lists. */
export const completeness: ExplanationMeasure<CompletenessRow, Completeness> = {
  name: "completeness",
  description: "how far the reasons of a score are from summing to it",
  ofUser({ attributions }) {
    let sum = 0, maximum = 0, item = attributions[0].item;
    for (const attribution of attributions) {
      const parts = attribution.contributions.map(({ value }) => value);
      const error = attributionError(attribution.score, parts);
      sum += error;
      if (error <= maximum) continue;
      maximum = error;
      item = attribution.item;
    }
    return { explanations: attributions.length, sum, maximum, item };
  },
  result(rows, { model: { dataset: { interactions: { users, items } } } }) {
    if (rows.size === 0) return undefined;
    let explanations = 0, sum = 0, maximum = 0;
    let worst: Completeness["worst"];
    for (const [user, row] of rows) {
      explanations += row.explanations;
      sum += row.sum;
      if (row.maximum <= maximum) continue;
      maximum = row.maximum;
      worst = { user: users.ids[user], item: items.ids[row.item] };
    }
    return { users: rows.size, explanations, maximum, mean: sum / explanations, worst };
  },
  tables: ({ users, explanations, maximum, mean, worst }) => [{
    caption: "Completeness: |sum of contributions - score| / |score|",
    columns: ["", "value"],
    rows: [
      ["users", String(users)],
      ["scores taken apart", String(explanations)],
      ["largest", maximum.toExponential(1)],
      ["mean", mean.toExponential(1)],
    ],
    notes: worst ? [`The largest is that of item ${worst.item} for user ${worst.user}.`] : [],
  }],
  findings: ({ maximum }) => [{
    measure: "completeness",
    asHoped: maximum <= EXACT,
    text: maximum <= EXACT
      ? `Reasons add up: no score is further than ${
        maximum.toExponential(1)
      } of itself from their sum.`
      : `Reasons do not add up everywhere: a score is ${
        maximum.toExponential(1)
      } of itself away from their sum.`,
  }],
};
