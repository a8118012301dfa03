import { relationLabel } from "../data/labels.ts";
import { InputError } from "../errors.ts";
import {
  ENGLISH,
  PHRASE_PLACEHOLDERS,
  PLACEHOLDERS,
  type SentenceKey,
  type Templates,
} from "./templates.ts";

/**
 * Reads templates of one's own: a JSON object with `phrases` and `sentences` as in `Templates`. What it leaves out stays as built in.
 * Relations may be written as in the data: `dbo:musicComposer` is the phrase of `music composer`.
 *
 * @param text The JSON.
 * @param file Name of the file, for messages.
 * @returns Complete templates.
 * @throws {InputError} Where the text is no such object, a key is unknown or given twice, or a template is empty, holds a placeholder that
 * its key does not have or a brace that is not part of one, or leaves the value out of a phrase; the message names the key.
 *
 * @example
 * ```ts
 * import { strictEqual, throws } from "node:assert/strict";
 *
 * const templates = readTemplates('{"phrases": {"dbo:director": "by director {value}"}}', "mine.json");
 * strictEqual(templates.phrases["director"], "by director {value}");
 * strictEqual(templates.phrases["starring"], "starring {value}");
 * throws(() => readTemplates('{"phrases": {"genre": "{valeu}"}}', "mine.json"), {
 *   message: "Cannot read mine.json: phrases.genre holds {valeu}, expected a text with placeholders among {relation}, " +
 *     "{value}, {the_value}, {short_value}",
 * });
 * ```
 */
export function readTemplates(text: string, file: string): Templates {
  const fail = (problem: string): never => {
    throw new InputError({ file }, problem);
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    fail(`it is not JSON (${(cause as Error).message}), expected templates`);
  }
  const given = entries(content, "the file", fail);
  const known = Object.keys(ENGLISH);
  for (const [key] of given) {
    if (!known.includes(key)) fail(`the key is '${key}', expected one of ${known.join(", ")}`);
  }
  const { phrases = {}, sentences = {} } = Object.fromEntries(given);
  const own: Record<string, string> = {};
  for (const [relation, template] of entries(phrases, "phrases", fail)) {
    const key = `phrases.${relation}`, label = relationLabel(relation);
    if (Object.hasOwn(own, label)) fail(`${key} is the second phrase of '${label}', expected one`);
    own[label] = checked(template, key, PHRASE_PLACEHOLDERS, fail);
    if (!/\{(the_|short_)?value\}/.test(own[label])) {
      fail(`${key} is '${template}', expected {value} in it`);
    }
  }
  const said: Record<string, string> = {};
  for (const [name, template] of entries(sentences, "sentences", fail)) {
    if (!Object.hasOwn(PLACEHOLDERS, name)) {
      fail(
        `sentences.${name} is unknown, expected one of ${Object.keys(PLACEHOLDERS).join(", ")}`,
      );
    }
    said[name] = checked(template, `sentences.${name}`, PLACEHOLDERS[name as SentenceKey], fail);
  }
  return {
    phrases: { ...ENGLISH.phrases, ...own },
    sentences: { ...ENGLISH.sentences, ...said },
  };
}

function entries(
  value: unknown,
  what: string,
  fail: (problem: string) => never,
): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail(`${what} is ${describe(value)}, expected an object`);
  }
  return Object.entries(value as Record<string, unknown>);
}

/** A template that is a text and holds no placeholder but those that it may hold. */
function checked(
  template: unknown,
  key: string,
  placeholders: readonly string[],
  fail: (problem: string) => never,
): string {
  if (typeof template !== "string" || template.trim() === "") {
    return fail(`${key} is ${describe(template)}, expected a text`);
  }
  const expected = placeholders.length === 0
    ? "a text without placeholders"
    : `a text with placeholders among ${placeholders.map((name) => `{${name}}`).join(", ")}`;
  for (const [found, name] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!placeholders.includes(name)) fail(`${key} holds ${found}, expected ${expected}`);
  }
  const brace = /[{}]/.exec(template.replace(/\{[^{}]*\}/g, ""));
  if (brace) fail(`${key} holds a single ${brace[0]}, expected ${expected}`);
  return template;
}

function describe(value: unknown): string {
  if (typeof value === "string") return `'${value}'`;
  return Array.isArray(value) ? "a list" : value === null ? "null" : typeof value;
}
