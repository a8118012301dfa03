import { doesNotThrow, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Store } from "npm:oxigraph@0.5.11";
import { UsageError } from "../../src/errors.ts";
import { ENDPOINT_PRESETS } from "../../src/remote/endpoint_presets.ts";
import { graphQuery } from "../../src/remote/graph_question.ts";

const ITEM = ["http://example.org/film0"];

Deno.test("the questions of all presets are queries that an engine understands", () => {
  for (const { question, redirect } of Object.values(ENDPOINT_PRESETS)) {
    for (
      const asked of [question, { ...question, literals: ["en", "pt-BR"] }, {
        relations: [redirect],
      }]
    ) {
      doesNotThrow(() => new Store().query(graphQuery(asked, ITEM)));
      doesNotThrow(() => new Store().query(graphQuery(asked, ITEM, { size: 5 })));
    }
  }
});

Deno.test("no subject, relation or language breaks out of its place in the query", () => {
  const breaking = "http://e.org/> } INSERT { ?s ?p ?o";
  throws(() => graphQuery({}, [breaking]), UsageError);
  throws(() => graphQuery({ relations: [breaking] }, ITEM), UsageError);
  throws(() => graphQuery({ excludedRelations: [breaking] }, ITEM), UsageError);
  throws(() => graphQuery({ excludedRelations: [`${breaking}*`] }, ITEM), UsageError);
  throws(() => graphQuery({ literals: [`en") || ("`] }, ITEM), UsageError);
});

Deno.test("pages begin at any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const store = new Store();
    const query = graphQuery({}, ITEM, { size: 2, from: { relation: text, value: text } });
    strictEqual(
      JSON.parse(store.query(query, { results_format: "json" }) as string).results.bindings.length,
      0,
    );
  }));
});
