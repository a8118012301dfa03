import type { Command, Option } from "npm:commander@15.1.0";
import { UsageError } from "../errors.ts";
import type { Trial } from "../evaluate/tuning/draw_settings.ts";
import type { SearchDimension } from "../evaluate/tuning/search_dimension.ts";
import { DEFAULT_PERSONAL_SETTINGS, personalSettings } from "../model/personal_settings.ts";
import { DEFAULT_GRADIENT_SETTINGS } from "../model/shared_settings.ts";
import { addBaselineOptions, type BaselineFlags, modeOfRecommender } from "./comparison_options.ts";
import { addDataOptions, type DataOptions } from "./data_options.ts";
import { addRecommenderOptions, type RecommenderFlags } from "./recommender_options.ts";
import {
  addSharedOptions,
  GRADIENT_SETTINGS_OF_BOTH,
  PERSONAL_ONLY,
  SHARED_ONLY,
} from "./shared_options.ts";
import { chooseTrainings, type TrainingFlags } from "./training_choice.ts";
import {
  addBackendOption,
  addPersonalOptions,
  isDeep,
  personalSettingsOf,
} from "./training_options.ts";
import { ValueError } from "./values.ts";

/** Options that a setting is made of: those of the data, of the training and of the recommender. */
export type SettingOptions =
  & DataOptions
  & Omit<TrainingFlags, "mode">
  & RecommenderFlags
  & BaselineFlags
  & { readonly seed: number };

/** What of the options a trial sets. */
export type Changes = Readonly<Record<string, unknown>>;

const DATA = ["minItemsPerAttribute", "maxItemsPerAttribute"];
const NETWORK = [...DATA, "layers", ...GRADIENT_SETTINGS_OF_BOTH];
const PERSONAL = [...NETWORK, ...PERSONAL_ONLY];
const PROFILES = ["preset", "profile", "scaling", "idf"];
const ITEM_KNN = ["baselineInput", "itemNeighbours", "shrinkage"];

/** The options that change what a recommender does, by its name. */
const SEARCHABLE: Readonly<Record<string, readonly string[]>> = {
  "profile-knn": [...PERSONAL, ...PROFILES, "neighbours"],
  "attribute-sum": [...PERSONAL, ...PROFILES],
  "reconstruction": [...NETWORK, ...SHARED_ONLY],
  "item-knn": ITEM_KNN,
  "attribute-item-knn": [...DATA, ...ITEM_KNN],
  "user-knn": ["baselineInput", "neighbours"],
  "ease": ["baselineInput", "easeLambda"],
};

/** The recommenders that have options to search over. */
export const TUNABLE: readonly string[] = Object.keys(SEARCHABLE);

/** Options that say what is read and trained, those of a network's choice of neurons one at a time. */
export function addSettingOptions(command: Command): Command {
  const training = addBackendOption(addSharedOptions(addPersonalOptions(command), false));
  return addBaselineOptions(addRecommenderOptions(training));
}

/** Options that a network is trained by, as commander's keys; what is left changes nothing but what is made of it. */
export function isTraining(name: string): boolean {
  return [...NETWORK, ...PERSONAL_ONLY, ...SHARED_ONLY].includes(name);
}

/** What a search spends of its budget. */
export interface Resource {
  /** Epochs of a network that is trained by gradient descent, or users who are judged. */
  readonly kind: "epochs" | "users";
  /** All of it: epochs, or 1. */
  readonly full: number;
}

/**
 * What successive halving gives more of to better settings.
 *
 * @param recommender Its name.
 * @param options The command line.
 * @returns The resource.
 */
export function resourceOf(recommender: string, options: SettingOptions): Resource {
  const mode = modeOfRecommender(recommender);
  if (mode === "personal") {
    return { kind: "epochs", full: options.epochs ?? DEFAULT_PERSONAL_SETTINGS.epochs };
  }
  const solver = options.solver ?? (isDeep(options) ? "gradient" : "ridge");
  if (mode === "shared" && solver === "gradient") {
    return { kind: "epochs", full: options.epochs ?? DEFAULT_GRADIENT_SETTINGS.epochs };
  }
  return { kind: "users", full: 1 };
}

/** What is searched over, in the terms of the command line. */
export interface SettingSpace {
  /** What a trial changes of the options, read by their own parsers. */
  readonly changes: (trial: Pick<Trial, "values">) => Changes;
  /** The same as one would type it. */
  readonly flags: (trial: Pick<Trial, "values">) => string;
}

/**
 * Finds the options that are searched over.
 *
 * @param recommender What is tuned.
 * @param dimensions What is searched over.
 * @returns What trials mean.
 * @throws {UsageError} Where an option is unknown or changes nothing about the recommender.
 */
export async function createSettingSpace(
  recommender: string,
  dimensions: readonly SearchDimension[],
): Promise<SettingSpace> {
  const { Command } = await import("npm:commander@15.1.0");
  const { options } = addSettingOptions(addDataOptions(new Command()));
  const known = SEARCHABLE[recommender];
  const found = dimensions.map(({ name }) => {
    const key = name.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    // An option such as idf, which is on unless it is turned off, is only there as --no-idf.
    const own = options.filter((option) => option.attributeName() === key);
    if (own.length > 0 && known.includes(key)) return { name, key, own };
    throw new UsageError(
      `Cannot search '${name}': it changes nothing about ${recommender}, expected one of ${
        known.map(kebab).join(", ")
      }`,
    );
  });
  return {
    changes: ({ values }) =>
      Object.fromEntries(
        found.map(({ name, key, own }, k) => [key, parseValue(name, own[0], values[k])]),
      ),
    flags: ({ values }) =>
      found.flatMap(({ name, own }, k) => {
        if (takesValue(own[0])) return [`--${name} ${values[k]}`];
        const wanted = own.find(({ negate }) => negate === (values[k] === "false"));
        return wanted ? [wanted.long] : [];
      }).join(" "),
  };
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function parseValue(name: string, option: Option, text: string): unknown {
  const refuse = (expected: string) => {
    throw new UsageError(`Cannot search '${name}': a value is '${text}', expected ${expected}`);
  };
  if (!takesValue(option)) {
    return text === "true" || (text === "false" ? false : refuse("true or false"));
  }
  if (!option.parseArg) return text;
  try {
    return option.parseArg(text, undefined);
  } catch (cause) {
    if (!(cause instanceof ValueError)) throw cause;
    const isCut = /^a whole number/.test(cause.expected) && /^\d+\.\d+$/.test(text);
    return refuse(cause.expected + (isCut ? ", which :int after a range draws" : ""));
  }
}

/**
 * Refuses a setting that could not be trained with, before anything runs.
 *
 * @param recommender Its name.
 * @param options The command line with a trial's changes.
 * @throws {UsageError} Where an option has no meaning beside another, or is out of range.
 */
export function checkSetting(recommender: string, options: SettingOptions): void {
  const mode = modeOfRecommender(recommender);
  if (mode === undefined) return;
  chooseTrainings({ ...options, mode });
  if (mode === "personal") personalSettings(personalSettingsOf(options));
}

function kebab(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * What of a recommender's setting is the same for all trials.
 *
 * @param recommender Its name.
 * @param options The command line.
 * @param searched Names of the options that are searched over.
 * @returns The options and their values; those left at their defaults may be missing.
 */
export function fixedSettings(
  recommender: string,
  options: SettingOptions,
  searched: readonly string[],
): string {
  const fixed = SEARCHABLE[recommender].filter((key) => !searched.includes(kebab(key)));
  return fixed.flatMap((key) => {
    const value = options[key as keyof SettingOptions];
    if (value === undefined) return [];
    return [`${kebab(key)} ${typeof value === "object" ? JSON.stringify(value) : value}`];
  }).join(", ");
}
