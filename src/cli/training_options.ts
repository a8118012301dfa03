import type { Command } from "npm:commander@15.1.0";
import { BACKEND_CHOICES, type BackendChoice } from "../model/backend.ts";
import { DEFAULT_PERSONAL_SETTINGS, type PersonalSettings } from "../model/personal_settings.ts";
import { finiteNumber, oneOf, wholeNumber } from "./values.ts";

/** What `addTrainingOptions` makes of the command line. */
export interface TrainingOptions {
  readonly epochs: number;
  readonly learningRate: number;
  readonly initialisation: "constant" | "xavier";
  readonly initialWeight: number;
  readonly initialisationSeed: number;
  readonly backend: BackendChoice;
  readonly threads?: number;
}

/**
 * Adds the options of training.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addTrainingOptions(command: Command): Command {
  const { epochs, learningRate } = DEFAULT_PERSONAL_SETTINGS;
  return addBackendOption(
    command
      .option("--epochs <n>", "epochs of gradient descent per user", wholeNumber(1), epochs)
      .option("--learning-rate <rate>", "learning rate", finiteNumber, learningRate)
      .option(
        "--initialisation <kind>",
        "start of the weights: constant or xavier",
        oneOf(["constant", "xavier"]),
        "constant",
      )
      .option("--initial-weight <w>", "every weight's start if constant", finiteNumber, 0.01)
      .option("--initialisation-seed <n>", "seed if xavier", wholeNumber(0), 42),
  );
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

/** The network's settings that the options ask for. */
export function settingsOf(options: TrainingOptions): PersonalSettings {
  return {
    epochs: options.epochs,
    learningRate: options.learningRate,
    initialisation: options.initialisation === "constant"
      ? { kind: "constant", value: options.initialWeight }
      : { kind: "xavier", seed: options.initialisationSeed },
  };
}
