import { InputError } from "../errors.ts";
import type { DatasetStatistics } from "../data/dataset.ts";
import type { RatingScale } from "../data/interactions.ts";
import { type Activation, ACTIVATIONS } from "../kernels/activation.ts";
import { expectKey, isObject, isScale, parseObject } from "./checkpoint_json.ts";
import { INPUT_VALUES, type InputSettings } from "./shared_inputs.ts";
import type { SharedTraining, UnfinishedGradient } from "./shared_model.ts";
import {
  DEFAULT_GRADIENT_SETTINGS,
  type SharedSettings,
  sharedSettings,
} from "./shared_settings.ts";

/** What `config.json` of a shared model holds. Keys are stable within a format version. */
export interface SharedConfig {
  /** Always `semauto-shared`. */
  readonly format: "semauto-shared";
  /** Version of this layout. */
  readonly version: 1;
  /** False where training was interrupted. */
  readonly complete: boolean;
  /** How the network was built and trained. */
  readonly settings: SharedSettings;
  /** Bounds of the ratings. */
  readonly scale: RatingScale;
  /** Counts of the training data. */
  readonly statistics: DatasetStatistics;
  /** What the tensors do not say of the network. */
  readonly network: {
    /** Number of attribute neurons: 0, or that of all attributes. */
    readonly attributes: number;
    /** phi. */
    readonly activation: Activation;
    /** How ratings enter. */
    readonly input: InputSettings;
    /** Whether there is a tensor `network.hidden_bias`. */
    readonly hiddenBias: boolean;
    /** Whether there is a tensor `network.output_bias`. */
    readonly outputBias: boolean;
  };
  /** How the training went. */
  readonly training: SharedTraining;
  /** Where an interrupted training stands; the weights are tensors. */
  readonly unfinished?: Omit<UnfinishedGradient, "state"> & {
    /** Steps taken. */
    readonly steps: number;
    /** Whether there are tensors `unfinished.mean.*` and `unfinished.square.*`. */
    readonly moments: boolean;
  };
  /** What the caller wants to remember, such as the names of the input files. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/**
 * Reads `config.json` of a shared model.
 *
 * @param text What it holds.
 * @param file Its name, for messages.
 * @returns The config, with every key that a reader relies on.
 * @throws {InputError} Where it is damaged or of another version.
 */
export function parseSharedConfig(text: string, file: string): SharedConfig {
  const config = parseObject(text, file);
  const { format, version, complete, settings, scale, statistics, notes } = config;
  if (format !== "semauto-shared" || version !== 1) {
    throw new InputError(
      { file },
      `format is '${format}' version ${version}, expected 'semauto-shared' version 1`,
    );
  }
  const { network, training, unfinished } = config;
  const expect = (key: string, holds: boolean, what: string) =>
    expectKey(file, key, config[key], holds, what);
  expect("complete", typeof complete === "boolean", "true or false");
  expect("settings", isSettings(settings), "the settings of a training");
  expect("scale", isScale(scale), "'implicit' or a minimum below a maximum");
  expect("statistics", isObject(statistics), "an object");
  expect("network", isNetwork(network), "the kind of a network");
  const { training: { solver } } = settings as SharedSettings;
  expect("training", isTraining(training, solver), `the course of a ${solver} training`);
  const holds = unfinished === undefined || solver === "gradient" && isUnfinished(unfinished);
  expect("unfinished", holds, "where a gradient training stands");
  expect("notes", isObject(notes), "an object");
  return config as unknown as SharedConfig;
}

function isSettings(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.training)) return false;
  const { training } = value;
  const expected = training.solver === "ridge" ? { seed: 0 } : DEFAULT_GRADIENT_SETTINGS;
  const isWhole = Object.entries(expected).every(([key, like]) =>
    typeof training[key] === typeof like
  );
  if (!isWhole || ["neurons", "fans", "fansKind"].some((key) => value[key] === undefined)) {
    return false;
  }
  try {
    sharedSettings(value as Partial<SharedSettings>);
    return true;
  } catch {
    return false;
  }
}

function isNetwork(value: unknown): boolean {
  return isObject(value) && isCount(value.attributes) &&
    typeof value.hiddenBias === "boolean" && typeof value.outputBias === "boolean" &&
    ACTIVATIONS.some((known) => known === value.activation) && isObject(value.input) &&
    INPUT_VALUES.some((known) => known === (value.input as Record<string, unknown>).value) &&
    typeof value.input.normalise === "boolean";
}

function isTraining(value: unknown, solver: SharedSettings["training"]["solver"]): boolean {
  if (!isObject(value) || value.solver !== solver || !isCount(value.bytes)) return false;
  if (solver === "ridge") {
    const { trials } = value;
    return areNumbers(value, "fansPenalty", "attributePenalty") && Array.isArray(trials) &&
      trials.every((trial) => areNumbers(trial, "fansPenalty", "attributePenalty", "ndcg"));
  }
  const { epochs, bestEpoch, complete } = value;
  return typeof complete === "boolean" && Array.isArray(epochs) && isCount(bestEpoch) &&
    bestEpoch <= epochs.length &&
    epochs.every((record, k) =>
      areNumbers(record, "epoch", "loss", "learningRate") && record.epoch === k + 1 &&
      (record.ndcg === undefined || isFiniteNumber(record.ndcg))
    );
}

function isUnfinished(value: unknown): boolean {
  return isObject(value) && typeof value.moments === "boolean" && isFiniteNumber(value.loss) &&
    [value.epoch, value.batch, value.steps].every(isCount);
}

function areNumbers(value: unknown, ...keys: string[]): value is Record<string, unknown> {
  return isObject(value) && keys.every((key) => isFiniteNumber(value[key]));
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && value as number >= 0;
}
