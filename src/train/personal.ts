import { UsageError } from "../errors.ts";
import { broaderLayer } from "../data/broader_layer.ts";
import type { RunOptions } from "../events.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Backend } from "../model/training_backend.ts";
import type { PersonalModel } from "../model/personal_model.ts";
import { type PersonalSettings, personalSettings } from "../model/personal_settings.ts";
import { createProfileStore } from "./profile_store.ts";
import { trainProfiles } from "./profile_stream.ts";
import { checkResumable } from "./resume.ts";

/** Options of `trainPersonal` beside the network's own settings. */
export interface TrainOptions extends RunOptions {
  /**
   * Keep W2 of every user in the model: four bytes for every edge of every user. By default a resumed training does what
   * it did before, and any other keeps none.
   */
  readonly keepWeights?: boolean;
  /** A model of the same data and settings whose training was interrupted: its trained users are not trained again. */
  readonly resume?: PersonalModel;
}

/** A training that failed half-way, with what it had learned by then: `trainPersonal` can resume from it. */
export class UnfinishedTrainingError extends Error {
  /** The users finished before the failure; the others are marked untrained. */
  readonly model: PersonalModel;

  /**
   * An error that keeps what was computed.
   *
   * @param model What was learned.
   * @param cause Why it did not go on.
   */
  constructor(model: PersonalModel, cause: Error) {
    super(cause.message, { cause });
    this.name = "UnfinishedTrainingError";
    this.model = model;
  }
}

/**
 * Trains one network per user: personal mode (SEM-AUTO, Bellini et al. 2017, arXiv 1706.07956).
 *
 * @param dataset Ratings and attributes.
 * @param settings Epochs, learning rate, initialisation; the released code's by default.
 * @param backend Where to compute.
 * @param options Progress, interruption, resuming. When the signal fires, the model comes back at once with the users
 * finished so far; the others are marked untrained.
 * @returns The model. A user without a rated item that has an attribute gets an empty profile.
 * @throws {UsageError} Where a setting is out of range, a profile grows beyond all numbers, or the model to resume is of
 * other data or settings.
 * @throws {UnfinishedTrainingError} Where anything else fails half-way: a GPU that is lost, a Worker that runs out of memory, `onProgress`.
 */
export async function trainPersonal(
  dataset: Dataset,
  settings: Partial<PersonalSettings>,
  backend: Backend,
  options: TrainOptions = {},
): Promise<PersonalModel> {
  const complete = personalSettings(settings);
  const keepWeights = options.keepWeights ?? options.resume?.decoderWeights !== undefined;
  if (options.resume) checkResumable(options.resume, dataset, complete, keepWeights);
  const layer = complete.layers === 2 ? broaderLayer(dataset) : undefined;
  const store = createProfileStore(dataset, keepWeights, options.resume, layer);
  const model = () => ({ settings: complete, dataset, ...store.result() });
  let batches = 0;
  try {
    await trainProfiles(dataset, complete, backend, (batch) => {
      store.keep(batch);
      batches++;
    }, { ...options, users: store.pending(), keepWeights });
  } catch (cause) {
    // With settings or data that do not work there is nothing to go on with.
    const resumable = cause instanceof Error && !(cause instanceof UsageError) && batches > 0;
    throw resumable ? new UnfinishedTrainingError(model(), cause) : cause;
  }
  return model();
}
