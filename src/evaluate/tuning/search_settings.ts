import type { TrialResult } from "../../formats/trial_log.ts";
import type { RunOptions } from "../../events.ts";
import type { Trial } from "./draw_settings.ts";
import type { Rung } from "./halving.ts";

/** What is searched through. */
export interface SearchPlan {
  /** The settings, numbered from 0. */
  readonly trials: readonly Trial[];
  /** The rungs; the first one has all trials. A single rung is a plain random search. */
  readonly rungs: readonly Rung[];
  /** What a trial has in common with others, so that work can be shared: those that answer alike follow one another. */
  readonly groupOf?: (trial: Trial) => string;
}

/** Measures one trial; greater values are better. */
export type MeasureTrial = (
  trial: Trial,
  budget: number,
) => Promise<Pick<TrialResult, "value" | "reason">>;

/** How a search goes on. */
export interface SearchOptions extends RunOptions {
  /** What is known already: a trial that was finished with the same values and budget is not measured again. */
  readonly known?: readonly TrialResult[];
  /** Called with each new result, before the next trial begins. */
  readonly onResult?: (result: TrialResult) => void;
}

/** What a search found. */
export interface SearchOutcome {
  /** The results, rung by rung, each in the order of the trials. */
  readonly results: readonly TrialResult[];
  /** The best one of the last rung; undefined where all failed. */
  readonly best?: TrialResult;
}

/**
 * Measures every trial of a rung, lets the best ones go on to the next, and finds the best of the last. Of equal values that of the lower number is
 * better; what failed goes no further.
 *
 * @param plan Trials and rungs.
 * @param measure Measures one.
 * @param options Known results, progress (stage `tune`, unit `trials`) and abort signal.
 * @returns The results.
 * @throws The signal's reason, where the signal aborts; what was finished has been handed to `onResult`.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const trials = ["1", "5", "3"].map((value, trial) => ({ trial, values: [value] }));
 * const rungs = [{ trials: 3, budget: 1 }, { trials: 1, budget: 3 }];
 * const { best } = await searchSettings({ trials, rungs }, ({ values }) => Promise.resolve({ value: Number(values[0]) }));
 * strictEqual(best!.trial, 1);
 * ```
 */
export async function searchSettings(
  plan: SearchPlan,
  measure: MeasureTrial,
  options: SearchOptions = {},
): Promise<SearchOutcome> {
  const total = plan.rungs.reduce((sum, rung) => sum + rung.trials, 0);
  const results: TrialResult[] = [];
  let going = plan.trials, last: TrialResult[] = [];
  for (const { trials: size, budget } of plan.rungs) {
    const kept = new Set(going.slice(0, size));
    const rung = plan.trials.filter((trial) => kept.has(trial));
    last = [];
    for (const trial of grouped(rung, plan.groupOf)) {
      last.push(knownResult(trial, budget, options) ?? await newResult(trial, budget));
      options.onProgress?.({
        stage: "tune",
        done: results.length + last.length,
        total,
        unit: "trials",
      });
    }
    last.sort((a, b) => a.trial - b.trial);
    results.push(...last);
    going = ranked(last).map(({ trial }) => plan.trials[trial]);
  }
  return { results, best: ranked(last)[0] };

  async function newResult(trial: Trial, budget: number): Promise<TrialResult> {
    options.signal?.throwIfAborted();
    const started = performance.now();
    const measured = await measure(trial, budget);
    const result: TrialResult = {
      ...trial,
      budget,
      ...measured,
      seconds: (performance.now() - started) / 1000,
      status: measured.value === undefined ? "failed" : "ok",
    };
    options.onResult?.(result);
    return result;
  }
}

function knownResult(trial: Trial, budget: number, { known = [] }: SearchOptions) {
  return known.find((result) =>
    result.trial === trial.trial && result.budget === budget && result.status !== "test" &&
    result.values.join("\t") === trial.values.join("\t")
  );
}

/** Results that were finished, best first. */
export function ranked(results: readonly TrialResult[]): TrialResult[] {
  return results.filter(({ value }) => value !== undefined)
    .sort((a, b) => b.value! - a.value! || a.trial - b.trial);
}

/** Those of the same group one after another, groups in the order of their first. */
function grouped(trials: readonly Trial[], groupOf?: (trial: Trial) => string): Trial[] {
  if (!groupOf) return [...trials];
  return [...Map.groupBy(trials, groupOf).values()].flat();
}
