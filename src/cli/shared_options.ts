import type { Command } from "npm:commander@15.1.0";
import { type Activation, ACTIVATIONS } from "../kernels/activation.ts";
import { BATCH_LOSSES, type BatchLoss } from "../kernels/batch_loss_cpu.ts";
import { INPUT_VALUES, type InputValue } from "../model/shared_inputs.ts";
import {
  DEFAULT_GRADIENT_SETTINGS,
  DEFAULT_SHARED_SETTINGS,
  FANS_KINDS,
  type FansKind,
  type GradientSettings,
  NEURON_CHOICES,
  type NeuronChoice,
  type RidgeSettings,
  type Schedule,
  SCHEDULES,
  type SharedSettings,
  sharedSettings,
} from "../model/shared_settings.ts";
import { isDeep, type PersonalOptions, refuseOptions } from "./training_options.ts";
import { finiteNumber, oneOf, someOf, wholeNumber } from "./values.ts";

/** What `addSharedOptions` makes of the command line; what was not given is undefined. */
export interface SharedOptions
  extends Pick<PersonalOptions, "epochs" | "learningRate" | "layers" | "broader"> {
  readonly neurons?: readonly NeuronChoice[];
  readonly fans?: number;
  readonly fansKind?: FansKind;
  readonly solver?: "ridge" | "gradient";
  readonly trainingSeed?: number;
  readonly fansPenalty?: number;
  readonly attributePenalty?: number;
  readonly loss?: BatchLoss;
  readonly activation?: Activation;
  readonly biases?: boolean;
  readonly input?: InputValue;
  readonly normalise?: boolean;
  readonly weighUsers?: boolean;
  readonly dropout?: number;
  readonly keepOwnPath?: boolean;
  readonly gain?: number;
  readonly optimiser?: "adam" | "sgd";
  readonly schedule?: Schedule;
  readonly weightDecay?: number;
  readonly batchSize?: number;
  readonly validateEvery?: number;
  readonly patience?: number;
}

const RIDGE_ONLY = ["fansPenalty", "attributePenalty"];

/** Settings of gradient descent that personal mode has as well. */
export const GRADIENT_SETTINGS_OF_BOTH: readonly string[] = ["epochs", "learningRate"];

const GRADIENT_ONLY = [
  ...GRADIENT_SETTINGS_OF_BOTH,
  ...["loss", "activation", "biases", "input", "normalise"],
  ...["weighUsers", "dropout"],
  ...["keepOwnPath", "gain", "optimiser", "schedule", "weightDecay", "batchSize"],
  ...["validateEvery", "patience"],
];

/** Options that have no meaning in shared mode. */
export const PERSONAL_ONLY: readonly string[] = [
  "initialisation",
  "initialWeight",
  "initialisationSeed",
];

/** Options that have no meaning in personal mode. */
export const SHARED_ONLY: readonly string[] = [
  ...["neurons", "fans", "fansKind", "solver", "trainingSeed"],
  ...RIDGE_ONLY,
  ...GRADIENT_ONLY.filter((name) => !GRADIENT_SETTINGS_OF_BOTH.includes(name)),
];

/**
 * Adds the options of shared mode.
 *
 * @param command The command.
 * @param several Whether several choices of neurons may be given, to be compared.
 * @returns The same command.
 */
export function addSharedOptions(command: Command, several: boolean): Command {
  const shared = DEFAULT_SHARED_SETTINGS, gradient = DEFAULT_GRADIENT_SETTINGS;
  const list = NEURON_CHOICES.join(", ");
  const only = (text: string, value: unknown) => `gradient: ${text} (default: ${value})`;
  return command
    .option(
      "--neurons <choice>",
      `shared: ${several ? "one or more of " : ""}${list} (default: ${shared.neurons})`,
      several ? someOf(NEURON_CHOICES) : (text) => [oneOf(NEURON_CHOICES)(text)],
    )
    .option(
      "--fans <k>",
      `shared: related items of each item (default: ${shared.fans})`,
      wholeNumber(1),
    )
    .option(
      "--fans-kind <kind>",
      `shared: ${FANS_KINDS.join(" or ")} fans neurons (default: ${shared.fansKind})`,
      oneOf(FANS_KINDS),
    )
    .option(
      "--solver <name>",
      "shared: ridge, a closed form for each item, or gradient (default: ridge; gradient with two layers)",
      oneOf(["ridge", "gradient"]),
    )
    .option(
      "--training-seed <n>",
      `shared: seed of everything random (default: ${gradient.seed})`,
      wholeNumber(0),
    )
    .option(
      "--fans-penalty <lambda>",
      "ridge: penalty on weights of fans (default: validated)",
      finiteNumber,
    )
    .option(
      "--attribute-penalty <mu>",
      "ridge: penalty on weights of attributes (default: validated)",
      finiteNumber,
    )
    .option("--loss <name>", only(BATCH_LOSSES.join(", "), gradient.loss), oneOf(BATCH_LOSSES))
    .option(
      "--activation <name>",
      only(ACTIVATIONS.join(", "), gradient.activation),
      oneOf(ACTIVATIONS),
    )
    .option("--biases", "gradient: neurons and items have biases")
    .option(
      "--input <value>",
      only(`what a rating counts: ${INPUT_VALUES.join(", ")}`, gradient.input),
      oneOf(INPUT_VALUES),
    )
    .option("--normalise", only("divide each user's input by its norm", gradient.normalise))
    .option("--no-normalise", "gradient: take inputs as they are")
    .option(
      "--weigh-users",
      only("weigh users with many ratings less, by n^(-1/2)", gradient.weighUsers),
    )
    .option("--no-weigh-users", "gradient: weigh all users alike")
    .option("--dropout <p>", only("share of inputs left out", gradient.dropout), finiteNumber)
    .option("--keep-own-path", "gradient: an item's score may use its own input")
    .option("--gain <g>", only("factor on initial decoder weights", gradient.gain), finiteNumber)
    .option(
      "--optimiser <name>",
      only("adam or sgd", gradient.optimiser),
      oneOf(["adam", "sgd"]),
    )
    .option("--schedule <name>", only(SCHEDULES.join(", "), gradient.schedule), oneOf(SCHEDULES))
    .option(
      "--weight-decay <d>",
      only("decoupled weight decay", gradient.weightDecay),
      finiteNumber,
    )
    .option("--batch-size <n>", only("users in a batch", gradient.batchSize), wholeNumber(1))
    .option(
      "--validate-every <n>",
      only("epochs between validations, 0 for none", gradient.validateEvery),
      wholeNumber(0),
    )
    .option(
      "--patience <n>",
      only("validations without gain before it stops", gradient.patience),
      wholeNumber(1),
    );
}

/**
 * The settings of shared mode that the options ask for, one for each choice of neurons.
 *
 * @param options The command line.
 * @returns The settings, at least one.
 * @throws {UsageError} Where an option has no meaning in shared mode or with the solver, or is out of range.
 */
export function sharedSettingsOf(options: SharedOptions): SharedSettings[] {
  refuseOptions(options, PERSONAL_ONLY, "in shared mode");
  const deep = isDeep(options);
  const solver = options.solver ?? (deep ? "gradient" : "ridge");
  const training = solver === "gradient" ? gradientOf(options) : ridgeOf(options);
  const choices = options.neurons ?? [DEFAULT_SHARED_SETTINGS.neurons];
  return choices.map((neurons) =>
    sharedSettings({
      neurons,
      ...given({ fans: options.fans, fansKind: options.fansKind }),
      training,
      ...(deep && { layers: 2 }),
    })
  );
}

function ridgeOf(options: SharedOptions): RidgeSettings {
  refuseOptions(options, GRADIENT_ONLY, "with the ridge solver");
  const { fansPenalty, attributePenalty } = options;
  const seed = options.trainingSeed ?? DEFAULT_GRADIENT_SETTINGS.seed;
  return { solver: "ridge", ...given({ fansPenalty, attributePenalty }), seed };
}

function gradientOf(options: SharedOptions): GradientSettings {
  refuseOptions(options, RIDGE_ONLY, "with gradient descent");
  const { epochs, learningRate, loss, activation, biases, input, normalise, dropout } = options;
  const { gain, optimiser, schedule, weightDecay, batchSize, validateEvery, patience } = options;
  const { weighUsers } = options;
  return {
    ...DEFAULT_GRADIENT_SETTINGS,
    ...given({ epochs, learningRate, loss, activation, biases, input, normalise, dropout }),
    ...given({ gain, optimiser, schedule, weightDecay, batchSize, validateEvery, patience }),
    ...given({ weighUsers, seed: options.trainingSeed }),
    ...(options.keepOwnPath ? { excludeOwnPath: false } : {}),
  };
}

/** Without what is undefined, so that defaults stay. */
function given<T extends object>(values: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>;
}
