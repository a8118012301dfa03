import { UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import { broaderLayer } from "../data/broader_layer.ts";
import { type Interactions, withRatings } from "../data/interactions.ts";
import type { Dataset } from "../data/dataset.ts";
import { type RelatedItems, relatedItems } from "../model/related_items.ts";
import type { SharedState, SharedTask } from "../model/shared_engine.ts";
import { broaderNeurons, broaderStart } from "../model/broader_neurons.ts";
import { calibrateStart } from "../model/shared_calibration.ts";
import { sharedGraphs } from "../model/shared_graphs.ts";
import { normaliseRows } from "../model/shared_inputs.ts";
import type { SharedModel } from "../model/shared_model.ts";
import type { SharedNetwork } from "../model/shared_network.ts";
import type { GradientSettings, SharedSettings } from "../model/shared_settings.ts";
import { startWeights } from "../model/shared_start.ts";
import { type BatchSource, batchSource, drawBatch, epochBatches } from "./shared_batches.ts";
import { createValidation, type HeldOut, holdOut, type Validation } from "./shared_validation.ts";

/** Users at most whom the size of the first scores is fitted to. */
const CALIBRATION_USERS = 8192;

/** All that a gradient training has before its first step. */
export interface GradientPlan {
  /** What minibatches are made of. */
  readonly source: BatchSource;
  /** Users who are trained on. */
  readonly users: number;
  /** Minibatches of an epoch. */
  readonly batches: number;
  /** What the engine is made for. */
  readonly task: SharedTask;
  /** Where it starts. */
  readonly state: SharedState;
  /** The network, with the weights of the state. */
  readonly network: SharedNetwork;
  /** What judges weights; absent where nothing is held out. */
  readonly validation?: Validation;
}

/** Options of `planGradient`. */
export interface PlanOptions extends RunOptions {
  /** A model whose unfinished training gives edges and state. */
  readonly resume?: SharedModel;
  /** The K most related items of each item, where they are known. */
  readonly related?: RelatedItems;
  /** Cores for finding them (default: all that it is worth). */
  readonly threads?: number;
}

/**
 * Lays out a gradient training: holds out what validates, builds the edges and the first weights, or takes both from the model to resume.
 *
 * @param dataset Ratings and attributes.
 * @param settings Neurons, and how they are trained.
 * @param options What is known already; progress of finding related items.
 * @returns The plan; the same from the same data and settings, resumed or not, but for the state.
 * @throws {UsageError} Where nobody has rated anything that counts.
 * @throws The signal's reason, where it fires while related items are searched.
 */
export async function planGradient(
  dataset: Dataset,
  settings: SharedSettings & { readonly training: GradientSettings },
  options: PlanOptions,
): Promise<GradientPlan> {
  const { interactions } = dataset, { training } = settings;
  const heldOut = training.validateEvery === 0
    ? undefined
    : usable(holdOut(interactions, training.seed));
  const fit = withRatings(interactions, heldOut?.fit ?? interactions.ratings);
  const source = batchSource(fit, training), { inputs } = source;
  const users = countFilledRows(inputs.indptr);
  if (users === 0) {
    throw new UsageError(
      `Cannot train a shared network: the number of users with a rating that counts in the input is 0, expected at least 1`,
    );
  }
  const { resume } = options;
  const network = resume?.unfinished
    ? { ...resume.network, parameters: resume.unfinished.state.parameters }
    : await startNetwork(dataset, fit, source, settings, options);
  const { activation, loss, excludeOwnPath } = training;
  const asSeen = () => training.normalise ? normaliseRows(inputs) : inputs;
  return {
    source,
    users,
    batches: Math.ceil(users / training.batchSize),
    task: {
      encoder: network.encoder,
      decoder: network.decoder,
      broader: network.broader?.graph,
      objective: { activation, loss, excludeOwnPath },
      optimiser: { kind: training.optimiser, weightDecay: training.weightDecay },
      batchSize: training.batchSize,
    },
    state: resume?.unfinished?.state ?? { parameters: network.parameters, steps: 0 },
    network,
    validation: heldOut && createValidation(network, asSeen(), heldOut),
  };
}

/** The network before its first step. */
async function startNetwork(
  dataset: Dataset,
  fit: Interactions,
  source: BatchSource,
  settings: SharedSettings & { readonly training: GradientSettings },
  options: PlanOptions,
): Promise<SharedNetwork> {
  const { graph } = dataset, { neurons, fans, fansKind, training } = settings;
  const layer = settings.layers === 2 ? broaderLayer(dataset) : undefined;
  const related = neurons === "attributes"
    ? undefined
    : options.related ?? await relatedItems(fit, fans, options);
  const graphs = sharedGraphs(graph, related, { neurons, fansKind });
  const { activation, input: value, normalise } = training;
  const broader = layer && broaderNeurons(layer, graphs.neurons);
  const network = {
    ...graphs,
    ...(broader && { broader }),
    parameters: {
      ...startWeights(graphs, related, { ...training, fansKind }),
      ...(broader && broaderStart(broader.graph)),
    },
    activation,
    input: { value, normalise },
  };
  const users = epochBatches(source.inputs, 0, { ...training, batchSize: CALIBRATION_USERS })[0];
  const parameters = calibrateStart(network, drawBatch(source, users, 0, training), training);
  return { ...network, parameters };
}

/** What is held out, if there is anybody to judge by it. */
function usable(heldOut: HeldOut): HeldOut | undefined {
  return heldOut.judged.length > 0 ? heldOut : undefined;
}

function countFilledRows(indptr: Uint32Array): number {
  let filled = 0;
  for (let row = 0; row + 1 < indptr.length; row++) if (indptr[row + 1] > indptr[row]) filled++;
  return filled;
}
