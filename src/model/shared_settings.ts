import { UsageError } from "../errors.ts";
import { type Activation, ACTIVATIONS } from "../kernels/activation.ts";
import { BATCH_LOSSES, type BatchLoss } from "../kernels/batch_loss_cpu.ts";
import { INPUT_VALUES, type InputValue } from "./shared_inputs.ts";

/** Which neurons a shared network has. */
export const NEURON_CHOICES = ["both", "attributes", "fans"] as const;

/** Name of a choice of neurons. */
export type NeuronChoice = typeof NEURON_CHOICES[number];

/**
 * Kinds of fans neurons: a `pure` one hears its own item alone and speaks for the items that are related to it; a `neighbourhood`
 * one has edges both ways to its item and to the items related to it.
 */
export const FANS_KINDS = ["pure", "neighbourhood"] as const;

/** Name of a kind of fans neurons. */
export type FansKind = typeof FANS_KINDS[number];

/** Where the decoder's weights come from a closed form, item by item. */
export interface RidgeSettings {
  /** Tells the solvers apart. */
  readonly solver: "ridge";
  /** lambda, the penalty on weights of fans neurons, above 0; validated on a held-out part of the training data by default. */
  readonly fansPenalty?: number;
  /** mu, the penalty on weights of attribute neurons, above 0; validated by default. */
  readonly attributePenalty?: number;
  /** Seed of the held-out part. */
  readonly seed: number;
}

/** How the learning rate changes from epoch to epoch. */
export const SCHEDULES = ["constant", "cosine", "linear"] as const;

/** Name of a schedule: `cosine` and `linear` go from the learning rate down to 0 at the last epoch. */
export type Schedule = typeof SCHEDULES[number];

/** Gradient descent on seeded minibatches of users. */
export interface GradientSettings {
  /** Tells the solvers apart. */
  readonly solver: "gradient";
  /** What is minimised. */
  readonly loss: BatchLoss;
  /** phi of the hidden units. */
  readonly activation: Activation;
  /** Whether neurons and items have biases. */
  readonly biases: boolean;
  /** What a rating counts, in the input and as target. */
  readonly input: InputValue;
  /** Whether input rows are divided by their Euclidean norm. */
  readonly normalise: boolean;
  /**
   * Whether the targets of a user with n ratings are multiplied by (n / mean n)^(-1/4), so that squared errors of users who rated much
   * count more than others', but less than in proportion.
   */
  readonly weighUsers: boolean;
  /** Share of a user's inputs left out in each epoch, in [0, 1); those that stay are divided by 1 - dropout. */
  readonly dropout: number;
  /** Whether an item's score leaves out what the item itself put in. */
  readonly excludeOwnPath: boolean;
  /** Factor on the initial decoder weights, whose scores are of the size of the targets at 1. */
  readonly gain: number;
  /** Which optimiser. */
  readonly optimiser: "adam" | "sgd";
  /** Learning rate, above 0. */
  readonly learningRate: number;
  /** How it changes. */
  readonly schedule: Schedule;
  /** Share of each weight that a step of learning rate 1 takes off, at least 0. */
  readonly weightDecay: number;
  /** Users in a minibatch, at least 1. */
  readonly batchSize: number;
  /** Epochs at most, at least 1. */
  readonly epochs: number;
  /**
   * Epochs between two validations on a held-out part of the training data, at least 1; 0 trains on all of it and keeps the last
   * weights.
   */
  readonly validateEvery: number;
  /** Validations without a better value after which training stops, at least 1. */
  readonly patience: number;
  /** Seed of the order of users, of dropout and of the held-out part; the first weights are not random. */
  readonly seed: number;
}

/** How a shared network is built and trained. */
export interface SharedSettings {
  /** Which neurons there are. */
  readonly neurons: NeuronChoice;
  /** Number of related items of each item, K, at least 1. */
  readonly fans: number;
  /** Kind of fans neurons; the ridge solver takes `pure` ones. */
  readonly fansKind: FansKind;
  /** How the weights are found. */
  readonly training: RidgeSettings | GradientSettings;
  /**
   * Hidden layers (default 1). With 2 the broader categories of the data set's attributes stand behind the neurons: items -> neurons ->
   * broader categories -> neurons -> items. Trained by gradient descent, without biases.
   */
  readonly layers?: 1 | 2;
}

/** Everything but what the ridge solver validates is fixed, for all data: bench/results/shared_mode_search.md says how it was found. */
export const DEFAULT_SHARED_SETTINGS: SharedSettings = {
  neurons: "both",
  fans: 100,
  fansKind: "pure",
  training: { solver: "ridge", seed: 42 },
};

/** Gradient descent unless told otherwise; bench/results/shared_gradient_search.md says how it was found. */
export const DEFAULT_GRADIENT_SETTINGS: GradientSettings = {
  solver: "gradient",
  loss: "squared-error",
  activation: "identity",
  biases: false,
  input: "graded",
  normalise: true,
  weighUsers: true,
  dropout: 0.3,
  excludeOwnPath: true,
  gain: 1,
  optimiser: "adam",
  learningRate: 0.01,
  schedule: "cosine",
  weightDecay: 0,
  batchSize: 256,
  epochs: 16,
  validateEvery: 2,
  patience: 3,
  seed: 42,
};

/**
 * Fills in defaults and rejects what cannot be trained with.
 *
 * @param settings What the caller chose.
 * @returns Complete settings.
 * @throws {UsageError} Where a setting is out of range or two do not go together.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(sharedSettings({ neurons: "fans" }).fans, 100);
 * ```
 */
export function sharedSettings(settings: Partial<SharedSettings> = {}): SharedSettings {
  const complete = { ...DEFAULT_SHARED_SETTINGS, ...settings };
  const { neurons, fans, fansKind, training } = complete;
  expectOne("neurons", neurons, NEURON_CHOICES);
  expectOne("kind of fans neurons", fansKind, FANS_KINDS);
  expectNumber(
    "number of fans",
    fans,
    Number.isInteger(fans) && fans >= 1,
    "a whole number from 1",
  );
  if (training.solver === "ridge") checkRidge(training, fansKind);
  else checkGradient(training);
  checkLayers(complete);
  return complete;
}

function checkRidge(
  { fansPenalty, attributePenalty, seed }: RidgeSettings,
  fansKind: FansKind,
): void {
  if (fansKind !== "pure") {
    fail(`the fans neurons are '${fansKind}', expected 'pure' ones with the ridge solver`);
  }
  for (const [name, value] of Object.entries({ fansPenalty, attributePenalty })) {
    if (value === undefined) continue;
    const label = name === "fansPenalty" ? "penalty on fans" : "penalty on attributes";
    expectNumber(label, value, value > 0, "a number above 0");
  }
  expectNumber("seed", seed, true, "a finite number");
}

function checkGradient(settings: GradientSettings): void {
  expectOne("loss", settings.loss, BATCH_LOSSES);
  expectOne("activation", settings.activation, ACTIVATIONS);
  expectOne("input", settings.input, INPUT_VALUES);
  expectOne("optimiser", settings.optimiser, ["adam", "sgd"]);
  expectOne("schedule", settings.schedule, SCHEDULES);
  const { dropout, gain, learningRate, weightDecay, batchSize, epochs, validateEvery, patience } =
    settings;
  expectNumber("dropout", dropout, dropout >= 0 && dropout < 1, "a number from 0 and below 1");
  expectNumber("gain", gain, gain > 0, "a number above 0");
  expectNumber("learning rate", learningRate, learningRate > 0, "a number above 0");
  expectNumber("weight decay", weightDecay, weightDecay >= 0, "a number from 0");
  for (const [name, value] of Object.entries({ "batch size": batchSize, epochs, patience })) {
    expectNumber(name, value, Number.isInteger(value) && value >= 1, "a whole number from 1");
  }
  expectNumber(
    "number of epochs between validations",
    validateEvery,
    Number.isInteger(validateEvery) && validateEvery >= 0,
    "a whole number from 0",
  );
  expectNumber("seed", settings.seed, true, "a finite number");
}

function checkLayers({ layers = 1, neurons, training }: SharedSettings): void {
  expectNumber("number of layers", layers, layers === 1 || layers === 2, "1 or 2");
  if (layers === 1) return;
  if (neurons === "fans") fail("the neurons are 'fans', expected attributes with two layers");
  if (training.solver !== "gradient") {
    fail(`the solver is '${training.solver}', expected 'gradient' with two layers`);
  }
  if (training.biases) fail("there are biases, expected none with two layers");
}

function expectOne(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) {
    fail(`the ${name} is '${value}', expected one of ${known.join(", ")}`);
  }
}

function expectNumber(name: string, value: number, right: boolean, expected: string): void {
  if (!Number.isFinite(value) || !right) fail(`the ${name} is ${value}, expected ${expected}`);
}

function fail(problem: string): never {
  throw new UsageError(`Cannot train a shared network: ${problem}`);
}
