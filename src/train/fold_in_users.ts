import { withRatings } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { isShared, type Model } from "../model/model.ts";
import type { Backend } from "../model/training_backend.ts";
import { trainPersonal } from "./personal.ts";

/**
 * The same model as users who it was not trained on see it: the fourth argument of `createRecommenders`. A shared network takes
 * their ratings as inputs, nothing is trained. In personal mode each of them gets a network of their own; the model, who is a neighbour in it
 * and how its attributes are weighted stay as they were.
 *
 * @param model The trained model; not changed.
 * @param foldIn What these users have rated, (users, items) of the model; rows of others are empty.
 * @param backend Where personal networks are trained.
 * @param options Progress and abort signal.
 * @returns A model whose users are those of `foldIn`.
 * @throws {UsageError} Where `foldIn` has another shape than the model's ratings.
 * @throws {GpuError} Where the GPU fails.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder, withRatings } from "../data/interactions.ts";
 * import { keepEntries } from "../data/keep_entries.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { cpuBackend } from "../model/backend.ts";
 * import { trainPersonal } from "./personal.ts";
 *
 * const builder = createInteractionsBuilder();
 * builder.add("ann", "Heat", 5);
 * builder.add("bob", "Heat", 1);
 * const graph = createKnowledgeGraphBuilder();
 * graph.add("Heat", "director", "Michael Mann");
 * const { interactions } = builder.build();
 * const train = withRatings(interactions, keepEntries(interactions.ratings, (k) => k === 0));
 * const dataset = createDataset(train, graph.build(), { minItemsPerAttribute: 1 });
 * using backend = await cpuBackend({ threads: 1 });
 * const model = await trainPersonal(dataset, { epochs: 1 }, backend);
 * const asked = await foldInUsers(model, keepEntries(interactions.ratings, (k) => k === 1), backend);
 * deepStrictEqual([...asked.dataset.interactions.ratings.indptr], [0, 0, 1]);
 * ```
 */
export async function foldInUsers(
  model: Model,
  foldIn: SparseMatrix,
  backend: Backend,
  options: RunOptions = {},
): Promise<Model> {
  const { interactions } = model.dataset;
  const { rows, columns } = interactions.ratings;
  if (foldIn.rows !== rows || foldIn.columns !== columns) {
    throw new UsageError(
      `Cannot fold users in: their ratings are (${foldIn.rows}, ${foldIn.columns}), expected the model's shape, (${rows}, ${columns})`,
    );
  }
  const dataset = { ...model.dataset, interactions: withRatings(interactions, foldIn) };
  if (isShared(model)) return { ...model, dataset };
  const folded = await trainPersonal(dataset, model.settings, backend, options);
  options.signal?.throwIfAborted();
  return folded;
}
