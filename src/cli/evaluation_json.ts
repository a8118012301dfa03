import type { ComparisonOptions, PairedDifference } from "../evaluate/comparison.ts";
import { findValue } from "../evaluate/protocol.ts";
import { bootstrapInterval } from "../evaluate/significance.ts";
import { type ComparisonFindings, trueRows } from "./comparison_findings.ts";
import type { ComparedRow, TrainedNetwork } from "./comparison_plan.ts";

/**
 * What was trained, for the JSON output.
 *
 * @param networks The networks, in the order in which they were trained.
 * @returns Mode, settings and summary of the first one, and of each where there are several.
 */
export function networksJson(networks: readonly TrainedNetwork[]) {
  const one = ({ mode, settings, told }: TrainedNetwork) => ({ mode, settings, ...told.summary });
  if (networks.length === 0) return { mode: null, settings: null };
  const runs = networks.map((network) => ({ ...one(network), shuffleSeed: network.seed ?? null }));
  return { ...one(networks[0]), ...(networks.length > 1 ? { runs } : {}) };
}

/**
 * The rows and what they say beside one another, for the JSON output.
 *
 * @param findings The rows of each split, and their comparison.
 * @param options What they were compared by.
 * @returns `comparison`, `recommenders` and `attributeGains`.
 */
export function findingsJson(
  findings: readonly ComparisonFindings[],
  { test }: ComparisonOptions,
) {
  const { metric, cutoff } = findings[0].comparison;
  const best = findings.map(({ rows, comparison }) => trueRows(rows)[comparison.best].name);
  return {
    comparison: { metric, cutoff, test, best },
    recommenders: findings.flatMap(({ rows, comparison: { toBest } }) => {
      const judged = trueRows(rows);
      return rows.map((row) => {
        const place = judged.indexOf(row), difference = place < 0 ? undefined : toBest[place];
        const { low, high } = bootstrapInterval(findValue(row.evaluation, metric, cutoff).ofUsers!);
        return {
          ...rowJson(row),
          interval: { low, high },
          toBest: difference ? differenceJson(difference) : null,
        };
      });
    }),
    attributeGains: findings.flatMap(({ gains }) =>
      gains.map((gain) => ({
        recommender: gain.of.name,
        true: gain.true,
        shuffled: gain.shuffled,
        ...differenceJson(gain),
      }))
    ),
  };
}

function rowJson({ name, label, seed, evaluation, cost, baseline, run }: ComparedRow) {
  const metrics: Record<string, Record<string, number>> = {};
  for (const { metric, cutoff, value } of evaluation.values) {
    (metrics[metric] ??= {})[cutoff] = value;
  }
  return {
    recommender: name,
    label,
    shuffleSeed: seed ?? null,
    users: evaluation.users.length,
    usersWithoutRelevant: evaluation.usersWithoutRelevant,
    usersWithoutScores: evaluation.usersWithoutScores,
    catalogue: evaluation.catalogue,
    metrics,
    cost: cost ?? null,
    ...(baseline?.input ? { baseline: baselineJson(baseline) } : {}),
    ...(run ? { run: { file: run.file, ...run.facts } } : {}),
  };
}

function differenceJson({ difference: { mean, low, high }, p, pHolm }: PairedDifference) {
  return { difference: mean, low, high, p: p ?? null, pHolm: pHolm ?? null };
}

function baselineJson({ input, facts, lambda, choice }: NonNullable<ComparedRow["baseline"]>) {
  return {
    input,
    ...(facts ? { method: facts.method, threads: facts.threads, bytes: facts.bytes } : {}),
    ...(lambda === undefined ? {} : { lambda }),
    ...(choice ? { trials: choice.trials } : {}),
  };
}
