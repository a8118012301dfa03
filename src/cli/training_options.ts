import type { Command } from "npm:commander@15.1.0";
import { UsageError } from "../errors.ts";
import { BACKEND_CHOICES, type BackendChoice } from "../model/backend.ts";
import { type Mode, MODES } from "../model/model.ts";
import { DEFAULT_PERSONAL_SETTINGS, type PersonalSettings } from "../model/personal_settings.ts";
import { DEFAULT_GRADIENT_SETTINGS } from "../model/shared_settings.ts";
import { finiteNumber, oneOf, ValueError, wholeNumber } from "./values.ts";

/** What `addPersonalOptions` makes of the command line; what was not given is undefined. */
export interface PersonalOptions {
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly initialisation?: "constant" | "xavier";
  readonly initialWeight?: number;
  readonly initialisationSeed?: number;
  readonly broader?: string;
  readonly layers?: 1 | 2;
}

/** What `addBackendOption` makes of the command line. */
export interface BackendOptions {
  readonly backend: BackendChoice;
  readonly threads?: number;
}

/** What `addModeOption` makes of the command line. */
export interface ModeOptions {
  readonly mode: Mode;
}

/** Start of the weights of a personal network, where nothing else is asked for. */
const INITIAL_WEIGHT = 0.01, INITIALISATION_SEED = 42;

/**
 * Adds `--mode`.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addModeOption(command: Command): Command {
  return command.option(
    "--mode <mode>",
    "personal: a network for each user; shared: one for the whole catalogue",
    oneOf(MODES),
    "personal",
  );
}

/**
 * Adds the options of training personal networks; `--epochs` and `--learning-rate` are those of shared mode as well.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addPersonalOptions(command: Command): Command {
  const { epochs, learningRate } = DEFAULT_PERSONAL_SETTINGS, shared = DEFAULT_GRADIENT_SETTINGS;
  const unless = (personal: number, shared: number) =>
    `(default: ${personal}; ${shared} in shared mode)`;
  return command
    .option(
      "--layers <n>",
      "hidden layers of neurons, where there are broader categories: 2 puts them behind the attributes, 1 beside them " +
        "(default: 2 with --broader)",
      layers,
    )
    .option(
      "--epochs <n>",
      `epochs of gradient descent ${unless(epochs, shared.epochs)}`,
      wholeNumber(1),
    )
    .option(
      "--learning-rate <rate>",
      `learning rate ${unless(learningRate, shared.learningRate)}`,
      finiteNumber,
    )
    .option(
      "--initialisation <kind>",
      "personal: start of the weights, constant or xavier (default: constant)",
      oneOf(["constant", "xavier"]),
    )
    .option(
      "--initial-weight <w>",
      `personal: every weight's start if constant (default: ${INITIAL_WEIGHT})`,
      finiteNumber,
    )
    .option(
      "--initialisation-seed <n>",
      `personal: seed if xavier (default: ${INITIALISATION_SEED})`,
      wholeNumber(0),
    );
}

function layers(text: string): 1 | 2 {
  if (text !== "1" && text !== "2") throw new ValueError("1 or 2");
  return text === "1" ? 1 : 2;
}

/** Whether the options ask for a second hidden layer. */
export function isDeep({ layers, broader }: Pick<PersonalOptions, "layers" | "broader">): boolean {
  return layers === 2 || layers === undefined && broader !== undefined;
}

/**
 * Adds `--backend` and `--threads`.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addBackendOption(command: Command): Command {
  return command.option(
    "--backend <kind>",
    "where to compute: auto (a real GPU, else the CPU), gpu or cpu",
    oneOf(BACKEND_CHOICES),
    "auto",
  ).option("--threads <n>", "CPU cores to use (default: all)", wholeNumber(1));
}

/** The settings of personal mode that the options ask for. */
export function personalSettingsOf(options: PersonalOptions): PersonalSettings {
  const { epochs, learningRate } = DEFAULT_PERSONAL_SETTINGS;
  return {
    epochs: options.epochs ?? epochs,
    learningRate: options.learningRate ?? learningRate,
    initialisation: options.initialisation === "xavier"
      ? { kind: "xavier", seed: options.initialisationSeed ?? INITIALISATION_SEED }
      : { kind: "constant", value: options.initialWeight ?? INITIAL_WEIGHT },
    ...(isDeep(options) && { layers: 2 }),
  };
}

/**
 * Refuses options that would change nothing, so that nobody believes they did.
 *
 * @param options What the command line gave.
 * @param names Names of options, as commander's keys, that have no meaning here.
 * @param where Where they have none: `in personal mode`.
 * @throws {UsageError} Where one of them was given.
 */
export function refuseOptions(options: object, names: readonly string[], where: string): void {
  for (const name of names) {
    if (!Object.hasOwn(options, name) || options[name as never] === undefined) continue;
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`Cannot use --${flag} ${where}, expected no such option`);
  }
}
