import { unescapeLiteral } from "../data/labels.ts";
import { expandPrefix } from "../data/prefixes.ts";

/** A literal of RDF: its text, and its language or type where it has one. */
export interface RdfLiteral {
  /** The text itself. */
  readonly text: string;
  /** Language tag, in lower case: `en`, `pt-br`. */
  readonly language?: string;
  /** IRI of the type, where it is not that of plain text. */
  readonly datatype?: string;
}

// Characters in runs: one by one they would take a place each on the stack of the pattern matcher.
const LITERAL =
  /^"([^"\\\n\r]*(?:\\.[^"\\\n\r]*)*)"(?:@([a-z]+(?:-[a-z\d]+)*)|\^\^<?([^<>\s"]+)>?)?$/i;

/**
 * The literal that a value of a knowledge graph stands for, where it is written as N-Triples writes literals, `"Heat"@en`. A value
 * without quotes is not taken apart: whether it is the name of a thing or a text, only its file knows.
 *
 * @param value A value.
 * @returns The literal, or undefined where the value is not written as one.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(literalOf('"Heat"@en'), { text: "Heat", language: "en" });
 * strictEqual(literalOf("Heat"), undefined);
 * ```
 */
export function literalOf(value: string): RdfLiteral | undefined {
  // Nearly all values are none, and this is asked of millions.
  if (value.charCodeAt(0) !== 0x22) return undefined;
  const match = LITERAL.exec(value);
  if (match === null) return undefined;
  const [, text, language, datatype] = match;
  return {
    text: unescapeLiteral(text),
    ...(language !== undefined && { language: language.toLowerCase() }),
    ...(datatype !== undefined && { datatype }),
  };
}

/**
 * A literal as a value of a knowledge graph: plain text as it is, unless it could be taken for something else, and what has a
 * language or a type as N-Triples writes it. Different literals give different values.
 *
 * @param literal The literal.
 * @returns One line of text without tabs.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(valueOfLiteral({ text: "Crime" }), "Crime");
 * strictEqual(valueOfLiteral({ text: "Heat", language: "en" }), '"Heat"@en');
 * strictEqual(valueOfLiteral({ text: "http://example.org/" }), '"http://example.org/"');
 * ```
 */
export function valueOfLiteral({ text, language, datatype }: RdfLiteral): string {
  const plain = language === undefined && datatype === undefined;
  const other = literalOf(text) ?? iriOf(text) ?? blankLabelOf(text);
  if (plain && text !== "" && other === undefined && !/\p{Cc}/u.test(text)) return text;
  const suffix = language === undefined
    ? (datatype === undefined ? "" : `^^<${datatype}>`)
    : `@${language}`;
  return `"${escaped(text)}"${suffix}`;
}

/**
 * The IRI that a text stands for: an absolute one with `://`, a `urn:`, or a name with one of the usual prefixes.
 *
 * @param text An id, relation or value.
 * @returns The IRI, or undefined where it is plain text.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(iriOf("dbo:director"), "http://dbpedia.org/ontology/director");
 * strictEqual(iriOf("Mission: Impossible"), undefined);
 * ```
 */
export function iriOf(text: string): string | undefined {
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|urn:)[^\s<>"{}|\\^`]+$/i.test(text)) return text;
  const colon = text.indexOf(":");
  if (colon < 1 || !/^[^\s<>"{}|\\^`]+$/.test(text) || colon === text.length - 1) return undefined;
  return expandPrefix(text);
}

/**
 * The label of a blank node, which has no name outside its file.
 *
 * @param text A value or the subject of a triple, such as `_:b0`.
 * @returns The label, or undefined where the text is none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(blankLabelOf("_:b0"), "b0");
 * strictEqual(blankLabelOf("Heat"), undefined);
 * ```
 */
export function blankLabelOf(text: string): string | undefined {
  return /^_:([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)$/.exec(text)?.[1];
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  '"': '\\"',
  "\\": "\\\\",
};

function escaped(text: string): string {
  const code = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  // deno-lint-ignore no-control-regex
  return text.replace(/["\\\u0000-\u001f]/g, (one) => ESCAPES[one] ?? code(one));
}
