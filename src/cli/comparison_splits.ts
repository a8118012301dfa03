import type { Split } from "../data/split.ts";
import { poolEvaluations } from "../evaluate/pool_evaluations.ts";
import type { Evaluation } from "../evaluate/protocol.ts";
import type { ComparedRow, ComparisonOutcome, TrainedNetwork } from "./comparison_plan.ts";
import type { PreparedSplits } from "./split_options.ts";

/** What came of all splits. */
export interface SplitTables {
  /** Rows that may be compared with one another, over the same users: one table for each split, or one for all where folds are pooled. */
  readonly tables: readonly SplitTable[];
  /** One evaluation for each row and split, under names that tell splits apart: for files. */
  readonly separate: readonly Evaluation[];
  /** The networks of the first split. */
  readonly networks: readonly TrainedNetwork[];
  /** Why there is no more, where it was interrupted or has failed. */
  readonly interrupted?: string;
  /** The error, where it has failed. */
  readonly failure?: unknown;
}

/** The rows of one split. */
export interface SplitTable {
  /** What tells the split from others. */
  readonly label?: string;
  /** Its rows; names and labels tell of the split as well. */
  readonly rows: readonly ComparedRow[];
}

/**
 * Compares by one split after another.
 *
 * @param prepared The splits.
 * @param compare Trains and judges by one of them.
 * @returns The rows; after an interruption those of the splits that are finished, or of the first one as far as it is.
 */
export async function compareOverSplits(
  { splits, pooled }: Pick<PreparedSplits, "splits" | "pooled">,
  compare: (split: Split) => Promise<ComparisonOutcome>,
): Promise<SplitTables> {
  const outcomes: (ComparisonOutcome & { readonly label?: string })[] = [];
  for (const { label, split } of splits) {
    const outcome = await compare(split);
    // Part of a fold says nothing beside whole ones.
    if (outcome.interrupted === undefined || outcomes.length === 0 || !pooled) {
      outcomes.push({ ...outcome, label });
    }
    if (outcome.interrupted === undefined) continue;
    return { ...tablesOf(outcomes, pooled), ...pickEnd(outcome) };
  }
  return tablesOf(outcomes, pooled);
}

function tablesOf(
  outcomes: readonly (ComparisonOutcome & { readonly label?: string })[],
  pooled: boolean,
): SplitTables {
  const labelled = outcomes.filter(({ rows }) => rows.length > 0)
    .map(({ label, rows }) => ({ label, rows: rows.map((row) => withLabel(row, label)) }));
  const [first] = outcomes;
  return {
    tables: pooled && first.rows.length > 0
      ? [{ rows: first.rows.map((_, k) => poolRows(outcomes.map(({ rows }) => rows[k]))) }]
      : labelled,
    separate: labelled.flatMap(({ rows }) => rows.map(({ evaluation }) => evaluation)),
    networks: first.networks,
  };
}

function pickEnd({ interrupted, failure }: ComparisonOutcome) {
  return { interrupted, failure };
}

function withLabel(row: ComparedRow, label: string | undefined): ComparedRow {
  if (label === undefined) return row;
  const name = `${row.name}-${label}`;
  return {
    ...row,
    name,
    label: `${row.label}, ${label}`,
    of: `${row.of}-${label}`,
    evaluation: { ...row.evaluation, recommender: name },
  };
}

/** One row for all folds: values are means, costs are sums but for the memory, which is the most of any. */
function poolRows(rows: readonly ComparedRow[]): ComparedRow {
  const costs = rows.flatMap(({ cost }) => cost ?? []);
  const sum = (key: "trainSeconds" | "scoreSeconds") =>
    costs.reduce((total, cost) => total + cost[key], 0);
  return {
    ...rows[0],
    evaluation: poolEvaluations(rows.map(({ evaluation }) => evaluation)),
    cost: {
      trainSeconds: sum("trainSeconds"),
      scoreSeconds: sum("scoreSeconds"),
      peakBytes: Math.max(...costs.map(({ peakBytes }) => peakBytes)),
    },
  };
}
