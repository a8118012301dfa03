import type { PrefixName } from "./prefix_names.ts";

const SHORTEST = {
  dbo: "http://dbpedia.org/ontology/",
  dbp: "http://dbpedia.org/property/",
  dbr: "http://dbpedia.org/resource/",
  dbc: "http://dbpedia.org/resource/Category:",
  dct: "http://purl.org/dc/terms/",
  dc: "http://purl.org/dc/elements/1.1/",
  wd: "http://www.wikidata.org/entity/",
  wdt: "http://www.wikidata.org/prop/direct/",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  owl: "http://www.w3.org/2002/07/owl#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  foaf: "http://xmlns.com/foaf/0.1/",
  schema: "http://schema.org/",
} satisfies Partial<Record<PrefixName, string>>;

/** Namespaces by the prefixes that stand for them beyond doubt, one for each, as names are shortened by them. */
export const KNOWN_PREFIXES: Readonly<Record<string, string>> = SHORTEST;

/** All that are read. */
const NAMESPACES: Readonly<Record<PrefixName, string>> = { ...SHORTEST, dcterms: SHORTEST.dct };

/**
 * The IRI that a prefixed name of a well-known vocabulary stands for.
 *
 * @param name The name; a prefix with its colon alone stands for the namespace.
 * @returns The IRI, or undefined where the text does not begin with a known prefix.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(expandPrefix("dbo:director"), "http://dbpedia.org/ontology/director");
 * strictEqual(expandPrefix("Mission: Impossible"), undefined);
 * ```
 */
export function expandPrefix(name: string): string | undefined {
  const colon = name.indexOf(":");
  const prefix = name.slice(0, Math.max(0, colon));
  return Object.hasOwn(NAMESPACES, prefix)
    ? NAMESPACES[prefix as PrefixName] + name.slice(colon + 1)
    : undefined;
}

/**
 * A name in one form, so that `dbo:director`, `<http://dbpedia.org/ontology/director>` and the bare IRI compare as equal.
 *
 * @param name An IRI, with or without angle brackets, a prefixed name of a well-known vocabulary, or anything else.
 * @returns The IRI; anything else as it is.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(comparableName("dct:subject"), "http://purl.org/dc/terms/subject");
 * strictEqual(comparableName("<http://purl.org/dc/terms/subject>"), "http://purl.org/dc/terms/subject");
 * strictEqual(comparableName("genre"), "genre");
 * ```
 */
export function comparableName(name: string): string {
  const bare = withoutBrackets(name);
  // One vocabulary that both schemes are in use for.
  return expandPrefix(bare) ?? bare.replace(/^https:\/\/schema\.org\//, KNOWN_PREFIXES.schema);
}

/** What stands between angle brackets, or the text itself. */
export function withoutBrackets(text: string): string {
  return /^<([^<>]*)>$/.exec(text)?.[1] ?? text;
}
