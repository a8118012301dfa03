import type { RunOptions } from "../events.ts";
import type { Dataset } from "../data/dataset.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { Backend } from "../model/backend.ts";
import { networkInputs, type PersonalModel } from "../model/personal_model.ts";
import { type PersonalSettings, personalSettings } from "../model/personal_settings.ts";
import { buildUserNetworks } from "../model/user_networks.ts";
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
  let loss = 0, trained = 0, done = 0;
  for (const batch of batches(pending, inputs, dataset, backend.batchEdges)) {
    if (options.signal?.aborted) break;
    const built = buildUserNetworks(batch, inputs, users, dataset.graph, {
      initialisation: complete.initialisation,
      precision: backend.precision,
    });
    await backend.trainNetworks(built.networks, built.state, complete);
    store.keep(built);
    done += batch.length;
    for (let network = 0; network < batch.length; network++) {
      // A user without a network has no loss, and would make the mean look better than it is.
      if (built.networks.itemStart[network] === built.networks.itemStart[network + 1]) continue;
      loss += built.state.loss[network];
      trained++;
    }
    options.onProgress?.({
      stage: "train",
      done,
      total: pending.length,
      unit: "users",
      loss: trained === 0 ? undefined : loss / trained,
    });
    // Lets signals, timers and progress bars have their turn between batches.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { settings: complete, dataset, ...store.result() };
}

function* batches(
  users: readonly number[],
  inputs: SparseMatrix,
  { graph }: Dataset,
  batchEdges: number,
) {
  let batch: number[] = [], edges = 0;
  for (const user of users) {
    batch.push(user);
    for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
      const item = inputs.indices[k];
      edges += graph.itemStart[item + 1] - graph.itemStart[item];
    }
    if (edges >= batchEdges) {
      yield batch;
      batch = [];
      edges = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
