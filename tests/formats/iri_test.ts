import { strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Store } from "npm:oxigraph@0.5.11";
import { UsageError } from "../../src/errors.ts";
import { compactIri, expandName, iriProblem } from "../../src/formats/iri.ts";

Deno.test("names with a well-known prefix are IRIs, and the other way round", () => {
  for (
    const [name, iri] of [
      ["dbo:director", "http://dbpedia.org/ontology/director"],
      ["wdt:P57", "http://www.wikidata.org/prop/direct/P57"],
      ["skos:broader", "http://www.w3.org/2004/02/skos/core#broader"],
      ["http://e.org/p", "http://e.org/p"],
    ]
  ) {
    strictEqual(expandName(name), iri);
    strictEqual(compactIri(iri), name);
  }
  strictEqual(
    compactIri("http://dbpedia.org/ontology/Work/runtime"),
    "http://dbpedia.org/ontology/Work/runtime",
  );
  for (const wrong of ["director", "", "<>", "dbo:a b", "constructor:x", "toString:"]) {
    throws(() => expandName(wrong), UsageError);
  }
});

Deno.test("what passes for an IRI comes through an engine as it is", () => {
  const characters = fc.constantFrom(..."aZ9/:#?&=%é日(),'~ \t\n\\<>\"{}|^`\u0000");
  fc.assert(fc.property(fc.string({ unit: characters }), (text) => {
    const iri = `http://e.org/${text}`;
    if (iriProblem(iri) !== undefined) return;
    const query = `SELECT ?x WHERE { VALUES ?x { <${iri}> } }`;
    // A percent sign that begins no escape is for some engines no IRI; SPARQL's grammar allows it.
    if (/%(?![\da-f]{2})/i.test(iri) || iri.split("#").length > 2) return;
    const results = new Store().query(query, { results_format: "json" }) as string;
    strictEqual(JSON.parse(results).results.bindings[0].x.value, iri);
  }));
});
