import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type Literal, literal, namedNode, Store, triple } from "npm:oxigraph@0.5.11";
import { readTriples } from "../../src/formats/triples.ts";
import { type FetchedGraph, fetchGraph } from "../../src/remote/fetch_graph.ts";
import { graphAsNTriples, graphAsTsv } from "../../src/remote/graph_text.ts";
import { films, serveStore, storeOf } from "./_endpoint.ts";

const nTriples = async (graph: FetchedGraph) =>
  (await Array.fromAsync(graphAsNTriples(graph))).join("");

const triplesOf = (store: Store) => store.match().map(String).sort();

const literals = fc.oneof(
  fc.string({ unit: "binary" }).map((text): Literal => literal(text)),
  fc.tuple(fc.string({ unit: "grapheme" }), fc.constantFrom("en", "pt-br"))
    .map(([text, language]): Literal => literal(text, language)),
  fc.integer().map((value): Literal =>
    literal(String(value), namedNode("http://www.w3.org/2001/XMLSchema#integer"))
  ),
);

Deno.test("N-Triples that are written hold the very triples that the engine holds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(literals, { maxLength: 8 }), async (values) => {
      const store = new Store();
      for (const value of values) {
        store.add(
          triple(namedNode("http://example.org/film0"), namedNode("http://e.org/é"), value),
        );
      }
      await using endpoint = serveStore(store);
      const question = { literals: "all" } as const;
      const graph = await fetchGraph(films(1), { endpoint: endpoint.url, question });
      const again = new Store();
      again.load(await nTriples(graph), { format: "application/n-triples" });
      deepStrictEqual(triplesOf(again), triplesOf(store));
    }),
    { numRuns: 60 },
  );
});

Deno.test("N-Triples hold what chains went through, and labels", async () => {
  const turtle = `e:film0 dct:subject e:a . e:a skos:broader e:b . e:a rdfs:label "A \\"a\\""@en .
    e:b rdfs:label "B"@en .`;
  await using endpoint = serveStore(storeOf(turtle));
  const graph = await fetchGraph(films(2), {
    endpoint: endpoint.url,
    follow: [["dct:subject", "skos:broader"]],
    labels: ["en"],
  });
  const again = new Store();
  again.load(await nTriples(graph), { format: "application/n-triples" });
  deepStrictEqual(triplesOf(again), triplesOf(storeOf(turtle)));
});

Deno.test("lines of item, relation and value are what readTriples reads, whatever white space values hold", async () => {
  const store = storeOf(`e:film0 e:p "a\\tb\\nc" , " " , e:v . e:film1 dbo:director e:v .`);
  await using endpoint = serveStore(store);
  const question = { literals: "all" } as const;
  const graph = await fetchGraph(films(2), { endpoint: endpoint.url, question });
  const text = [...graphAsTsv(graph)].join("");
  const read = await readTriples({ name: "a.tsv", stream: new Blob([text]).stream() });
  deepStrictEqual(read.attributes, [
    { relation: "http://example.org/p", value: "a b c" },
    { relation: "http://example.org/p", value: "http://example.org/v" },
    { relation: "dbo:director", value: "http://example.org/v" },
  ]);
  strictEqual([...graphAsTsv({ ...graph, items: [] })].length, 0);
});

Deno.test("IRIs that no grammar allows are percent-encoded", async () => {
  const iri = 'http://e.org/a b>|\\"é';
  const facts = new Map([["http://e.org/s", [{
    relation: "http://e.org/p",
    value: { kind: "iri", value: iri } as const,
  }]]]);
  const nothing = await fetchGraph([], { endpoint: "http://e.org/" });
  strictEqual(
    await nTriples({ ...nothing, facts }),
    "<http://e.org/s> <http://e.org/p> <http://e.org/a%20b%3E%7C%5C%22é> .\n",
  );
});
