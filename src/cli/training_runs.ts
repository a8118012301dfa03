import type { Dataset } from "../data/dataset.ts";
import { isComplete } from "../model/checkpoint.ts";
import { isShared, type Model } from "../model/model.ts";
import type { PersonalSettings } from "../model/personal_settings.ts";
import type { SharedSettings } from "../model/shared_settings.ts";
import type { Backend } from "../model/training_backend.ts";
import { trainPersonal, UnfinishedTrainingError } from "../train/personal.ts";
import { trainShared } from "../train/shared.ts";
import { UnfinishedGradientError } from "../train/shared_gradient.ts";
import { describeTraining, summarise } from "./describe.ts";
import { describeSharedTraining, summariseShared } from "./describe_shared.ts";
import { openEventLog } from "./event_log.ts";
import type { Session } from "./session.ts";

/** A finished or interrupted training, ready to be saved and told of. */
export interface TrainingRun<M extends Model = Model> {
  /** What was learned. */
  readonly model: M;
  /** What is left to do, where it was interrupted: a clause such as `12 users are untrained`. */
  readonly missing?: string;
  /** Counts and choices for `--json`. */
  readonly summary: object;
  /** The same for people. */
  readonly lines: readonly string[];
}

/** What a run may be given. */
export interface RunFlags {
  /** Keep the decoder weights of every user. */
  readonly saveWeights?: boolean;
  /** Where to write events. */
  readonly events?: string;
  /** An interrupted model to go on with. */
  readonly resume?: Model;
  /** Called with what a failed training had learned, before its error goes on. */
  readonly onFailure?: (run: TrainingRun) => Promise<void>;
}

/**
 * Trains personal networks.
 *
 * @param dataset Ratings and attributes.
 * @param settings How.
 * @param backend Where.
 * @param session Progress and abort signal.
 * @param flags What else was asked for.
 * @returns The run.
 */
export async function runPersonal(
  dataset: Dataset,
  settings: PersonalSettings,
  backend: Backend,
  session: Session,
  flags: RunFlags = {},
): Promise<TrainingRun> {
  const told = (model: Parameters<typeof summarise>[0]): TrainingRun => {
    const summary = summarise(model);
    return {
      model,
      missing: isComplete(model) ? undefined : `${summary.untrainedUsers} users are untrained`,
      summary,
      lines: describeTraining(summary),
    };
  };
  const { resume } = flags;
  try {
    return told(
      await trainPersonal(dataset, settings, backend, {
        keepWeights: flags.saveWeights,
        resume: resume && !isShared(resume) ? resume : undefined,
        onProgress: session.onProgress,
        signal: session.signal,
      }),
    );
  } catch (error) {
    if (!(error instanceof UnfinishedTrainingError)) throw error;
    await flags.onFailure?.(told(error.model));
    throw error.cause;
  }
}

/**
 * Trains a shared network.
 *
 * @param dataset Ratings and attributes.
 * @param settings How.
 * @param backend Where.
 * @param session Progress and abort signal.
 * @param flags What else was asked for.
 * @returns The run.
 */
export async function runShared(
  dataset: Dataset,
  settings: SharedSettings,
  backend: Backend,
  session: Session,
  flags: RunFlags = {},
): Promise<TrainingRun> {
  const told = (model: Parameters<typeof summariseShared>[0]): TrainingRun => {
    const summary = summariseShared(model);
    const { training } = model;
    return {
      model,
      missing: summary.complete || training.solver === "ridge"
        ? undefined
        : `${training.epochs.length} epochs are done`,
      summary,
      lines: describeSharedTraining(summary),
    };
  };
  const { resume } = flags;
  using log = flags.events === undefined ? undefined : openEventLog(flags.events);
  try {
    return told(
      await trainShared(dataset, settings, backend, {
        resume: resume && isShared(resume) ? resume : undefined,
        onProgress: session.onProgress,
        onEvent: (event) => log?.write(event),
        signal: session.signal,
      }),
    );
  } catch (error) {
    if (!(error instanceof UnfinishedGradientError)) throw error;
    await flags.onFailure?.(told(error.model));
    throw error.cause;
  }
}
