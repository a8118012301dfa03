import { type Evaluation, findValue } from "../evaluate/protocol.ts";
import { bootstrapInterval } from "../evaluate/significance.ts";
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
];

/**
 * A table of recommenders at one cutoff, with a 95 % bootstrap interval of nDCG.
 *
 * @param evaluations One per recommender.
 * @param cutoff The cutoff k.
 * @returns The lines.
 */
export function evaluationTable(evaluations: readonly Evaluation[], cutoff: number): string[] {
  return table(
    [`@${cutoff}`, ...COLUMNS.map(([, short]) => short), "nDCG 95 %"],
    evaluations.map((evaluation) => [
      evaluation.recommender,
      ...COLUMNS.map(([name]) => {
        const { value } = findValue(evaluation, name, cutoff);
        if (name !== "item-coverage") return value.toFixed(3);
        return Number.isInteger(value) ? String(value) : value.toFixed(1);
      }),
      interval(evaluation, cutoff),
    ]),
  );
}

/**
 * Which recommenders had nothing to go by for some users.
 *
 * @param evaluations One per recommender.
 * @returns A line for each of them, mostly none.
 */
export function describeMisses(evaluations: readonly Evaluation[]): string[] {
  return evaluations.filter(({ usersWithoutScores }) => usersWithoutScores > 0)
    .map(({ recommender, usersWithoutScores, users }) =>
      `empty lists  ${recommender}: nothing to go by for ${
        usersWithoutScores.toLocaleString("en-US")
      } of ${users.length.toLocaleString("en-US")} users, who count as misses`
    );
}

function interval(evaluation: Evaluation, cutoff: number): string {
  const { low, high } = bootstrapInterval(findValue(evaluation, "ndcg", cutoff).ofUsers!);
  return `${low.toFixed(3)}-${high.toFixed(3)}`;
}

/** One recommender of the JSON output. */
export function evaluationJson(evaluation: Evaluation) {
  const metrics: Record<string, Record<string, number>> = {};
  for (const { metric, cutoff, value } of evaluation.values) {
    (metrics[metric] ??= {})[cutoff] = value;
  }
  return {
    recommender: evaluation.recommender,
    users: evaluation.users.length,
    usersWithoutRelevant: evaluation.usersWithoutRelevant,
    usersWithoutScores: evaluation.usersWithoutScores,
    catalogue: evaluation.catalogue,
    metrics,
  };
}
