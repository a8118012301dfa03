import type { Dataset } from "../data/dataset.ts";
import type { RunOptions } from "../events.ts";
import { UsageError } from "../errors.ts";
import type { Penalties } from "../model/closed_form/item_weights.ts";
import { attributeEncoder } from "../model/closed_form/item_support.ts";
import { problemBytes, ridgeProblem, solveProblem } from "../model/closed_form/ridge_problem.ts";
import type { SharedGraphs } from "../model/shared_graphs.ts";
import type { RidgeTraining } from "../model/shared_model.ts";
import type { SharedNetwork } from "../model/shared_network.ts";
import { type SharedSettings, sharedSettings } from "../model/shared_settings.ts";
import { solverThreads } from "../model/closed_form/solver_threads.ts";
import {
  ATTRIBUTE_PENALTIES,
  bestTrial,
  FANS_PENALTIES,
  MIDDLE,
  type PenaltyAxis,
  searchPenalties,
} from "./penalty_search.ts";
import { penaltyJudge } from "./penalty_judge.ts";

/**
 * Trains a shared network in closed form: the encoder is fixed, df_f^(-1/2) into attribute f and 1 into "fans of j", and the decoder
 * weights of each item are a ridge regression of its own on the neurons that speak for it, the item's own path left out:
 *
 *     min over w of  sum_u w_u (x_ui - sum over neurons n of item i of (h_un without x_ui) w_n)^2 + lambda |w on fans|^2 + mu |w on attributes|^2
 *
 * Penalties that the settings leave open are chosen by nDCG@10 on a fifth of each user's training ratings, and then all ratings are
 * trained on. Where no user has a relevant rating among those held out, the middle of the grid stands in and `trials` is empty. A
 * penalty on neurons that there are none of has no effect and is not tried. Items without a training rating keep weights of 0.
 *
 * The Gram matrix of the items, their attributes' products and the systems are computed on CPU cores; no thread count changes a bit.
 *
 * Source: bench/results/shared_mode_search.md; EASE (Steck 2019, arXiv 1905.03375) with the decoder's support cut to named neurons.
 *
 * @param dataset Training ratings and attributes.
 * @param settings Neurons, number of fans, penalties; `training.solver` is `ridge`.
 * @param options Threads (default: all cores where the work is worth them), progress (stages `relate` and `solve`, unit `items`, and
 * `validate`, unit `users`, one after another and again) and abort signal.
 * @returns The network, and how it was trained.
 * @throws {UsageError} Where a setting is out of range or asks for another solver.
 * @throws The signal's reason, where the signal aborts; nothing is returned then.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, ok } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { DEFAULT_SHARED_SETTINGS } from "../model/shared_settings.ts";
 *
 * const ratings = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
 * for (const film of ["Heat", "Ali"]) {
 *   graph.add(film, "director", "Michael Mann");
 *   for (const user of ["ann", "bob"]) ratings.add(user, film, 1);
 * }
 * const dataset = createDataset(ratings.build().interactions, graph.build());
 * const training = { solver: "ridge", seed: 42, fansPenalty: 1, attributePenalty: 1 } as const;
 * const { network } = await trainRidge(dataset, { ...DEFAULT_SHARED_SETTINGS, training });
 * // Each film has two neurons: its director, and the fans of the other film.
 * deepStrictEqual([...network.decoder.itemStart], [0, 2, 4]);
 * ok(network.parameters.decoder.every((weight) => weight > 0));
 * ```
 */
export async function trainRidge(
  dataset: Dataset,
  settings: SharedSettings,
  options: RunOptions & { readonly threads?: number } = {},
): Promise<{ network: SharedNetwork; training: RidgeTraining }> {
  const complete = sharedSettings(settings);
  const { training } = complete;
  if (training.solver !== "ridge") {
    throw new UsageError(
      `Cannot train in closed form: the solver is '${training.solver}', expected 'ridge'`,
    );
  }
  const chosen = await choosePenalties(dataset, complete, options);
  const threads = solverThreads(options);
  const { interactions, graph } = dataset;
  const related = threads.progress("relate", "items", graph.items, 2);
  const problem = await ridgeProblem(interactions, graph, complete, threads, [
    related.part(),
    related.part(),
  ]);
  const { graphs } = problem;
  const weights = threads.memory.floats(graphs.decoder.itemAttributes.length);
  const solving = threads.progress("solve", "items", graph.items, 1);
  await solveProblem(problem, [chosen.penalties], weights, threads, solving.part());
  return {
    network: {
      ...graphs,
      parameters: { encoder: encoderWeights(graphs, dataset), decoder: new Float32Array(weights) },
      activation: "identity",
      input: { value: "graded", normalise: false },
    },
    training: {
      solver: "ridge",
      ...chosen.penalties,
      trials: chosen.trials,
      bytes: Math.max(chosen.bytes, problemBytes(problem, threads, 1)),
    },
  };
}

/** The penalties given, or the best ones by validation. */
async function choosePenalties(
  dataset: Dataset,
  { neurons, fans, fansKind, training }: SharedSettings,
  options: RunOptions & { readonly threads?: number },
): Promise<{ penalties: Penalties; trials: RidgeTraining["trials"]; bytes: number }> {
  const { fansPenalty, attributePenalty, seed } = training as Extract<
    SharedSettings["training"],
    { solver: "ridge" }
  >;
  const middle = {
    fansPenalty: fansPenalty ?? MIDDLE.fansPenalty,
    attributePenalty: attributePenalty ?? MIDDLE.attributePenalty,
  };
  const axis = (open: boolean, whole: PenaltyAxis, value: number): PenaltyAxis =>
    open ? whole : { values: [value] };
  const openFans = fansPenalty === undefined && neurons !== "attributes";
  const openAttributes = attributePenalty === undefined && neurons !== "fans";
  if (!openFans && !openAttributes) return { penalties: middle, trials: [], bytes: 0 };
  const threads = solverThreads(options);
  const judge = await penaltyJudge(dataset, { neurons, fans, fansKind }, seed, threads);
  if (!judge) return { penalties: middle, trials: [], bytes: threads.memory.bytes };
  const trials = await searchPenalties(
    axis(openFans, FANS_PENALTIES, middle.fansPenalty),
    axis(openAttributes, ATTRIBUTE_PENALTIES, middle.attributePenalty),
    judge.judge,
  );
  const best = bestTrial(trials);
  return {
    penalties: { fansPenalty: best.fansPenalty, attributePenalty: best.attributePenalty },
    trials,
    bytes: judge.bytes(),
  };
}

/** W1, in the order of the encoder's edges. */
function encoderWeights(
  { neurons, encoder: { itemAttributes } }: SharedGraphs,
  { graph }: Dataset,
): Float32Array<ArrayBuffer> {
  const attributes = attributeEncoder(graph);
  return Float32Array.from(
    itemAttributes,
    (neuron) => neuron < neurons.attributes ? attributes[neuron] : 1,
  );
}
