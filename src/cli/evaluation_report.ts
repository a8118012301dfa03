import type { ComparisonToBest, PairedDifference } from "../evaluate/comparison.ts";
import { type Evaluation, findValue } from "../evaluate/protocol.ts";
import { bootstrapInterval, type Interval } from "../evaluate/significance.ts";
import { type ComparisonFindings, trueRows } from "./comparison_findings.ts";
import type { ComparedRow, TrainedNetwork } from "./comparison_plan.ts";
import { table } from "./table.ts";

/** Metrics of the table, with their short names; `--json` has all. */
const COLUMNS: readonly (readonly [name: string, short: string])[] = [
  ["precision", "P"],
  ["recall", "R"],
  ["f1", "F1"],
  ["ndcg", "nDCG"],
  ["mrr", "MRR"],
  ["hit-rate", "hit"],
  ["item-coverage", "items"],
  ["gini-evenness", "1-Gini"],
  ["epc", "EPC"],
  ["intra-list-distance", "ILD"],
];

/**
 * A table of recommenders at one cutoff, with the 95 % bootstrap interval of one metric.
 *
 * @param evaluations One per recommender; metrics that were not computed have no column.
 * @param cutoff The cutoff k.
 * @param options `metric`: that of the interval (default `ndcg`). `labels`: what recommenders are called (default: their names).
 * @returns The lines.
 */
export function evaluationTable(
  evaluations: readonly Evaluation[],
  cutoff: number,
  options: { readonly metric?: string; readonly labels?: readonly string[] } = {},
): string[] {
  const { metric = "ndcg", labels } = options;
  const columns = COLUMNS.filter(([name]) =>
    evaluations[0].values.some((value) => value.metric === name && value.cutoff === cutoff)
  );
  return table(
    [`@${cutoff}`, ...columns.map(([, short]) => short), `${shortName(metric)} 95 %`],
    evaluations.map((evaluation, k) => [
      labels?.[k] ?? evaluation.recommender,
      ...columns.map(([name]) => {
        const { value } = findValue(evaluation, name, cutoff);
        if (name !== "item-coverage") return value.toFixed(3);
        return Number.isInteger(value) ? String(value) : value.toFixed(1);
      }),
      range(bootstrapInterval(findValue(evaluation, metric, cutoff).ofUsers!)),
    ]),
  );
}

/**
 * What was trained, for people.
 *
 * @param network The network.
 * @returns The lines.
 */
export function describeNetwork({ seed, told: { lines } }: TrainedNetwork): string[] {
  return seed === undefined
    ? [...lines]
    : lines.map((line, k) => k === 0 ? `${line} (attributes shuffled, seed ${seed})` : line);
}

/**
 * Which recommenders had nothing to go by for some users.
 *
 * @param rows The rows.
 * @returns A line for each of them, mostly none.
 */
export function describeMisses(rows: readonly ComparedRow[]): string[] {
  const count = (n: number) => n.toLocaleString("en-US");
  return rows.filter(({ evaluation }) => evaluation.usersWithoutScores > 0)
    .map(({ label, evaluation: { users, usersWithoutScores } }) =>
      `empty lists  ${label}: nothing to go by for ${count(usersWithoutScores)} of ${
        count(users.length)
      } users, who count as misses`
    );
}

/**
 * A table of all rows for each cutoff, and what the rows of each split say beside one another.
 *
 * @param rows The rows of all splits.
 * @param findings The comparison of each split.
 * @param cutoffs The cutoffs, ascending.
 * @returns The lines.
 */
export function describeFindings(
  rows: readonly ComparedRow[],
  findings: readonly ComparisonFindings[],
  cutoffs: readonly number[],
): string[] {
  const { metric } = findings[0].comparison;
  const evaluations = rows.map(({ evaluation }) => evaluation);
  const labels = rows.map(({ label }) => label);
  const tables = [
    ...cutoffs.map((cutoff) => evaluationTable(evaluations, cutoff, { metric, labels })),
    ...findings.map(comparisonTable),
    ...findings.filter(({ gains }) => gains.length > 0).map(gainTable),
  ];
  return tables.flatMap((lines) => ["", ...lines]);
}

/** How far recommenders are from the best, and what each cost. */
function comparisonTable({ rows, comparison }: ComparisonFindings): string[] {
  const judged = trueRows(rows);
  return table(
    [nameOf(comparison), "to the best", "95 %", "p (Holm)", "train s", "score s", "MB"],
    rows.map((row) => {
      const place = judged.indexOf(row);
      const beside = place === comparison.best
        ? ["best", "", ""]
        : differenceCells(place < 0 ? undefined : comparison.toBest[place]);
      return [row.label, ...beside, ...costCells(row)];
    }),
  );
}

/** What the true attributes add. */
function gainTable({ comparison, gains }: ComparisonFindings): string[] {
  return table(
    [
      `${nameOf(comparison)}, what attributes add`,
      ...["true", "shuffled", "seeds", "added", "95 %", "p (Holm)"],
    ],
    gains.map((gain) => [
      gain.of.label,
      gain.true.toFixed(4),
      gain.shuffled.toFixed(4),
      String(gain.shuffles),
      ...differenceCells(gain),
    ]),
  );
}

function nameOf({ metric, cutoff }: ComparisonToBest): string {
  return `${shortName(metric)}@${cutoff}`;
}

function differenceCells(found: PairedDifference | undefined): string[] {
  if (!found) return ["", "", ""];
  const { difference: { mean, low, high }, pHolm } = found;
  const p = pHolm === undefined ? "" : pHolm < 1e-4 ? "<0.0001" : pHolm.toFixed(4);
  return [signed(mean), `${signed(low)} to ${signed(high)}`, p];
}

function costCells({ cost }: ComparedRow): string[] {
  if (!cost) return ["", "", ""];
  const { trainSeconds, scoreSeconds, peakBytes } = cost;
  return [trainSeconds.toFixed(1), scoreSeconds.toFixed(1), Math.ceil(peakBytes / 1e6).toString()];
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(4)}`;
}

function range({ low, high }: Interval): string {
  return `${low.toFixed(3)}-${high.toFixed(3)}`;
}

function shortName(metric: string): string {
  return COLUMNS.find(([name]) => name === metric)?.[1] ?? metric;
}
