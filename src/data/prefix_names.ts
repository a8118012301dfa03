/**
 * Prefixes that stand for namespaces beyond doubt, as files of triples use them without saying so. Apart from the namespaces, because the
 * page of the report needs the names, and is to hold no address.
 */
export const PREFIX_NAMES = [
  "dbo",
  "dbp",
  "dbr",
  "dbc",
  "dct",
  "dcterms",
  "dc",
  "wd",
  "wdt",
  "rdf",
  "rdfs",
  "owl",
  "xsd",
  "skos",
  "foaf",
  "schema",
] as const;

/** One of {@link PREFIX_NAMES}. */
export type PrefixName = typeof PREFIX_NAMES[number];
