/** Namespaces that prefixed names of relations stand for beyond doubt. */
const NAMESPACES: Readonly<Record<string, string>> = {
  dbo: "http://dbpedia.org/ontology/",
  dbp: "http://dbpedia.org/property/",
  dbr: "http://dbpedia.org/resource/",
  dbc: "http://dbpedia.org/resource/Category:",
  dc: "http://purl.org/dc/elements/1.1/",
  dct: "http://purl.org/dc/terms/",
  dcterms: "http://purl.org/dc/terms/",
  foaf: "http://xmlns.com/foaf/0.1/",
  owl: "http://www.w3.org/2002/07/owl#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  schema: "http://schema.org/",
  skos: "http://www.w3.org/2004/02/skos/core#",
  wd: "http://www.wikidata.org/entity/",
  wdt: "http://www.wikidata.org/prop/direct/",
};

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
 * strictEqual(expandName("dct:subject"), "http://purl.org/dc/terms/subject");
 * strictEqual(expandName("<http://purl.org/dc/terms/subject>"), "http://purl.org/dc/terms/subject");
 * strictEqual(expandName("genre"), "genre");
 * ```
 */
export function expandName(name: string): string {
  const bare = /^<(.*)>$/.exec(name)?.[1] ?? name;
  const colon = bare.indexOf(":");
  const prefix = bare.slice(0, Math.max(0, colon));
  if (!Object.hasOwn(NAMESPACES, prefix)) {
    // One vocabulary that both schemes are in use for.
    return bare.replace(/^https:\/\/schema\.org\//, NAMESPACES.schema);
  }
  return NAMESPACES[prefix] + bare.slice(colon + 1);
}
