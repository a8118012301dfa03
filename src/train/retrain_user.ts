import { leaveOutRatings, replaceRow } from "../data/leave_out.ts";
import type { Dataset } from "../data/dataset.ts";
import { rowWithout } from "../data/row_without.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import type { RunOptions } from "../events.ts";
import { broaderView, type DeepProfiles, innerOffsets } from "../model/deep_profiles.ts";
import type { PersonalModel } from "../model/personal_model.ts";
import type { Backend } from "../model/training_backend.ts";
import { trainPersonal } from "./personal.ts";

/**
 * Trains one user again as if some of their ratings had never been, with the settings and the starting weights of the model. On the kind
 * of backend that trained the model, leaving nothing out gives the user's profile again, bit for bit.
 *
 * @param model The trained model; not changed.
 * @param user Index of the user.
 * @param without Indices of the items whose ratings are left out.
 * @param backend Where to compute.
 * @param options Progress and abort signal.
 * @returns A model of this user alone, in row 0, over the same items, attributes and scale. Its `statistics` are those of all users.
 * @throws {GpuError} Where the GPU fails.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { cpuBackend } from "../model/backend.ts";
 * import { trainPersonal } from "./personal.ts";
 *
 * const ratings = createInteractionsBuilder();
 * ratings.add("ann", "Heat", 5);
 * ratings.add("ann", "Ran", 1);
 * const graph = createKnowledgeGraphBuilder();
 * graph.add("Heat", "director", "Michael Mann");
 * graph.add("Ran", "director", "Akira Kurosawa");
 * const dataset = createDataset(ratings.build().interactions, graph.build(), { minItemsPerAttribute: 1 });
 * using backend = await cpuBackend({ threads: 1 });
 * const model = await trainPersonal(dataset, { epochs: 10 }, backend);
 * const { activations } = await retrainUser(model, 0, new Set([0]), backend);
 * deepStrictEqual([...activations.indices], [1]);
 * ```
 */
export async function retrainUser(
  model: PersonalModel,
  user: number,
  without: ReadonlySet<number>,
  backend: Backend,
  options: RunOptions = {},
): Promise<PersonalModel> {
  if (model.seenFrom) {
    return broaderView(await retrainUser(model.seenFrom, user, without, backend, options));
  }
  const { dataset } = model;
  const { interactions: { ratings, users, items, scale } } = dataset;
  const alone: Dataset = {
    ...dataset,
    interactions: {
      users: createVocabulary([users.ids[user]]),
      items,
      scale,
      ratings: rowWithout(ratings, user, without),
    },
  };
  const trained = await trainPersonal(alone, model.settings, backend, options);
  options.signal?.throwIfAborted();
  return trained;
}

/**
 * A model whose one user is replaced by the same user trained on fewer ratings, so that explanations speak of those alone.
 *
 * @param model The model of all users; not changed.
 * @param user Index of the user.
 * @param without Indices of the items whose ratings were left out.
 * @param retrained What `retrainUser` made of it.
 * @returns The model, without decoder weights.
 */
export function withRetrainedUser(
  model: PersonalModel,
  user: number,
  without: ReadonlySet<number>,
  retrained: PersonalModel,
): PersonalModel {
  if (model.seenFrom && retrained.seenFrom) {
    return broaderView(withRetrainedUser(model.seenFrom, user, without, retrained.seenFrom));
  }
  const { loss, userState, broader } = model;
  return {
    settings: model.settings,
    dataset: {
      ...model.dataset,
      interactions: leaveOutRatings(model.dataset.interactions, user, without),
    },
    activations: replaceRow(model.activations, user, retrained.activations),
    loss: loss.with(user, retrained.loss[0]),
    userState: userState.with(user, retrained.userState[0]),
    ...(broader && retrained.broader && {
      broader: {
        layer: broader.layer,
        activations: replaceRow(broader.activations, user, retrained.broader.activations),
        weights: replaceInnerWeights(model, broader, user, retrained.broader.weights),
      },
    }),
  };
}

function replaceInnerWeights(
  { activations }: PersonalModel,
  { layer, weights }: DeepProfiles,
  user: number,
  own: Float32Array,
): Float32Array {
  const offsets = innerOffsets(activations, layer.graph);
  const before = weights.subarray(0, offsets[user]), after = weights.subarray(offsets[user + 1]);
  const all = new Float32Array(before.length + own.length + after.length);
  all.set(before);
  all.set(own, before.length);
  all.set(after, before.length + own.length);
  return all;
}
