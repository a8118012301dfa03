import { expandPrefix, KNOWN_PREFIXES, withoutBrackets } from "../data/prefixes.ts";
import { UsageError } from "../errors.ts";
import { iriOf } from "./rdf_terms.ts";

/**
 * What keeps a text from being an absolute IRI that SPARQL and N-Triples can hold between angle brackets.
 *
 * Source: SPARQL 1.1 Query Language, production IRIREF.
 *
 * @param text The text.
 * @returns The problem as a clause, or undefined where it is such an IRI.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(iriProblem("http://dbpedia.org/resource/Amélie"), undefined);
 * strictEqual(iriProblem("http://dbpedia.org/resource/A|B"), "the IRI holds '|', expected it as %7C");
 * ```
 */
export function iriProblem(text: string): string | undefined {
  // deno-lint-ignore no-control-regex
  const illegal = /[\u0000-\u0020<>"{}|^`\\]/.exec(text)?.[0];
  if (illegal !== undefined && /^[a-z]+:/i.test(text)) {
    const code = illegal.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
    return `the IRI holds ${illegal > " " ? `'${illegal}'` : "a blank"}, expected it as %${code}`;
  }
  if (iriOf(text) !== text || !text.isWellFormed()) {
    return `'${text}' is no IRI, expected such as http://dbpedia.org/resource/Heat`;
  }
}

/**
 * The IRI that a person wrote: whole, in angle brackets, or with a well-known prefix such as `dbo:director`, `dct:subject` or
 * `wdt:P57`.
 *
 * @param name What was written.
 * @returns The IRI.
 * @throws {UsageError} Where it is none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(expandName("dbo:director"), "http://dbpedia.org/ontology/director");
 * strictEqual(expandName("<http://example.org/p>"), "http://example.org/p");
 * ```
 */
export function expandName(name: string): string {
  const bare = withoutBrackets(name);
  const iri = expandPrefix(bare) ?? bare;
  const problem = iriProblem(iri);
  if (problem !== undefined) throw new UsageError(`Cannot use '${name}': ${problem}`);
  return iri;
}

/** Whether a field can only be meant as an IRI: it has a scheme, or a well-known prefix. */
export function looksLikeIri(field: string): boolean {
  const bare = withoutBrackets(field.trim());
  return iriOf(bare) !== undefined || /^[a-z][a-z0-9+.-]*:\/\//i.test(bare);
}

/**
 * A relation as published data sets write it: with its prefix where that is well known.
 *
 * @param iri The relation's IRI.
 * @returns Prefix and local name, or the IRI.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(compactIri("http://purl.org/dc/terms/subject"), "dct:subject");
 * strictEqual(compactIri("http://example.org/p"), "http://example.org/p");
 * ```
 */
export function compactIri(iri: string): string {
  for (const [prefix, start] of Object.entries(KNOWN_PREFIXES)) {
    if (iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length))) {
      return `${prefix}:${iri.slice(start.length)}`;
    }
  }
  return iri;
}
