import type { Dataset } from "../data/dataset.ts";
import type { RunOptions } from "../events.ts";
import { weighNewItems } from "../model/new_items.ts";
import type { SharedModel } from "../model/shared_model.ts";
import { type SharedSettings, sharedSettings } from "../model/shared_settings.ts";
import type { Backend } from "../model/training_backend.ts";
import type { TrainingEvent } from "./shared_events.ts";
import { type SharedGradientSettings, trainGradient } from "./shared_gradient.ts";
import { trainRidge } from "./shared_ridge.ts";

/** Options of `trainShared` beside the network's own settings. */
export interface SharedTrainingOptions extends RunOptions {
  /** A model whose gradient descent was interrupted, to go on with: on the same data and settings it gives the same bits. */
  readonly resume?: SharedModel;
  /** Called with what gradient descent goes through. */
  readonly onEvent?: (event: TrainingEvent) => void;
}

/**
 * Trains one network for the whole catalogue, with named neurons: by default in closed form, item by item, with both attributes
 * and fans and everything that differs between data sets validated on a held-out part of the training data.
 *
 * @param dataset Ratings and attributes.
 * @param settings Neurons and solver.
 * @param backend Where to compute: gradient descent runs on it, the closed form on the CPU's cores.
 * @param options Progress, events, interruption.
 * @returns The model. Gradient descent that was interrupted leaves `unfinished` in it.
 * @throws {UsageError} Where a setting is out of range, or the model to resume is of other data or settings.
 * @throws {UnfinishedGradientError} Where the backend fails half-way, as a GPU that is lost does.
 * @throws The signal's reason, where the closed form is interrupted: nothing is kept then.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { cpuBackend } from "../model/backend.ts";
 *
 * const ratings = createInteractionsBuilder();
 * for (const user of ["ann", "bob"]) for (const film of ["Heat", "Ali"]) ratings.add(user, film, 5);
 * const graph = createKnowledgeGraphBuilder();
 * for (const film of ["Heat", "Ali"]) graph.add(film, "director", "Michael Mann");
 * const dataset = createDataset(ratings.build().interactions, graph.build());
 * using backend = await cpuBackend({ threads: 1 });
 * const model = await trainShared(dataset, { neurons: "attributes" }, backend);
 * strictEqual(model.network.parameters.decoder.length, 2);
 * ```
 */
export async function trainShared(
  dataset: Dataset,
  settings: Partial<SharedSettings>,
  backend: Backend,
  options: SharedTrainingOptions = {},
): Promise<SharedModel> {
  const complete = sharedSettings(settings);
  const trained = complete.training.solver === "ridge"
    ? await trainRidge(dataset, complete, { ...options, threads: backend.threads })
    : await trainGradient(
      dataset,
      complete as SharedGradientSettings,
      backend.sharedEngine,
      options,
    );
  const model: SharedModel = { settings: complete, dataset, ...trained };
  // An interrupted training goes on from the very weights that it had.
  if (model.unfinished) return model;
  return { ...model, network: weighNewItems(model.network, dataset.interactions.ratings) };
}
