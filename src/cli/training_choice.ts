import type { Command } from "npm:commander@15.1.0";
import { mergeBroader, separateBroader } from "../data/broader_layer.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Mode } from "../model/model.ts";
import type { Backend } from "../model/training_backend.ts";
import type { Session } from "./session.ts";
import {
  addSharedOptions,
  GRADIENT_SETTINGS_OF_BOTH,
  PERSONAL_ONLY,
  SHARED_ONLY,
  type SharedOptions,
  sharedSettingsOf,
} from "./shared_options.ts";
import {
  addBackendOption,
  addModeOption,
  addPersonalOptions,
  type BackendOptions,
  isDeep,
  type ModeOptions,
  type PersonalOptions,
  personalSettingsOf,
  refuseOptions,
} from "./training_options.ts";
import { GRAPH_ONLY } from "./graph_options.ts";
import { type RunFlags, runPersonal, runShared, type TrainingRun } from "./training_runs.ts";

/** What `addTrainingOptions` makes of the command line. */
export type TrainingFlags = ModeOptions & PersonalOptions & SharedOptions & BackendOptions;

/** Options that say how to read data, without defaults: they have no meaning where no data are named. */
export const DATA_ONLY: readonly string[] = [
  "items",
  "labelLanguage",
  "itemEntities",
  "minLinkScore",
  "minTaggings",
  ...GRAPH_ONLY,
  "delimiter",
  "header",
  "columns",
  "attributeColumns",
  "broader",
  "implicit",
  "scale",
];

/** Options that say what to train on and how, without defaults: they have no meaning beside a trained model. */
export const TRAINING_ONLY: readonly string[] = [
  ...["ratings", "attributes", ...DATA_ONLY, "epochs", "learningRate"],
  ...["initialisation", "initialWeight", "initialisationSeed", "layers"],
  ...SHARED_ONLY,
];

/**
 * Adds the options of training in either mode.
 *
 * @param command The command.
 * @param several Whether several choices of neurons may be given, to be compared.
 * @returns The same command.
 */
export function addTrainingOptions(command: Command, several = false): Command {
  return addBackendOption(addSharedOptions(addPersonalOptions(addModeOption(command)), several));
}

/** A training that the options ask for. */
export interface TrainingChoice {
  /** What tells it from the others, where there are several. */
  readonly label?: string;
  /** Whether the network knows attributes; one of fans alone does not. */
  readonly knowsAttributes: boolean;
  /** Trains. */
  readonly start: (
    dataset: Dataset,
    backend: Backend,
    session: Session,
    flags?: RunFlags,
  ) => Promise<TrainingRun>;
}

/**
 * The trainings that the options ask for: one, or one for each choice of neurons that is to be compared. Wrong options are found out here,
 * before any data are read.
 *
 * @param options The command line.
 * @returns The trainings, at least one.
 * @throws {UsageError} Where an option has no meaning in the mode, or a setting is out of range.
 */
export function chooseTrainings(options: TrainingFlags): TrainingChoice[] {
  if (options.mode === "personal") {
    refuseOptions(options, SHARED_ONLY, "in personal mode");
    const settings = personalSettingsOf(options);
    return [{
      knowsAttributes: true,
      start: (dataset, ...rest) => runPersonal(layered(dataset, options), settings, ...rest),
    }];
  }
  const all = sharedSettingsOf(options);
  return all.map((settings) => ({
    label: all.length > 1 ? settings.neurons : undefined,
    knowsAttributes: settings.neurons !== "fans",
    start: (dataset, ...rest) => runShared(layered(dataset, options), settings, ...rest),
  }));
}

/**
 * The trainings of some modes at once: an option counts for the modes that know it, and those that both know (`--epochs`, `--learning-rate`) for personal mode,
 * and for shared mode with gradient descent.
 *
 * @param options The command line; its mode does not matter.
 * @param modes Which modes.
 * @returns The trainings of each of them.
 * @throws {UsageError} Where an option has no meaning in any of the modes, or a setting is out of range.
 */
export function chooseTrainingsOf(
  options: TrainingFlags,
  modes: ReadonlySet<Mode>,
): Readonly<Partial<Record<Mode, readonly TrainingChoice[]>>> {
  const both = modes.size > 1;
  const foreign: Record<Mode, readonly string[]> = {
    personal: SHARED_ONLY,
    shared: [
      ...PERSONAL_ONLY,
      ...(options.solver === "gradient" ? [] : GRADIENT_SETTINGS_OF_BOTH),
    ],
  };
  return Object.fromEntries(
    [...modes].map((mode) => {
      const own = both ? without(options, foreign[mode]) : options;
      return [mode, chooseTrainings({ ...own, mode })];
    }),
  );
}

function without<T extends object>(options: T, names: readonly string[]): T {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => !names.includes(name)),
  ) as T;
}

/**
 * Options of training that were given where nothing is trained.
 *
 * @param options The command line.
 * @returns A line for people, or none.
 */
export function describeUnused(options: TrainingFlags): string[] {
  const names = [...GRADIENT_SETTINGS_OF_BOTH, ...PERSONAL_ONLY, ...SHARED_ONLY];
  const given = names.filter((name) => options[name as keyof TrainingFlags] !== undefined)
    .map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  return given.length === 0
    ? []
    : [`note         no network is trained, so that ${given.join(", ")} changes nothing`];
}

/** The data set with its broader categories where the options want them: behind the attributes, or beside them. */
function layered(dataset: Dataset, options: TrainingFlags): Dataset {
  if (isDeep(options)) return separateBroader(dataset);
  return options.layers === 1 ? mergeBroader(dataset) : dataset;
}
