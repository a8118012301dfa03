import { InputError } from "../errors.ts";
import type { DatasetStatistics } from "../data/dataset.ts";
import type { RatingScale } from "../data/interactions.ts";
import type { Attribute } from "../data/attribute.ts";
import { type PersonalSettings, personalSettings } from "./personal_settings.ts";

/** What `config.json` holds. Keys are stable within a format version. */
export interface ModelConfig {
  /** Always `semauto-personal`. */
  readonly format: "semauto-personal";
  /** Version of this layout. */
  readonly version: 1;
  /** False where training was interrupted; untrained users have `user_state` 0. */
  readonly complete: boolean;
  /** How the networks were trained. */
  readonly settings: PersonalSettings;
  /** Bounds of the ratings. */
  readonly scale: RatingScale;
  /** Counts of the training data. */
  readonly statistics: DatasetStatistics;
  /** What the caller wants to remember, such as the names of the input files. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/** What `vocabulary.json` holds: the meaning of every index. */
export interface ModelVocabulary {
  /** Ids of the users, by index. */
  readonly users: readonly string[];
  /** Ids of the items, by index. */
  readonly items: readonly string[];
  /** Titles of the items, by index; missing where no titles were given. */
  readonly itemLabels?: readonly string[];
  /** Relation and value of the attributes, by index. */
  readonly attributes: readonly Attribute[];
  /** Relation and value of the broader categories, by index; missing where the data have none. */
  readonly categories?: readonly Attribute[];
}

/**
 * Reads `config.json`.
 *
 * @param text What it holds.
 * @param file Its name, for messages.
 * @returns The config, with every key that a reader relies on.
 * @throws {InputError} Where it is damaged or of another version.
 */
export function parseConfig(text: string, file: string): ModelConfig {
  const config = parseObject(text, file);
  const { format, version, complete, settings, scale, statistics, notes } = config;
  if (format !== "semauto-personal" || version !== 1) {
    throw new InputError(
      { file },
      `format is '${format}' version ${version}, expected 'semauto-personal' version 1`,
    );
  }
  expectKey(file, "complete", complete, typeof complete === "boolean", "true or false");
  expectKey(file, "settings", settings, isSettings(settings), "the settings of a training");
  expectKey(file, "scale", scale, isScale(scale), "'implicit' or a minimum below a maximum");
  expectKey(file, "statistics", statistics, isObject(statistics), "an object");
  expectKey(file, "notes", notes, isObject(notes), "an object");
  return config as unknown as ModelConfig;
}

/**
 * Reads `vocabulary.json`.
 *
 * @param text What it holds.
 * @param file Its name, for messages.
 * @returns The vocabulary; no user and no item is named twice.
 * @throws {InputError} Where it is damaged.
 */
export function parseVocabulary(text: string, file: string): ModelVocabulary {
  const vocabulary = parseObject(text, file);
  const { users, items, itemLabels, attributes, categories } = vocabulary;
  expectKey(file, "users", users, isStrings(users) && isDistinct(users), "ids, each once");
  expectKey(file, "items", items, isStrings(items) && isDistinct(items), "ids, each once");
  const count = (items as string[]).length;
  const hasLabels = isStrings(itemLabels) && itemLabels.length === count;
  expectKey(
    file,
    "itemLabels",
    itemLabels,
    itemLabels === undefined || hasLabels,
    `${count} titles`,
  );
  const hasAttributes = Array.isArray(attributes) && attributes.every(isAttribute);
  expectKey(file, "attributes", attributes, hasAttributes, "relations and values");
  const hasCategories = Array.isArray(categories) && categories.every(isAttribute);
  expectKey(
    file,
    "categories",
    categories,
    categories === undefined || hasCategories,
    "relations and values",
  );
  return vocabulary as unknown as ModelVocabulary;
}

/** The object that a JSON file holds; an InputError where it holds anything else. */
export function parseObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError({ file }, `it is not valid JSON: ${(cause as Error).message}`);
  }
  if (isObject(value)) return value;
  throw new InputError({ file }, `it holds ${excerpt(value)}, expected a JSON object`);
}

/** An InputError that names a key and its value, unless it is as it should be. */
export function expectKey(
  file: string,
  key: string,
  value: unknown,
  holds: boolean,
  what: string,
): void {
  if (holds) return;
  throw new InputError({ file }, `'${key}' is ${excerpt(value)}, expected ${what}`);
}

/** The beginning of a value, for messages. */
function excerpt(value: unknown): string {
  const text = value === undefined ? "missing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === "string");
}

function isDistinct(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

function isAttribute(value: unknown): boolean {
  return isObject(value) && typeof value.relation === "string" && typeof value.value === "string";
}

/** Whether a value gives bounds of ratings. */
export function isScale(value: unknown): boolean {
  return value === "implicit" ||
    isObject(value) && typeof value.min === "number" && typeof value.max === "number" &&
      value.min < value.max;
}

function isSettings(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.initialisation)) return false;
  const { epochs, learningRate, initialisation: { kind } } = value;
  if (epochs === undefined || learningRate === undefined) return false;
  if (kind !== "constant" && kind !== "xavier") return false;
  try {
    personalSettings(value as Partial<PersonalSettings>);
    return true;
  } catch {
    return false;
  }
}
