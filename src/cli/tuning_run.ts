import type { Split } from "../data/split.ts";
import { UsageError } from "../errors.ts";
import { findValue } from "../evaluate/protocol.ts";
import type { ProgressEvent } from "../events.ts";
import type { Trial } from "../evaluate/tuning/draw_settings.ts";
import type { Rung } from "../evaluate/tuning/halving.ts";
import {
  type SearchOptions,
  type SearchOutcome,
  searchSettings,
} from "../evaluate/tuning/search_settings.ts";
import { testOfSomeUsers } from "../evaluate/tuning/some_users.ts";
import type { TrialResult } from "../formats/trial_log.ts";
import type { Session } from "./session.ts";
import { createJudge, type JudgedPart } from "./tuning_judge.ts";
import type { TuningLog } from "./tuning_log.ts";
import type { SearchFlags, TuningPlan } from "./tuning_plan.ts";
import type { TuningFindings } from "./tuning_report.ts";

/** What is tuned on: settings are chosen by one part, and the choice is judged by another. */
export interface TuningData extends JudgedPart {
  /** What settings are chosen by; the test part of `split` is not in it. */
  readonly validation: Split;
}

/**
 * Judges the settings on the validation part, and the best one once on the test part.
 *
 * @param plan The search.
 * @param flags How it was asked for.
 * @param data Both parts.
 * @param log What is known, and where results go.
 * @param session Progress, notes and abort signal.
 * @returns What was found; undefined where it was interrupted: then the log has what was finished.
 * @throws {UsageError} Where all settings failed.
 */
export async function runTuning(
  plan: TuningPlan,
  flags: TuningFindings["flags"],
  data: TuningData,
  log: TuningLog,
  session: Session,
): Promise<TuningFindings | undefined> {
  let finished = log.known.length;
  const run = {
    ...session,
    known: log.known,
    onResult(result: TrialResult) {
      log.write(result);
      finished++;
    },
  };
  try {
    const outcome = await search(plan, flags, { ...data, split: data.validation }, run);
    const { best } = outcome;
    if (!best) return refuseAllFailed(outcome);
    return { plan, flags, outcome, best, ...await judgeChosen(plan, flags, best, data, run) };
  } catch (error) {
    if (!session.signal.aborted || error !== session.signal.reason) throw error;
    session.note(`Interrupted: ${finished} results are in ${flags.log}; the same command goes on`);
  }
}

/** Judges the settings on the validation part. */
function search(
  plan: TuningPlan,
  flags: SearchFlags,
  part: JudgedPart,
  run: Session & SearchOptions,
) {
  const { rungs, trials, resource, settingOf } = plan, { metric, cutoff } = flags.metric;
  const { inner, outer } = overallProgress(rungs, run);
  const judge = createJudge(part, { ...run, onProgress: inner });
  const measure = async (trial: Trial, budget: number) => {
    const setting = settingOf(trial, resource.kind === "epochs" ? budget : undefined);
    const share = resource.kind === "users" ? budget : 1;
    const { users } = part.interactions, { relevantFrom } = part;
    const test = testOfSomeUsers(part.split.test, users, {
      share,
      relevantFrom,
      seed: flags.seed,
    });
    try {
      const evaluation = await judge(setting, { cutoff, metrics: [metric], test });
      return { value: findValue(evaluation, metric.name, cutoff).value };
    } catch (error) {
      // A setting that cannot be learned with, as where weights grow beyond all numbers, is a result: the others go on.
      if (!(error instanceof UsageError || error instanceof RangeError)) throw error;
      run.note(`failed       trial ${trial.trial}: ${error.message}`);
      return { reason: error.message };
    }
  };
  return searchSettings({ trials, rungs, groupOf: (trial) => settingOf(trial).training }, measure, {
    known: run.known,
    onResult: run.onResult,
    onProgress: outer,
    signal: run.signal,
  });
}

/** Share of a trial that its longest stage may fill: others follow, of unknown length. */
const STAGE_SHARE = 0.9;

/** One line of progress for all trials, which moves on within a trial too. */
function overallProgress(rungs: readonly Rung[], { onProgress }: Session) {
  const total = rungs.reduce((sum, { trials }) => sum + trials, 0);
  let done = 0, share = 0;
  const show = (part: number) => {
    share = Math.max(share, (done + part) / total);
    onProgress({ stage: "tune", done, total, unit: "trials", share });
  };
  return {
    inner: (event: ProgressEvent) => show(STAGE_SHARE * (event.share ?? event.done / event.total)),
    outer: (event: ProgressEvent) => {
      done = event.done;
      show(0);
    },
  };
}

/** Trains the chosen setting on all training ratings and looks at the test part, unless the log tells of that already. */
async function judgeChosen(
  { rungs, settingOf }: TuningPlan,
  flags: SearchFlags,
  best: TrialResult,
  part: JudgedPart,
  run: Session & SearchOptions,
): Promise<Pick<TuningFindings, "test" | "evaluation">> {
  const { budget } = rungs.at(-1)!, { metric, cutoff } = flags.metric;
  const before = run.known?.filter(({ status }) => status === "test") ?? [];
  const known = before.find(({ trial }) => trial === best.trial);
  if (known) return { test: known };
  for (const { trial, value } of before) {
    run.note(
      `warning      the test part was looked at before, for trial ${trial} (${flags.metric.name} ${
        value!.toFixed(4)
      }): it chooses no more settings, but its numbers are known`,
    );
  }
  const started = performance.now();
  const evaluation = await createJudge(part, run)(settingOf(best), { cutoff });
  const test: TrialResult = {
    trial: best.trial,
    budget,
    values: best.values,
    value: findValue(evaluation, metric.name, cutoff).value,
    seconds: (performance.now() - started) / 1000,
    status: "test",
  };
  run.onResult?.(test);
  return { test, evaluation };
}

/** Nothing can be chosen where nothing could be measured. */
function refuseAllFailed({ results }: SearchOutcome): never {
  const { trial, reason } = results[0];
  throw new UsageError(
    `Cannot choose a setting: all trials failed, trial ${trial} with: ${reason}`,
  );
}
