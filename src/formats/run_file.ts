import { InputError, UsageError } from "../errors.ts";
import { readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import { parseDecimal } from "./number.ts";

/** One place of one user's ranked list. */
export interface RunEntry {
  /** Id of the user. */
  readonly user: string;
  /** Id of the item. */
  readonly item: string;
  /** Place in the user's list; 1 is the top. */
  readonly rank: number;
  /** The score that the item was ranked by. */
  readonly score: number;
}

/** Ranked lists of many users, as one system made them. */
export interface Run {
  /** Name of the system. */
  readonly tag: string;
  /** The places, in the order of the file. */
  readonly entries: readonly RunEntry[];
}

/**
 * Writes ranked lists in the format of TREC, `user Q0 item rank score tag`, which other evaluation tools read. The
 * format separates fields by spaces: white space and `%` in ids and in the tag are percent-encoded (`A B` becomes
 * `A%20B`, and `%27`, as IRIs have it, becomes `%2527`), so that any tool that decodes percent escapes, and
 * {@link readRun}, gets the same ids back. Scores are written so that they read back to the same number.
 *
 * @param run The lists and the name of the system.
 * @returns The text, line by line.
 * @throws {UsageError} Where an id or the tag is empty or not well-formed text, a rank is not a whole number from 0, or a
 * score is not finite.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const entries = [{ user: "ann", item: "Blade Runner", rank: 1, score: 0.75 }];
 * strictEqual([...writeRun({ tag: "semauto", entries })].join(""), "ann Q0 Blade%20Runner 1 0.75 semauto\n");
 * ```
 */
export function* writeRun(
  { tag, entries }: { readonly tag: string; readonly entries: Iterable<RunEntry> },
): Generator<string, void> {
  const name = encodeWord(tag, "tag");
  for (const { user, item, rank, score } of entries) {
    if (!Number.isSafeInteger(rank) || rank < 0) {
      throw new UsageError(
        `Cannot write a run: the rank is ${rank}, expected a whole number from 0`,
      );
    }
    if (!Number.isFinite(score)) {
      throw new UsageError(`Cannot write a run: the score is ${score}, expected a finite number`);
    }
    // String() drops the sign of a negative zero.
    const number = Object.is(score, -0) ? "-0" : String(score);
    yield `${encodeWord(user, "user")} Q0 ${encodeWord(item, "item")} ${rank} ${number} ${name}\n`;
  }
}

/**
 * Reads ranked lists in the format of TREC, `user Q0 item rank score tag`, separated by spaces or tabs. The escapes that
 * {@link writeRun} makes are undone; others, such as the `%27` of an IRI that another tool wrote as it is, stay.
 *
 * @param source Where to read; gzip or plain.
 * @param options A signal to stop.
 * @returns The lists, in the order of the file, and the tag of the first line.
 * @throws {InputError} Where the file is empty, a line has not six fields, a rank is not a whole number from 0, a score
 * is not a finite number, an item comes twice for a user, or the tag changes.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(["ann Q0 Blade%20Runner 1 0.75 semauto\n"]).stream();
 * deepStrictEqual(await readRun({ name: "run.txt", stream }), {
 *   tag: "semauto",
 *   entries: [{ user: "ann", item: "Blade Runner", rank: 1, score: 0.75 }],
 * });
 * ```
 */
export async function readRun(
  source: InputSource,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Run> {
  const file = source.name;
  const entries: RunEntry[] = [];
  const seen = new Map<string, Set<string>>();
  let tag: string | undefined;
  await readDelimited(source, { of: "ranked lists", minFields: 6 }, (fields, line) => {
    const fail = (column: number, problem: string): never => {
      throw new InputError({ file, line, column }, problem);
    };
    if (fields.length !== 6) {
      fail(7, `the line has ${fields.length} fields, expected user, Q0, item, rank, score and tag`);
    }
    const user = decodeWord(fields[0]), item = decodeWord(fields[2]);
    const rank = /^\d+$/.test(fields[3]) ? Number(fields[3]) : NaN;
    if (!Number.isSafeInteger(rank)) {
      fail(4, `rank is '${fields[3]}', expected a whole number from 0`);
    }
    const score = parseDecimal(fields[4]) ??
      fail(5, `score is '${fields[4]}', expected a finite number`);
    let items = seen.get(user);
    if (items === undefined) seen.set(user, items = new Set());
    if (items.has(item)) {
      fail(3, `item '${item}' is in the list of user '${user}' already, expected it once`);
    }
    items.add(item);
    const name = decodeWord(fields[5]);
    tag ??= name;
    if (name !== tag) fail(6, `tag is '${name}', expected '${tag}' as in the first line`);
    entries.push({ user, item, rank, score });
  }, { ...options, delimiter: " " });
  return { tag: tag!, entries };
}

/** `%`, and what tools take for white space: JavaScript, Python and C differ, so it is all of theirs. */
const separators = [
  ..."%\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006",
  ..."\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
];
const escapes = new Map(separators.map((character) => [encodeURIComponent(character), character]));
const toEscape = new RegExp(`[${separators.join("")}]`, "g");
const escaped = new RegExp([...escapes.keys()].join("|"), "g");

function encodeWord(word: string, role: string): string {
  if (word !== "" && word.isWellFormed() && !word.includes("\u0000")) {
    return word.replace(toEscape, encodeURIComponent);
  }
  throw new UsageError(
    `Cannot write a run: the ${role} is ${
      JSON.stringify(word)
    }, expected some text without zero bytes`,
  );
}

function decodeWord(word: string): string {
  return word.includes("%") ? word.replace(escaped, (escape) => escapes.get(escape)!) : word;
}
