import { GpuError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Backend } from "../model/backend.ts";
import { networkInputs, type PersonalModel } from "../model/personal_model.ts";
import { type PersonalSettings, personalSettings } from "../model/personal_settings.ts";
import { countUserEdges, cutBatches } from "../model/user_batch.ts";
import { createProfileStore } from "./profile_store.ts";
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
 * @throws {UnfinishedTrainingError} Where the backend fails half-way, as a GPU that is lost does.
 */
export async function trainPersonal(
  dataset: Dataset,
  settings: Partial<PersonalSettings>,
  backend: Backend,
  options: TrainOptions = {},
): Promise<PersonalModel> {
  const complete = personalSettings(settings);
  const inputs = networkInputs(dataset);
  const { users } = dataset.interactions;
  const keepWeights = options.keepWeights ?? options.resume?.decoderWeights !== undefined;
  if (options.resume) checkResumable(options.resume, dataset, complete, keepWeights);
  const store = createProfileStore(dataset, keepWeights, options.resume);
  const pending = store.pending();
  const edges = countUserEdges(dataset.interactions.ratings, dataset.graph);
  const work = pending.reduce((sum, user) => sum + edges[user], 0);
  let loss = 0, trained = 0, done = 0, worked = 0;
  const model = () => ({ settings: complete, dataset, ...store.result() });
  const training = backend.trainUsers(
    { graph: dataset.graph, settings: complete, keepWeights },
    cutBatches(pending, inputs, users.ids, edges, backend.batchEdges),
    (batch) => {
      store.keep(batch);
      done += batch.users.length;
      batch.users.forEach((user, row) => {
        worked += edges[user];
        // A user without a network has no loss, and would make the mean look better than it is.
        if (batch.attributeStart[row] === batch.attributeStart[row + 1]) return;
        loss += batch.loss[row];
        trained++;
      });
      options.onProgress?.({
        stage: "train",
        done,
        total: pending.length,
        unit: "users",
        share: work === 0 ? 1 : worked / work,
        loss: trained === 0 ? undefined : loss / trained,
      });
    },
    options.signal,
  );
  try {
    await training;
  } catch (cause) {
    if (cause instanceof GpuError && done > 0) throw new UnfinishedTrainingError(model(), cause);
    throw cause;
  }
  return model();
}
