import { UsageError } from "../errors.ts";
import { drawSettings, type Trial } from "../evaluate/tuning/draw_settings.ts";
import { halvingRungs, type Rung } from "../evaluate/tuning/halving.ts";
import { parseDimension, type SearchDimension } from "../evaluate/tuning/search_dimension.ts";
import type { Metric } from "../metrics/metric.ts";
import { metrics } from "../metrics/registry.ts";
import { modeOfRecommender } from "./comparison_options.ts";
import {
  type Changes,
  checkSetting,
  createSettingSpace,
  isTraining,
  type Resource,
  resourceOf,
  type SettingOptions,
  type SettingSpace,
} from "./tuning_options.ts";
import type { JudgedSetting } from "./tuning_judge.ts";
import { ValueError } from "./values.ts";

/** How settings are searched for. */
export const METHODS = ["random", "halving"] as const;

/** What `tune` makes of the options that say how to search. */
export interface SearchFlags {
  readonly recommender: string;
  readonly search: readonly string[];
  readonly trials: number;
  readonly method: typeof METHODS[number];
  readonly eta: number;
  readonly metric: TunedMetric;
  readonly seed: number;
}

/** What is to be as great as possible. */
export interface TunedMetric {
  /** The metric. */
  readonly metric: Metric;
  /** Its cutoff. */
  readonly cutoff: number;
  /** Both, such as `ndcg@10`. */
  readonly name: string;
}

/** Metrics whose greater values are better. */
const GREATER_IS_BETTER = metrics.filter(({ group }) => group === "accuracy");

/** Parser of a metric and its cutoff. */
export function tunedMetric(text: string): TunedMetric {
  const [, name, cutoff] = /^([a-z0-9-]+)@([1-9]\d*)$/.exec(text.trim()) ?? [];
  const metric = GREATER_IS_BETTER.find((metric) => metric.name === name);
  if (metric) return { metric, cutoff: Number(cutoff), name: `${name}@${cutoff}` };
  throw new ValueError(
    `one of ${GREATER_IS_BETTER.map(({ name }) => name).join(", ")} and a cutoff, as in ndcg@10`,
  );
}

/** A search whose settings are all known to be possible. */
export interface TuningPlan {
  /** What is searched over. */
  readonly dimensions: readonly SearchDimension[];
  /** The settings. */
  readonly trials: readonly Trial[];
  /** What they may spend. */
  readonly rungs: readonly Rung[];
  /** What of. */
  readonly resource: Resource;
  /** What trials mean. */
  readonly space: SettingSpace;
  /** A trial as it is trained; with a budget of epochs, for so many. */
  readonly settingOf: (trial: Pick<Trial, "values">, epochs?: number) => JudgedSetting;
}

/**
 * Draws the settings and makes sure of each, before any data are read.
 *
 * @param options The command line.
 * @returns The plan.
 * @throws {UsageError} Where an option is unknown, changes nothing, or is out of range in some setting.
 */
export async function planTuning(options: SettingOptions & SearchFlags): Promise<TuningPlan> {
  const { recommender, method, eta, seed } = options;
  const dimensions = options.search.map(parseDimension);
  const space = await createSettingSpace(recommender, dimensions);
  const trials = drawSettings(dimensions, { trials: options.trials, seed });
  for (const trial of trials) checkSetting(recommender, { ...options, ...space.changes(trial) });
  const resource: Resource = method === "random"
    ? { kind: "users", full: 1 }
    : resourceOf(recommender, options);
  if (method === "halving") checkBudget(dimensions, recommender, resource);
  const { full } = resource, whole = resource.kind === "epochs";
  return {
    dimensions,
    trials,
    rungs: method === "random"
      ? [{ trials: trials.length, budget: full }]
      : halvingRungs({ trials: trials.length, eta, full, whole }),
    resource,
    space,
    settingOf(trial, epochs) {
      const changes = space.changes(trial);
      const budget = epochs === undefined ? {} : { epochs };
      return {
        options: { ...options, ...changes, ...budget },
        training: JSON.stringify([trainingOf(changes), budget]),
      };
    },
  };
}

function trainingOf(changes: Changes): Changes {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => isTraining(name)));
}

/** What decides about the budget cannot be searched over beside it. */
function checkBudget(
  dimensions: readonly SearchDimension[],
  recommender: string,
  { kind }: Resource,
): void {
  const fixed = [
    "solver",
    ...(kind === "epochs" ? ["epochs"] : []),
    // In shared mode the solver goes by it.
    ...(modeOfRecommender(recommender) === "shared" ? ["layers"] : []),
  ];
  const found = dimensions.find(({ name }) => fixed.includes(name));
  if (!found) return;
  throw new UsageError(
    `Cannot search '${found.name}' by halving: it decides about the budget, expected another option or --method random`,
  );
}
