/** A text that is no literal, with the place of the fault. */
export class LiteralError extends Error {
  /**
   * @param at Index of the character, from 0.
   * @param problem What was found and what was expected.
   */
  constructor(readonly at: number, problem: string) {
    super(problem);
    this.name = "LiteralError";
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
  "0": "\0",
  "\n": "",
};

const WORDS: Readonly<Record<string, unknown>> = {
  None: null,
  null: null,
  True: true,
  true: true,
  False: false,
  false: false,
};

/** Most brackets within one another: more would overflow the stack. */
const DEEPEST = 500;

/**
 * Reads a literal of Python, such as a dictionary that a program printed, or of JSON, which is nearly a part of it: dictionaries, lists,
 * tuples, strings, numbers, and the words for true, false and nothing.
 *
 * @param text The text; nothing but spaces may follow the literal.
 * @param start Where the literal starts.
 * @returns Objects, arrays, strings, numbers, whole ones that these cannot hold as bigints, booleans and null.
 * @throws {LiteralError} Where the text is no literal.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(parsePythonLiteral("{'stars': 4.5, u'user': 'O\\'Hara', 'flags': []}"), {
 *   stars: 4.5,
 *   user: "O'Hara",
 *   flags: [],
 * });
 * ```
 */
export function parsePythonLiteral(text: string, start = 0): unknown {
  let at = start;
  const fail = (expected: string): never => {
    const found = at < text.length ? `'${text[at]}'` : "the end of the line";
    throw new LiteralError(at, `found ${found}, expected ${expected}`);
  };
  const skip = () => {
    while (at < text.length && /\s/.test(text[at])) at++;
  };
  const string = (): string => {
    const quote = text[at++];
    let value = "";
    for (;;) {
      if (at >= text.length) fail(`a closing ${quote}`);
      const character = text[at++];
      if (character === quote) return value;
      if (character !== "\\") {
        value += character;
        continue;
      }
      const code = /^(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/.exec(text.slice(at, at + 9))
        ?.[0];
      if (code !== undefined) {
        const point = parseInt(code.slice(1), 16);
        if (point > 0x10ffff) fail("a character of Unicode");
        value += String.fromCodePoint(point);
        at += code.length;
      } else {
        const escape = text[at++] ?? fail("a character after the backslash");
        value += ESCAPES[escape] ?? (/["'\\/]/.test(escape) ? escape : `\\${escape}`);
      }
    }
  };
  let depth = 0;
  const sequence = (close: string, element: () => void) => {
    if (++depth > DEEPEST) fail(`at most ${DEEPEST} brackets within one another`);
    at++;
    for (skip(); text[at] !== close; skip()) {
      element();
      skip();
      if (text[at] === ",") at++;
      else if (text[at] !== close) fail(`a comma or ${close}`);
    }
    at++;
    depth--;
  };
  const value = (): unknown => {
    skip();
    const first = text[at];
    if (first === "{") {
      const entries: [string, unknown][] = [];
      sequence("}", () => {
        const key = value();
        skip();
        if (text[at] !== ":") fail("a colon after the key");
        at++;
        entries.push([String(key), value()]);
      });
      return Object.fromEntries(entries);
    }
    if (first === "[" || first === "(") {
      const elements: unknown[] = [];
      sequence(first === "[" ? "]" : ")", () => elements.push(value()));
      return elements;
    }
    if (first === "'" || first === '"') return string();
    if (/^[uUbBrR]$/.test(first ?? "") && /^['"]$/.test(text[at + 1] ?? "")) {
      at++;
      return string();
    }
    const token = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z]+)/.exec(
      text.slice(at, at + 40),
    )?.[0];
    if (token !== undefined && Object.hasOwn(WORDS, token)) {
      at += token.length;
      return WORDS[token];
    }
    if (token === undefined || /^[A-Za-z]/.test(token)) return fail("a value");
    at += token.length;
    const number = Number(token);
    // Ids may be whole numbers of more digits than a double holds; rounding would make two of them one.
    return /^[-+]?\d+$/.test(token) && !Number.isSafeInteger(number) ? BigInt(token) : number;
  };
  const literal = value();
  skip();
  if (at < text.length) fail("the end of the line");
  return literal;
}
