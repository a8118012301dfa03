import { GpuError, UsageError } from "../errors.ts";
import type { RunOptions } from "../events.ts";
import type { Dataset } from "../data/dataset.ts";
import type { RelatedItems } from "../model/related_items.ts";
import type { SharedEngineMaker, SharedState } from "../model/shared_engine.ts";
import type { GradientTraining, SharedModel, UnfinishedGradient } from "../model/shared_model.ts";
import type { SharedNetwork } from "../model/shared_network.ts";
import {
  type GradientSettings,
  type SharedSettings,
  sharedSettings,
} from "../model/shared_settings.ts";
import { copyParameters } from "../model/shared_state.ts";
import { descend } from "./shared_descent.ts";
import type { TrainingEvent } from "./shared_events.ts";
import { createHistory, type TrainingHistory } from "./shared_history.ts";
import { type GradientPlan, planGradient } from "./shared_plan.ts";
import { checkGradientResumable, checkPosition } from "./shared_resume.ts";

/** Settings of a shared network that is trained by gradient descent. */
export type SharedGradientSettings = SharedSettings & { readonly training: GradientSettings };

/** Options of `trainGradient`. */
export interface GradientOptions extends RunOptions {
  /** A model of the same data and settings whose training was interrupted, to go on from. */
  readonly resume?: SharedModel;
  /** Called with each event of the training, as it happens. */
  readonly onEvent?: (event: TrainingEvent) => void;
  /**
   * The K most related items of each item, where they are known. Without them they are found in what is trained on: those that saw the held-out
   * part as well would make its validation look too good.
   */
  readonly related?: RelatedItems;
  /** Cores for finding them (default: all that it is worth); the steps are the engine's. */
  readonly threads?: number;
}

/** What gradient training gives. */
export interface GradientResult {
  /** The network, with the best validated weights; without validation, the last. */
  readonly network: SharedNetwork;
  /** How the training went. */
  readonly training: GradientTraining;
  /** Where it stands; only where it was interrupted. */
  readonly unfinished?: UnfinishedGradient;
}

/** A gradient training whose engine failed, with what it had learned by the end of the last epoch: `trainGradient` can resume from it. */
export class UnfinishedGradientError extends Error {
  /** The model at the end of the last epoch, or where it was resumed. */
  readonly model: SharedModel;

  /**
   * An error that keeps what was computed.
   *
   * @param model What was learned.
   * @param cause Why it did not go on.
   */
  constructor(model: SharedModel, cause: Error) {
    super(cause.message, { cause });
    this.name = "UnfinishedGradientError";
    this.model = model;
  }
}

/**
 * Trains one network for the whole catalogue by gradient descent on seeded minibatches of users: shared mode.
 *
 * The order of an epoch's users comes from seed and epoch, dropout of a user's ratings from seed, epoch and the user's id, the start from what items
 * have in common (`startWeights`). A tenth of each user's ratings is held out, unless `validateEvery` is 0, and judges the weights
 * by nDCG@10; the best ones are kept.
 *
 * @param dataset Ratings and attributes.
 * @param settings Neurons, and how they are trained.
 * @param makeEngine Makes what takes the steps.
 * @param options Progress (stage `train`, unit `batches`; before it stage `relate`), events, interruption, resuming. When the signal fires, the result comes back after the
 * batch that is being trained, with where it stands. Resumed on the same engine, a training ends with the bits of an uninterrupted one.
 * @returns The network, how its training went, and where it stands if it is not complete.
 * @throws {UsageError} Where a setting is out of range, nobody has rated anything that counts, the loss grows beyond all numbers, or the model
 * to resume is of other data or settings.
 * @throws {UnfinishedGradientError} Where a GPU fails after the first epoch.
 * @throws {GpuError} Where it fails before.
 * @throws The signal's reason, where it fires while related items are searched: there is nothing to keep then.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { referenceEngine } from "../model/shared_reference_engine.ts";
 * import { DEFAULT_GRADIENT_SETTINGS, sharedSettings } from "../model/shared_settings.ts";
 *
 * const ratings = createInteractionsBuilder();
 * ratings.add("ann", "Heat", 5);
 * ratings.add("ann", "Ali", 4);
 * ratings.add("bob", "Ali", 2);
 * const graph = createKnowledgeGraphBuilder();
 * for (const film of ["Heat", "Ali"]) graph.add(film, "director", "Michael Mann");
 * const dataset = createDataset(ratings.build().interactions, graph.build());
 * const training = { ...DEFAULT_GRADIENT_SETTINGS, epochs: 3, validateEvery: 0 };
 * const settings = { ...sharedSettings({ neurons: "attributes" }), training };
 * const result = await trainGradient(dataset, settings, referenceEngine);
 * strictEqual(result.training.epochs.length, 3);
 * strictEqual(result.network.parameters.encoder.length, 2);
 * ```
 */
export async function trainGradient(
  dataset: Dataset,
  settings: SharedGradientSettings,
  makeEngine: SharedEngineMaker,
  options: GradientOptions = {},
): Promise<GradientResult> {
  const began = performance.now();
  checkSettings(settings);
  const { resume, onEvent: tell = () => {} } = options, { training } = settings;
  const before = resume && checkGradientResumable(resume, dataset, settings);
  if (resume && before && !resume.unfinished) return { network: resume.network, training: before };
  const from = resume?.unfinished;
  const plan = await planGradient(dataset, settings, options);
  if (before && from) checkPosition(from, before.epochs.length, plan.batches);
  using engine = await makeEngine(plan.task, plan.state);
  const history = createHistory(before?.epochs, resume?.network.parameters);
  const bytes = engine.bytes + (plan.validation?.bytes ?? 0);
  tell(startedEvent(plan, settings, engine.description, bytes));
  if (training.validateEvery > 0 && !plan.validation) {
    const reason = "no user has a relevant rating to spare, so all data are trained on";
    tell({ event: "unvalidated", reason });
  }
  if (from) tell({ event: "resumed", epoch: from.epoch, batch: from.batch });
  const resultOf = ({ parameters }: SharedState, complete: boolean): GradientResult => ({
    network: {
      ...plan.network,
      parameters: copyParameters(history.best?.parameters ?? parameters),
    },
    training: {
      solver: "gradient",
      epochs: [...history.records],
      bestEpoch: history.best?.epoch ?? history.records.length,
      complete,
      bytes,
    },
  });
  let safe = from;
  try {
    const { state, unfinished } = await descend({ plan, settings: training, engine, history }, {
      ...options,
      from,
      // Only a GPU can be lost.
      keep: engine.kind === "gpu" ? (kept) => safe = kept : undefined,
    });
    const result = resultOf(state, !unfinished);
    if (unfinished) return { ...result, unfinished };
    tellEnd(history, training, result.training.bestEpoch, began, tell);
    return result;
  } catch (cause) {
    if (!(cause instanceof GpuError) || !safe) throw cause;
    const model = { settings, dataset, ...resultOf(safe.state, false), unfinished: safe };
    throw new UnfinishedGradientError(model, cause);
  }
}

function checkSettings(settings: SharedSettings): void {
  const { training: { solver } } = sharedSettings(settings);
  if (solver === "gradient") return;
  throw new UsageError(
    `Cannot train by gradient descent: the solver is '${solver}', expected 'gradient'`,
  );
}

function startedEvent(
  { network: { neurons, encoder, decoder }, source, users, batches, validation }: GradientPlan,
  settings: SharedSettings,
  engine: string,
  bytes: number,
): TrainingEvent {
  return {
    event: "started",
    settings,
    engine,
    users,
    items: encoder.items,
    ratings: source.targets.indices.length,
    attributeNeurons: neurons.attributes,
    fansNeurons: neurons.fans.length,
    encoderEdges: encoder.itemAttributes.length,
    decoderEdges: decoder.itemAttributes.length,
    batches,
    validationUsers: validation?.users ?? 0,
    bytes,
  };
}

function tellEnd(
  { records, best }: TrainingHistory,
  { epochs }: GradientSettings,
  bestEpoch: number,
  began: number,
  tell: (event: TrainingEvent) => void,
): void {
  if (records.length < epochs) {
    tell({ event: "stopped-early", epoch: records.length, bestEpoch });
  }
  tell({
    event: "finished",
    epochs: records.length,
    bestEpoch,
    ...(best && { ndcg: best.ndcg }),
    seconds: (performance.now() - began) / 1000,
  });
}
