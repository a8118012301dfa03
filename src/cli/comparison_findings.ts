import {
  type AttributeGain,
  attributeGains,
  compareEvaluations,
  type ComparisonOptions,
  type ComparisonToBest,
} from "../evaluate/comparison.ts";
import type { ComparedRow } from "./comparison_plan.ts";

/** What the rows of a table say beside one another. */
export interface ComparisonFindings {
  /** The rows. */
  readonly rows: readonly ComparedRow[];
  /** The rows without shuffled attributes beside the best of them, in their order. */
  readonly comparison: ComparisonToBest;
  /** What the true attributes add to each row that has controls, in their order. */
  readonly gains:
    readonly (AttributeGain & { readonly of: ComparedRow; readonly shuffles: number })[];
}

/**
 * Compares the rows of a table.
 *
 * @param rows The rows; at least one is without shuffled attributes.
 * @param options Metric, cutoff and test.
 * @returns What was found.
 */
export function compareRows(
  rows: readonly ComparedRow[],
  options: ComparisonOptions,
): ComparisonFindings {
  const judged = trueRows(rows);
  const pairs = judged.map((own) => ({
    own,
    true: own.evaluation,
    shuffled: rows.filter(({ of, seed }) => of === own.name && seed !== undefined)
      .map(({ evaluation }) => evaluation),
  })).filter(({ shuffled }) => shuffled.length > 0);
  return {
    rows,
    comparison: compareEvaluations(judged.map(({ evaluation }) => evaluation), options),
    gains: attributeGains(pairs, options).map((gain, k) => ({
      ...gain,
      of: pairs[k].own,
      shuffles: pairs[k].shuffled.length,
    })),
  };
}

/** The rows without shuffled attributes. */
export function trueRows(rows: readonly ComparedRow[]): ComparedRow[] {
  return rows.filter(({ seed }) => seed === undefined);
}
