import { expandPrefix, KNOWN_PREFIXES } from "../../data/prefixes.ts";
import { UsageError } from "../../errors.ts";

/** Namespaces that names may be shortened by; the first is that of the vocabulary of README.md. */
export const PREFIXES: Readonly<Record<string, string>> = {
  semauto: "urn:semauto:explanation#",
  ...KNOWN_PREFIXES,
};

/** What an IRI may hold: letters of other scripts, but neither what Turtle leaves out nor control characters (RFC 3987). */
// deno-lint-ignore no-control-regex -- they are what is left out.
const IN_IRI = /^[^\x00-\x20\x7f-\x9f<>"{}|^`\\]*$/;

/**
 * The IRI that a text of the data stands for: it is one itself (`http://...`, `urn:...`), or its prefix is one of the well-known ones
 * (`dbo:director`). Text with characters that no IRI may have is none.
 *
 * @param text The text.
 * @returns The IRI, or undefined where the text is plain text.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(iriOf("dbo:director"), "http://dbpedia.org/ontology/director");
 * strictEqual(iriOf("http://dbpedia.org/resource/L%C3%A9on"), "http://dbpedia.org/resource/L%C3%A9on");
 * strictEqual(iriOf("http://example.org/a b"), undefined);
 * strictEqual(iriOf("Star Trek: First Contact"), undefined);
 * ```
 */
export function iriOf(text: string): string | undefined {
  if (!IN_IRI.test(text) || !text.isWellFormed()) return undefined;
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/.|urn:[a-z0-9][a-z0-9-]*:.)/i.test(text)) return text;
  return /^[a-z]+:./.test(text) ? expandPrefix(text) : undefined;
}

/** Names that need no escape in Turtle after a prefix. */
const PLAIN_NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/;

/** The namespaces by themselves, longest first, so that the shortest name is found. */
const SPACES = Object.entries(PREFIXES).sort(([, a], [, b]) => b.length - a.length);

/**
 * An IRI in Turtle, shortened by a prefix where the rest is a plain name.
 *
 * @param value A valid IRI, as `iriOf` gives.
 * @returns `dbo:director` or `<http://example.org/>`.
 */
export function iri(value: string): string {
  for (const [prefix, space] of SPACES) {
    if (!value.startsWith(space)) continue;
    const name = value.slice(space.length);
    if (PLAIN_NAME.test(name)) return `${prefix}:${name}`;
  }
  return `<${value}>`;
}

/**
 * Text as a literal of Turtle on one line. Halves of surrogate pairs, which no RDF can hold, become U+FFFD.
 *
 * @param text Any text.
 * @returns The literal, with its quotation marks.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(turtleLiteral('"Heat"\n'), '"\\"Heat\\"\\n"');
 * ```
 */
export function turtleLiteral(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is escaped.
  return `"${text.toWellFormed().replace(/["\\\x00-\x1f\x7f]/g, escaped)}"`;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function escaped(character: string): string {
  return SHORT[character] ??
    `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A finite number as an xsd:double that reads back to the same number. */
export function turtleNumber(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.includes("e") ? text : `${text}e0`;
}

/**
 * Checks what the IRIs of users and items are to begin with.
 *
 * @param base The beginning.
 * @returns The same.
 * @throws {UsageError} Where it does not begin an IRI.
 */
export function checkedBase(base: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(base) && IN_IRI.test(base) && base.isWellFormed()) return base;
  throw new UsageError(
    `Cannot export explanations: the base is '${base}', expected the beginning of an IRI such as https://example.org/`,
  );
}
