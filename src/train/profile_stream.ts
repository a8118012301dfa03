import type { RunOptions } from "../events.ts";
import { broaderLayer } from "../data/broader_layer.ts";
import type { Dataset } from "../data/dataset.ts";
import { networkInputs } from "../model/personal_model.ts";
import { type PersonalSettings, personalSettings } from "../model/personal_settings.ts";
import type { Backend } from "../model/training_backend.ts";
import { countUserEdges, cutBatches, type TrainedBatch } from "../model/user_batch.ts";

/** Options of `trainProfiles` beside the network's own settings. */
export interface ProfileStreamOptions extends RunOptions {
  /** Indices of the users to train (default: all). */
  readonly users?: readonly number[];
  /** Whether each batch carries W2 as well. */
  readonly keepWeights?: boolean;
}

/**
 * Trains one network per user and hands the profiles over batch by batch, so that those of any number of users can go to a file
 * without ever being in memory together. `trainPersonal` is this with a collector.
 *
 * @param dataset Ratings and attributes.
 * @param settings Epochs, learning rate, initialisation; the released code's by default.
 * @param backend Where to compute.
 * @param keep Called with each trained batch: users with the most edges come first, each user once.
 * @param options Which users, progress, interruption.
 * @throws {UsageError} Where a setting is out of range.
 * @throws {GpuError} Where the GPU fails.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { cpuBackend } from "../model/backend.ts";
 *
 * const ratings = createInteractionsBuilder();
 * ratings.add("ann", "Heat", 5);
 * ratings.add("ann", "Ali", 1);
 * const graph = createKnowledgeGraphBuilder();
 * for (const film of ["Heat", "Ali"]) graph.add(film, "director", "Michael Mann");
 * const dataset = createDataset(ratings.build().interactions, graph.build());
 * using backend = await cpuBackend({ threads: 1 });
 * await trainProfiles(dataset, { epochs: 10 }, backend, ({ users, attributes }) => {
 *   deepStrictEqual([...users], [0]);
 *   deepStrictEqual([...attributes], [0]);
 * });
 * ```
 */
export async function trainProfiles(
  dataset: Dataset,
  settings: Partial<PersonalSettings>,
  backend: Backend,
  keep: (batch: TrainedBatch) => void,
  options: ProfileStreamOptions = {},
): Promise<void> {
  const { ratings, users: { ids } } = dataset.interactions;
  const edges = countUserEdges(ratings, dataset.graph);
  const users = options.users ?? [...edges.keys()];
  const complete = personalSettings(settings);
  const work = users.reduce((sum, user) => sum + edges[user], 0);
  let loss = 0, trained = 0, done = 0, worked = 0;
  await backend.trainUsers(
    {
      graph: dataset.graph,
      ...(complete.layers === 2 && { broader: broaderLayer(dataset).graph }),
      settings: complete,
      keepWeights: options.keepWeights ?? false,
    },
    cutBatches(users, networkInputs(dataset), ids, edges, backend.batchEdges),
    (batch) => {
      keep(batch);
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
        total: users.length,
        unit: "users",
        share: work === 0 ? 1 : worked / work,
        loss: trained === 0 ? undefined : loss / trained,
      });
    },
    options.signal,
  );
}
