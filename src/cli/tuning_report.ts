import type { Evaluation } from "../evaluate/protocol.ts";
import { edgeOf } from "../evaluate/tuning/search_dimension.ts";
import { ranked, type SearchOutcome } from "../evaluate/tuning/search_settings.ts";
import type { TrialResult } from "../formats/trial_log.ts";
import { evaluationTable } from "./evaluation_report.ts";
import { table } from "./table.ts";
import type { Resource } from "./tuning_options.ts";
import type { SearchFlags, TuningPlan } from "./tuning_plan.ts";

/** What a search came to. */
export interface TuningFindings {
  /** The search. */
  readonly plan: TuningPlan;
  /** How it was asked for. */
  readonly flags: SearchFlags & { readonly log: string };
  /** What it found. */
  readonly outcome: SearchOutcome;
  /** The chosen trial. */
  readonly best: TrialResult;
  /** The chosen setting on the test part, in the log. */
  readonly test: TrialResult;
  /** All about it; undefined where the log had its value already. */
  readonly evaluation?: Evaluation;
}

/** Epochs, or a share of the users, for people. */
function spentOf({ kind }: Resource, budget: number): string {
  return kind === "epochs" ? budget.toLocaleString("en-US") : `${(100 * budget).toFixed(0)} %`;
}

/** Trials that people are shown; the log has all. */
const SHOWN = 5;

/**
 * What is searched, for people.
 *
 * @param plan The search.
 * @param flags How it was asked for.
 * @returns The lines.
 */
export function describeSearch({ rungs, resource, dimensions }: TuningPlan, flags: SearchFlags) {
  const count = (n: number) => n.toLocaleString("en-US");
  const spent = (budget: number) =>
    `${spentOf(resource, budget)} ${resource.kind === "epochs" ? "epochs" : "of the users"}`;
  const how = flags.method === "random"
    ? `${count(rungs[0].trials)} trials, drawn at random (seed ${flags.seed})`
    : `successive halving (seed ${flags.seed}): ${
      rungs.map(({ trials, budget }) =>
        `${count(trials)} ${trials === 1 ? "trial" : "trials"} with ${spent(budget)}`
      ).join(
        ", then ",
      )
    }`;
  const names = dimensions.map(({ name }) => name).join(", ");
  return [`search       ${flags.recommender} over ${names}: ${how}`];
}

/**
 * What was found, for people.
 *
 * @param findings The findings.
 * @returns The lines: the best trials, and the chosen one on both parts.
 */
export function describeTuning(findings: TuningFindings): string[] {
  const { plan: { space, dimensions, trials, rungs, resource }, flags, outcome, best } = findings;
  const { metric: { metric, cutoff, name } } = flags, { test, evaluation } = findings;
  const failed = outcome.results.filter(({ status }) => status === "failed").length;
  const budgets = rungs.length > 1;
  const lines = table(
    [
      "trial",
      ...dimensions.map(({ name }) => name),
      ...(budgets ? [resource.kind] : []),
      ...[name, "seconds"],
    ],
    // Values with more to spend say more.
    ranked(outcome.results).sort((a, b) => b.budget - a.budget).slice(0, SHOWN).map((result) => [
      String(result.trial),
      ...result.values,
      ...(budgets ? [spentOf(resource, result.budget)] : []),
      result.value!.toFixed(4),
      result.seconds.toFixed(1),
    ]),
  );
  return [
    "",
    ...lines,
    "",
    `all ${outcome.results.length} results are in ${flags.log}` +
    (failed > 0 ? `; ${failed} failed` : ""),
    `chosen       trial ${best.trial}: ${space.flags(best) || "the options as they are"}`,
    ...dimensions.flatMap((dimension, k) => {
      const edge = edgeOf(dimension, best.values[k]);
      return edge
        ? [
          `edge         ${dimension.name} ${
            best.values[k]
          } is the ${edge} that was searched: there may be better ones beyond`,
        ]
        : [];
    }),
    `validation   ${name} ${best.value!.toFixed(4)}` +
    (trials.length > 1 ? `, the best of ${trials.length} settings and so a flattering value` : ""),
    `test         ${name} ${test.value!.toFixed(4)}, trained on all training ratings` +
    (evaluation ? "" : "; as the log has it"),
    ...(evaluation
      ? [
        "",
        ...evaluationTable([evaluation], cutoff, { metric: metric.ofUser ? metric.name : "ndcg" }),
      ]
      : []),
  ];
}

/**
 * The same for `--json`.
 *
 * @param findings The findings.
 * @returns `search`, `trials`, `chosen` and `test`.
 */
export function tuningJson({ plan, flags, outcome, best, test, evaluation }: TuningFindings) {
  const { space, dimensions, rungs, resource } = plan;
  const optionsOf = ({ values }: TrialResult) =>
    Object.fromEntries(dimensions.map(({ name }, k) => [name, values[k]]));
  return {
    recommender: flags.recommender,
    search: {
      method: flags.method,
      eta: flags.method === "halving" ? flags.eta : null,
      options: flags.search,
      metric: flags.metric.name,
      seed: flags.seed,
      resource: resource.kind,
      rungs,
    },
    trials: outcome.results.map((result) => ({
      trial: result.trial,
      budget: result.budget,
      options: optionsOf(result),
      value: result.value ?? null,
      seconds: result.seconds,
      status: result.status,
      reason: result.reason ?? null,
    })),
    chosen: {
      trial: best.trial,
      options: optionsOf(best),
      flags: space.flags(best),
      validation: best.value,
      test: test.value,
    },
    test: evaluation
      ? {
        users: evaluation.users.length,
        metrics: Object.fromEntries(
          evaluation.values.map(({ metric, value }) => [metric, value]),
        ),
      }
      : null,
  };
}
