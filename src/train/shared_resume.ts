import { UsageError } from "../errors.ts";
import type { Dataset } from "../data/dataset.ts";
import type { GradientTraining, SharedModel, UnfinishedGradient } from "../model/shared_model.ts";
import type { GradientSettings, SharedSettings } from "../model/shared_settings.ts";
import { checkSameData } from "./resume.ts";

/** Names of the settings, for messages. */
const LABELS: Record<
  Exclude<keyof SharedSettings, "training"> | Exclude<keyof GradientSettings, "solver">,
  string
> = {
  layers: "number of hidden layers",
  neurons: "neurons",
  fans: "number of fans",
  fansKind: "kind of fans neurons",
  loss: "loss",
  activation: "activation",
  biases: "biases",
  input: "input",
  normalise: "normalisation",
  weighUsers: "weighing of users",
  dropout: "dropout",
  excludeOwnPath: "exclusion of own paths",
  gain: "gain",
  optimiser: "optimiser",
  learningRate: "learning rate",
  schedule: "schedule",
  weightDecay: "weight decay",
  batchSize: "batch size",
  epochs: "number of epochs",
  validateEvery: "number of epochs between validations",
  patience: "patience",
  seed: "seed",
};

/**
 * Refuses to go on with a gradient training on other data or with other settings: its state would not be what an uninterrupted training
 * had come to.
 *
 * @param interrupted The model whose training was interrupted.
 * @param dataset The data to go on with.
 * @param settings The settings to go on with.
 * @returns How the interrupted training went.
 * @throws {UsageError} Where anything differs, or the model was not trained by gradient descent.
 */
export function checkGradientResumable(
  interrupted: SharedModel,
  dataset: Dataset,
  settings: SharedSettings & { readonly training: GradientSettings },
): GradientTraining {
  const { training } = interrupted;
  if (training.solver !== "gradient") {
    throw new UsageError(
      `Cannot resume the training: its solver is '${training.solver}', expected 'gradient'`,
    );
  }
  const before = { layers: 1, ...interrupted.settings, ...interrupted.settings.training };
  const now = { layers: 1, ...settings, ...settings.training };
  for (const [name, label] of Object.entries(LABELS)) {
    const found = before[name as keyof typeof before], expected = now[name as keyof typeof now];
    if (found === expected) continue;
    throw new UsageError(
      `Cannot resume the training: it was started with ${label} ${found}, expected ${expected}`,
    );
  }
  checkSameData(interrupted.dataset, dataset);
  return training;
}

/**
 * Refuses to go on from a position that cannot be: its numbers are read from a file, and would train on without a word.
 *
 * @param unfinished Where the training stands.
 * @param epochs Epochs that it has records of.
 * @param batches Batches of an epoch.
 * @throws {UsageError} Where epochs, batches and steps contradict each other.
 */
export function checkPosition(
  { epoch, batch, state: { steps } }: UnfinishedGradient,
  epochs: number,
  batches: number,
): void {
  if (epoch === epochs && batch <= batches && steps === epoch * batches + batch) return;
  throw new UsageError(
    `Cannot resume the training: it stands at epoch ${epoch}, batch ${batch}, step ${steps}, ` +
      `expected epoch ${epochs}, a batch up to ${batches} and as many steps`,
  );
}
