import { UsageError } from "../errors.ts";
import type { Dataset } from "../data/dataset.ts";
import type { RelatedItems } from "../model/related_items.ts";
import type { SharedState, SharedTask } from "../model/shared_engine.ts";
import { sharedGraphs } from "../model/shared_graphs.ts";
import { normaliseRows, ratingInputs, ratingTargets } from "../model/shared_inputs.ts";
import type { SharedModel } from "../model/shared_model.ts";
import type { SharedNetwork } from "../model/shared_network.ts";
import type { GradientSettings, SharedSettings } from "../model/shared_settings.ts";
import { startWeights } from "../model/shared_start.ts";
import type { BatchSource } from "./shared_batches.ts";
import { createValidation, type HeldOut, holdOut, type Validation } from "./shared_validation.ts";

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

/**
 * Lays out a gradient training: holds out what validates, builds the edges and draws the first weights, or takes both from the model to resume.
 *
 * @param dataset Ratings and attributes.
 * @param settings Neurons, and how they are trained.
 * @param options The model to resume; related items, if they are known.
 * @returns The plan; the same from the same data and settings, resumed or not, but for the state.
 * @throws {UsageError} Where nobody has rated anything that counts.
 */
export function planGradient(
  dataset: Dataset,
  settings: SharedSettings & { readonly training: GradientSettings },
  { resume, related }: { readonly resume?: SharedModel; readonly related?: RelatedItems },
): GradientPlan {
  const { interactions } = dataset, { training } = settings;
  const heldOut = training.validateEvery === 0
    ? undefined
    : usable(holdOut(interactions, training.seed));
  const fit = { ...interactions, ratings: heldOut?.fit ?? interactions.ratings };
  const inputs = ratingInputs(fit, training.input);
  const users = countFilledRows(inputs.indptr);
  if (users === 0) {
    throw new UsageError(
      `Cannot train a shared network: the number of users with a rating that counts in the input is 0, expected at least 1`,
    );
  }
  const start = () => {
    const graphs = sharedGraphs(dataset.graph, related, settings);
    const weights = startWeights(graphs, related, { ...training, fansKind: settings.fansKind });
    return { ...graphs, state: { parameters: weights, steps: 0 } };
  };
  const { neurons, encoder, decoder, state } = resume?.unfinished
    ? { ...resume.network, state: resume.unfinished.state }
    : start();
  const network: SharedNetwork = {
    neurons,
    encoder,
    decoder,
    parameters: state.parameters,
    activation: training.activation,
    input: { value: training.input, normalise: training.normalise },
  };
  const asSeen = () => training.normalise ? normaliseRows(inputs) : inputs;
  return {
    source: {
      users: interactions.users,
      inputs,
      targets: ratingTargets(fit, training.input),
    },
    users,
    batches: Math.ceil(users / training.batchSize),
    task: {
      encoder,
      decoder,
      objective: training,
      optimiser: { kind: training.optimiser, weightDecay: training.weightDecay },
      batchSize: training.batchSize,
    },
    state,
    network,
    validation: heldOut && createValidation(network, asSeen(), heldOut),
  };
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
