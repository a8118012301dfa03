import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { valueLabel } from "../../src/data/labels.ts";
import { PREFIX_NAMES } from "../../src/data/prefix_names.ts";
import { comparableName, expandPrefix, KNOWN_PREFIXES } from "../../src/data/prefixes.ts";
import { iriOf as exportedIri } from "../../src/explain/exporters/turtle_terms.ts";
import { compactIri } from "../../src/formats/iri.ts";
import { iriOf } from "../../src/formats/rdf_terms.ts";

Deno.test("every prefix means the same to all who read or write names", () => {
  for (const prefix of PREFIX_NAMES) {
    const name = `${prefix}:Heat`, iri = expandPrefix(name)!;
    deepStrictEqual([iriOf(name), exportedIri(name), comparableName(name)], [iri, iri, iri]);
    strictEqual(compactIri(iri), prefix === "dcterms" ? "dct:Heat" : name);
    strictEqual(valueLabel(name), "Heat");
  }
  const spaces = Object.values(KNOWN_PREFIXES);
  strictEqual(new Set(spaces).size, spaces.length);
});

Deno.test("a prefix alone stands for its namespace, and other names for nothing", () => {
  strictEqual(expandPrefix("dbo:"), "http://dbpedia.org/ontology/");
  for (const name of ["", ":", "dbo", "constructor:x", "Mission:Impossible", "DBO:director"]) {
    strictEqual(expandPrefix(name), undefined, name);
  }
  strictEqual(comparableName("https://schema.org/name"), comparableName("schema:name"));
});
