import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { ENDPOINT_PRESETS } from "../../src/remote/endpoint_presets.ts";
import { fetchGraph, type FetchGraphOptions } from "../../src/remote/fetch_graph.ts";
import { itemTriples } from "../../src/remote/graph_text.ts";
import { films, filmTriples, itemsOf, serveStore, storeOf } from "./_endpoint.ts";
import { expectedLines, lines } from "./_fetching.ts";

for (const method of ["get", "post", "auto"] as const) {
  for (const batchSize of [1, 4, 100]) {
    Deno.test(`what is fetched is what the engine holds, by ${method} in batches of ${batchSize}`, async () => {
      const store = storeOf(filmTriples(23));
      await using endpoint = serveStore(store);
      const headers = { "user-agent": "tests (me@example.org)" };
      const graph = await fetchGraph(films(23), {
        endpoint: endpoint.url,
        method,
        batchSize,
        headers,
      });
      deepStrictEqual(lines(graph), expectedLines(store, 23));
      deepStrictEqual([graph.end, graph.requests, graph.retries], [
        "complete",
        Math.ceil(23 / batchSize),
        0,
      ]);
      strictEqual(endpoint.queries.length, graph.requests);
      ok(graph.items.every(({ state }) => state === "found"));
      if (method !== "auto") ok(endpoint.methods.every((used) => used.toLowerCase() === method));
      strictEqual(endpoint.headers[0].get("user-agent"), headers["user-agent"]);
    });
  }
}

Deno.test("auto sends long queries by POST", async () => {
  await using endpoint = serveStore(storeOf(filmTriples(60)));
  await fetchGraph(films(60), { endpoint: endpoint.url, batchSize: 50 });
  deepStrictEqual(endpoint.methods, ["POST", "GET"]);
});

Deno.test("no items are no request, and one item that nobody knows is missing", async () => {
  await using endpoint = serveStore(storeOf(filmTriples(1)));
  const none = await fetchGraph([], { endpoint: endpoint.url });
  deepStrictEqual([none.items, none.requests, none.end], [[], 0, "complete"]);
  const unknown = [{ item: "x", entity: "http://example.org/unheard-of" }];
  const graph = await fetchGraph(unknown, { endpoint: endpoint.url });
  deepStrictEqual(graph.items, [{ ...unknown[0], subject: unknown[0].entity, state: "missing" }]);
  deepStrictEqual(lines(graph), []);
});

Deno.test("two items may share an IRI, which is asked for once", async () => {
  const store = storeOf(filmTriples(1));
  await using endpoint = serveStore(store);
  const entity = "http://example.org/film0";
  const graph = await fetchGraph([{ item: "a", entity }, { item: "b", entity }], {
    endpoint: endpoint.url,
  });
  deepStrictEqual(itemsOf(endpoint.queries[0]), [entity]);
  strictEqual(lines(graph).length, 2 * expectedLines(store, 1).length);
});

Deno.test("relations can be chosen and left out, by name and by what they begin with", async () => {
  const store = storeOf(`e:film0 dbo:director e:d ; dct:subject e:s ; dbo:wikiPageWikiLink e:x ;
    owl:sameAs e:y ; dct:title "text" .`);
  await using endpoint = serveStore(store);
  const relationsOf = async (question: FetchGraphOptions["question"]) => {
    const graph = await fetchGraph(films(1), { endpoint: endpoint.url, question });
    return [...itemTriples(graph)].map(({ relation }) => relation).sort();
  };
  deepStrictEqual(await relationsOf({ relations: ["dct:subject"] }), ["dct:subject"]);
  deepStrictEqual(await relationsOf({ excludedRelations: ["dbo:wikiPage*", "owl:sameAs"] }), [
    "dbo:director",
    "dct:subject",
  ]);
  deepStrictEqual(await relationsOf({ relationsFrom: "http://purl.org/dc/" }), ["dct:subject"]);
  deepStrictEqual(await relationsOf({ valuesFrom: "http://example.org/d" }), ["dbo:director"]);
  deepStrictEqual(await relationsOf(ENDPOINT_PRESETS.dbpedia.question), [
    "dbo:director",
    "dct:subject",
  ]);
});

Deno.test("literals come where they are wanted, with language and datatype", async () => {
  const store = storeOf(
    `e:film0 e:p "a"@en, "b"@en-GB, "c"@it, "d", 3, [ e:q e:r ], e:iri .`,
  );
  await using endpoint = serveStore(store);
  const valuesOf = async (literals: "none" | "all" | string[]) => {
    const question = { literals };
    const graph = await fetchGraph(films(1), { endpoint: endpoint.url, question });
    return [...itemTriples(graph)].map(({ value }) => value.value).sort();
  };
  deepStrictEqual(await valuesOf("none"), ["http://example.org/iri"]);
  deepStrictEqual(await valuesOf(["en"]), ["3", "a", "b", "d", "http://example.org/iri"]);
  deepStrictEqual(await valuesOf("all"), ["3", "a", "b", "c", "d", "http://example.org/iri"]);
});

Deno.test("IRIs beyond ASCII come through, and those that SPARQL cannot hold are refused before anything is sent", async () => {
  const iri = "http://example.org/Amélie_(100%25)_日本&x=1+2,'3'";
  const store = storeOf(`<${iri}> e:p <http://example.org/v%7C&=> .`);
  await using endpoint = serveStore(store);
  for (const method of ["get", "post"] as const) {
    const graph = await fetchGraph([{ item: "1", entity: iri }], {
      endpoint: endpoint.url,
      method,
    });
    deepStrictEqual(lines(graph), ["1 http://example.org/p http://example.org/v%7C&="]);
  }
  const sent = endpoint.queries.length;
  for (const bad of ["http://e.org/a b", "http://e.org/> ?x", "http://e.org/\\u003E", "no iri"]) {
    await rejects(fetchGraph([{ item: "1", entity: bad }], { endpoint: endpoint.url }), UsageError);
  }
  strictEqual(endpoint.queries.length, sent);
  await rejects(fetchGraph([], { endpoint: "dbpedia" }), UsageError);
});

Deno.test("chains of two hops are followed, each value asked for once", async () => {
  const store = storeOf(`e:film0 dct:subject e:a, e:b . e:film1 dct:subject e:a ; dbo:director e:d .
    e:a skos:broader e:arts . e:b skos:broader e:arts, e:books . e:arts skos:broader e:all .`);
  await using endpoint = serveStore(store);
  const chain = ["dct:subject", "skos:broader"];
  const graph = await fetchGraph(films(2), { endpoint: endpoint.url, follow: [chain] });
  deepStrictEqual(lines(graph).filter((line) => line.includes("/skos:")), [
    "0 dct:subject/skos:broader http://example.org/arts",
    "0 dct:subject/skos:broader http://example.org/books",
    "1 dct:subject/skos:broader http://example.org/arts",
  ]);
  strictEqual(endpoint.queries.length, 2);
  const longer = await fetchGraph(films(2), {
    endpoint: endpoint.url,
    question: { relations: ["dbo:director"] },
    follow: [[...chain, "skos:broader"]],
  });
  deepStrictEqual(lines(longer), [
    "0 dct:subject/skos:broader/skos:broader http://example.org/all",
    "1 dbo:director http://example.org/d",
    "1 dct:subject/skos:broader/skos:broader http://example.org/all",
  ]);
  // Only the chain leads to anything of this film.
  deepStrictEqual(longer.items.map(({ state }) => state), ["missing", "found"]);
});

Deno.test("an item that is a value on a chain has each triple once", async () => {
  const store = storeOf(
    "e:film0 e:sequel e:film1 . e:film1 e:sequel e:film2 . e:film2 e:sequel e:film3 .",
  );
  await using endpoint = serveStore(store);
  const sequel = "http://example.org/sequel";
  const graph = await fetchGraph(films(2), { endpoint: endpoint.url, follow: [[sequel, sequel]] });
  deepStrictEqual(lines(graph), [
    `0 ${sequel} http://example.org/film1`,
    `0 ${sequel}/${sequel} http://example.org/film2`,
    `1 ${sequel} http://example.org/film2`,
    `1 ${sequel}/${sequel} http://example.org/film3`,
  ]);
});

Deno.test("labels come in the first language that there is", async () => {
  const store = storeOf(`e:film0 e:p e:a, e:b, e:c, e:d .
    e:a rdfs:label "A"@en, "Ah"@de . e:b rdfs:label "Beh"@it, "Be"@de . e:c rdfs:label "C" .`);
  await using endpoint = serveStore(store);
  const graph = await fetchGraph(films(1), { endpoint: endpoint.url, labels: ["en", "it"] });
  deepStrictEqual(
    [...graph.labels].map(([iri, { value }]) => [iri.slice(-1), value]).sort(),
    [["a", "A"], ["b", "Beh"], ["c", "C"]],
  );
});

Deno.test("an outdated IRI is answered by its successor", async () => {
  const store = storeOf(`e:film0 dbo:wikiPageRedirects e:new . e:new dbo:director e:d .
    e:film1 dbo:wikiPageRedirects e:nothing .`);
  await using endpoint = serveStore(store);
  const { question, redirect } = ENDPOINT_PRESETS.dbpedia;
  const graph = await fetchGraph(films(3), { endpoint: endpoint.url, question, redirect });
  deepStrictEqual(lines(graph), ["0 dbo:director http://example.org/d"]);
  deepStrictEqual(graph.items.map(({ state, subject }) => [state, subject]), [
    ["found", "http://example.org/new"],
    ["missing", "http://example.org/nothing"],
    ["missing", "http://example.org/film2"],
  ]);
});

Deno.test("Wikidata's preset takes direct claims between entities", async () => {
  const store = storeOf(
    `wd:Q1 wdt:P57 wd:Q2 ; wdt:P18 <http://commons.wikimedia.org/x.jpg> ; wdt:P910 wd:Q3 ;
    wdt:P345 "tt1" ; <http://www.wikidata.org/prop/P57> e:statement . wd:Q9 owl:sameAs wd:Q1 .
    wd:Q2 rdfs:label "Ann"@en .`,
  );
  await using endpoint = serveStore(store);
  const items = ["Q1", "Q9"].map((item) => ({
    item,
    entity: `http://www.wikidata.org/entity/${item}`,
  }));
  const { question, redirect } = ENDPOINT_PRESETS.wikidata;
  const graph = await fetchGraph(items, {
    endpoint: endpoint.url,
    question,
    redirect,
    labels: ["en"],
  });
  deepStrictEqual(lines(graph), [
    "Q1 wdt:P57 http://www.wikidata.org/entity/Q2",
    "Q9 wdt:P57 http://www.wikidata.org/entity/Q2",
  ]);
  strictEqual(graph.labels.size, 1);
});
