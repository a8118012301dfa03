import type { Command } from "npm:commander@15.1.0";
import { UsageError } from "../errors.ts";
import { openGpu } from "../gpu/device.ts";
import { isShared, type Mode, type Model, modeOf } from "../model/model.ts";
import { DEFAULT_COMPLETION_SETTINGS } from "../model/profile_completion.ts";
import type { CompletionChoice } from "../recommend/profile_completer.ts";
import { COMPLETABLE, type RecommenderOptions } from "../recommend/registry.ts";
import { trainCompletion } from "../train/completion.ts";
import type { Session } from "./session.ts";
import { refuseOptions } from "./training_options.ts";
import { finiteNumber, oneOf, wholeNumber } from "./values.ts";

/** What `addCompletionOptions` makes of the command line. */
export interface CompletionFlags {
  readonly completion: "off" | CompletionChoice["kind"];
  readonly completionTop?: number;
  readonly completionDiscount?: number;
  readonly completionCeiling?: number;
  readonly completionEpochs?: number;
  readonly seed?: number;
}

/**
 * Adds the options that say whether and how profiles are completed.
 *
 * @param command The command; it has a `--seed` already, or gets one.
 * @returns The same command.
 */
export function addCompletionOptions(command: Command): Command {
  const { epochs, seed } = DEFAULT_COMPLETION_SETTINGS;
  if (!command.options.some(({ long }) => long === "--seed")) {
    command.option("--seed <n>", `seed of what is drawn (default: ${seed})`, wholeNumber(0));
  }
  return command
    .option(
      "--completion <kind>",
      "personal: infer weights of attributes that a user never touched from all users' profiles: off, sane (the likeliest, " +
        "below what was learned) or faithful (all, as published)",
      oneOf(["off", "sane", "faithful"]),
      "off",
    )
    .option("--completion-top <m>", "sane: most attributes to add (default: 50)", wholeNumber(0))
    .option(
      "--completion-discount <d>",
      "sane: factor on inferred weights, 0 to 1 (default: 0.5)",
      finiteNumber,
    )
    .option(
      "--completion-ceiling <q>",
      "sane: quantile of the user's learned weights that none may pass, 0 to 1 (default: 0, the least)",
      finiteNumber,
    )
    .option(
      "--completion-epochs <n>",
      `times that all profiles are read (default: ${epochs})`,
      wholeNumber(1),
    );
}

/**
 * Learns how to complete the profiles of a model, where the options ask for it; on the GPU where one trains and is real.
 *
 * @param flags The command line.
 * @param model The trained model.
 * @param profile Definition of the profiles.
 * @param backend Where to compute.
 * @param session Progress and abort signal.
 * @returns The choice for `createRecommenders`; undefined where profiles stay as they are.
 * @throws {UsageError} Where an option has no meaning.
 */
export async function learnCompletion(
  flags: CompletionFlags,
  model: Model,
  profile: RecommenderOptions["profile"],
  backend: "cpu" | "gpu",
  session: Pick<Session, "onProgress" | "signal" | "note">,
): Promise<CompletionChoice | undefined> {
  const { completion: kind, completionTop, completionDiscount, completionCeiling } = flags;
  if (kind === "off") return undefined;
  checkCompletion(flags, modeOf(model));
  if (isShared(model)) return undefined;
  using gpu = backend === "gpu" ? await openGpu() : null;
  const started = performance.now();
  const learned = await trainCompletion(model, {
    profile,
    ...(flags.completionEpochs === undefined ? {} : { epochs: flags.completionEpochs }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(gpu && !gpu.facts.software ? { gpu } : {}),
  }, session);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { tokens: { attribute, words } } = learned;
  const number = (value: number) => value.toLocaleString("en-US");
  session.note(
    `completion   learned in ${seconds} s from ${number(words.length)} words of ${
      number(attribute.length)
    } kinds; ${kind}`,
  );
  return {
    learned,
    kind,
    ...(completionTop === undefined ? {} : { top: completionTop }),
    ...(completionDiscount === undefined ? {} : { discount: completionDiscount }),
    ...(completionCeiling === undefined ? {} : { ceiling: completionCeiling }),
  };
}

/**
 * Refuses options that would change nothing, before any work is done.
 *
 * @param flags The command line.
 * @param mode Mode of the model, where it is known.
 * @param names The recommenders that are asked for, where they are known.
 * @throws {UsageError} Where one was given in vain or is out of range.
 */
export function checkCompletion(
  flags: CompletionFlags,
  mode: Mode = "personal",
  names: readonly string[] = COMPLETABLE,
): void {
  if (flags.completion !== "off" && mode === "shared") {
    throw new UsageError(
      "Cannot use --completion in shared mode, which has no profiles to complete, expected personal mode",
    );
  }
  if (flags.completion !== "off" && !names.some((name) => COMPLETABLE.includes(name))) {
    throw new UsageError(
      `Cannot use --completion with recommender '${names.join(",")}', expected one of ${
        COMPLETABLE.join(", ")
      }`,
    );
  }
  const sane = ["completionTop", "completionDiscount", "completionCeiling"];
  if (flags.completion === "off") {
    refuseOptions(flags, [...sane, "completionEpochs"], "without --completion");
  }
  if (flags.completion === "faithful") refuseOptions(flags, sane, "with --completion faithful");
  for (const name of ["completionDiscount", "completionCeiling"] as const) {
    const value = flags[name] ?? 0;
    if (value >= 0 && value <= 1) continue;
    const flag = name === "completionDiscount" ? "discount" : "ceiling";
    throw new UsageError(`Cannot use --completion-${flag} ${value}, expected a number from 0 to 1`);
  }
}

/** What was completed and how, for `--json`. */
export function completionJson({ learned, ...choice }: CompletionChoice) {
  const { settings, tokens, losses } = learned;
  return {
    ...choice,
    settings,
    words: tokens.words.length,
    tokens: tokens.attribute.length,
    loss: Number.isNaN(losses.at(-1)) ? null : losses.at(-1) ?? null,
  };
}
