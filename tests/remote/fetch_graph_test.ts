import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { UsageError } from "../../src/errors.ts";
import { ENDPOINT_PRESETS } from "../../src/remote/endpoint_presets.ts";
import { fetchGraph, type FetchGraphOptions } from "../../src/remote/fetch_graph.ts";
import { itemTriples } from "../../src/remote/graph_text.ts";
import type { Clock } from "../../src/remote/polite_client.ts";
import type { AnswerCache } from "../../src/remote/subject_answers.ts";
import {
  answer,
  cappedAnswer,
  films,
  filmTriples,
  itemsOf,
  resultsOf,
  serveStore,
  storeOf,
} from "./_endpoint.ts";

/** Waits that take no time and are counted. */
function countedClock() {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => 0,
    wait(milliseconds, signal) {
      waits.push(milliseconds);
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
    },
  };
  return { waits, clock };
}

function memoryCache(): AnswerCache & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, text) => Promise.resolve(void kept.set(key, text)),
  };
}

/** Item, relation and value of every triple, sorted. */
const lines = (graph: Awaited<ReturnType<typeof fetchGraph>>) =>
  [...itemTriples(graph)].map(({ item, relation, value }) => `${item} ${relation} ${value.value}`)
    .sort();

/** What the store itself says of films. */
function expectedLines(store: ReturnType<typeof storeOf>, count: number): string[] {
  const short = (iri: string) =>
    iri.replace("http://dbpedia.org/ontology/", "dbo:").replace(
      "http://purl.org/dc/terms/",
      "dct:",
    );
  const rows = JSON.parse(
    resultsOf(store, "SELECT ?s ?p ?o WHERE { ?s ?p ?o . FILTER(isIRI(?o)) }"),
  );
  return rows.results.bindings
    .map(({ s, p, o }: Record<string, { value: string }>) =>
      [/film(\d+)$/.exec(s.value)?.[1], short(p.value), o.value] as const
    )
    .filter(([k]: [string?]) => k !== undefined && Number(k) < count)
    .map((row: string[]) => row.join(" ")).sort();
}

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

Deno.test("429 and 503 are waited for as long as Retry-After says, in seconds or until a date, else ever longer", async () => {
  const store = storeOf(filmTriples(2));
  const refusals = [
    new Response("slow down", { status: 429, headers: { "retry-after": "7" } }),
    new Response("", { status: 503, headers: { "retry-after": new Date(90_000).toUTCString() } }),
    new Response("", { status: 503 }),
    new Response("", { status: 502 }),
  ];
  await using endpoint = serveStore(store, () => refusals.shift());
  const { waits, clock } = countedClock();
  const told: string[] = [];
  const graph = await fetchGraph(films(2), {
    endpoint: endpoint.url,
    clock,
    onRetry: ({ error }) => told.push(error.message),
  });
  deepStrictEqual(lines(graph), expectedLines(store, 2));
  deepStrictEqual(waits, [7000, 90_000, 4000, 8000]);
  deepStrictEqual([graph.requests, graph.retries], [5, 4]);
  match(
    told[0],
    /^Cannot get an answer from http:\/\/127\.0\.0\.1:\d+\/sparql: it says 429, slow down$/,
  );
});

Deno.test("a signal ends a long wait at once", async () => {
  const busy = () => new Response("", { status: 429, headers: { "retry-after": "500" } });
  await using endpoint = serveStore(storeOf(filmTriples(1)), busy);
  const controller = new AbortController();
  const graph = await fetchGraph(films(1), {
    endpoint: endpoint.url,
    signal: controller.signal,
    onRetry: () =>
      setTimeout(() => controller.abort(new DOMException("Interrupted", "AbortError")), 0),
  });
  deepStrictEqual([graph.end, graph.requests], ["interrupted", 1]);
});

Deno.test("requests keep their distance", async () => {
  await using endpoint = serveStore(storeOf(filmTriples(3)));
  const { waits, clock } = countedClock();
  await fetchGraph(films(3), { endpoint: endpoint.url, batchSize: 1, interval: 250, clock });
  deepStrictEqual(waits, [250, 250]);
});

Deno.test("an endpoint that stays busy or asks for too long a wait is given up, and what it said before is kept", async () => {
  const store = storeOf(filmTriples(6));
  await using endpoint = serveStore(store);
  const { clock } = countedClock();
  for (const headers of [{}, { "retry-after": "7200" }] as Record<string, string>[]) {
    endpoint.queries.length = 0;
    endpoint.mischief = ({ number }) =>
      number > 2 ? new Response("down", { status: 503, headers }) : undefined;
    const graph = await fetchGraph(films(6), {
      endpoint: endpoint.url,
      batchSize: 2,
      retries: 3,
      clock,
    });
    strictEqual(graph.end, "failed");
    match(graph.failure!.message, /it says 503, down$/);
    strictEqual(graph.requests, "retry-after" in headers ? 3 : 6);
    deepStrictEqual(lines(graph), expectedLines(store, 4));
    deepStrictEqual(graph.items.map(({ state }) => state), [
      ...Array(4).fill("found"),
      ...Array(2).fill("unasked"),
    ]);
  }
});

Deno.test("a server that is not there is tried again, and the error says why without the whole query", async () => {
  const { waits, clock } = countedClock();
  const gone = serveStore(storeOf(""));
  await gone[Symbol.asyncDispose]();
  const graph = await fetchGraph(films(1), { endpoint: gone.url, retries: 2, clock });
  deepStrictEqual([graph.end, waits], ["failed", [1000, 2000]]);
  match(
    graph.failure!.message,
    /^Cannot get an answer from http:\/\/127\.0\.0\.1:\d+\/sparql: [^?]*refused[^?]*$/i,
  );
});

Deno.test("a refusal is not repeated", async () => {
  const { clock } = countedClock();
  await using endpoint = serveStore(
    storeOf(""),
    () => new Response("no such thing", { status: 404 }),
  );
  const graph = await fetchGraph(films(1), { endpoint: endpoint.url, clock });
  deepStrictEqual([graph.end, graph.requests, graph.failure?.status], ["failed", 1, 404]);
  endpoint.mischief = () => new Response("<html>", { headers: { "content-type": "text/html" } });
  const page = await fetchGraph(films(1), { endpoint: endpoint.url, clock });
  match(page.failure!.message, /it answers with text\/html, expected SPARQL results in JSON$/);
});

/** An answer of which the last `missing` characters never come. */
const truncated = (text: string, missing: number) =>
  new Response(text.slice(0, -missing), {
    headers: { "content-type": "application/sparql-results+json" },
  });

Deno.test("answers that break off are asked for again, then in halves", async () => {
  const store = storeOf(filmTriples(8));
  // Only answers of up to two films come whole.
  await using endpoint = serveStore(
    store,
    ({ query }) => itemsOf(query).length > 2 ? truncated(resultsOf(store, query), 40) : undefined,
  );
  const { clock } = countedClock();
  const graph = await fetchGraph(films(8), { endpoint: endpoint.url, clock });
  deepStrictEqual(lines(graph), expectedLines(store, 8));
  deepStrictEqual(endpoint.queries.map((query) => itemsOf(query).length), [
    8,
    8,
    4,
    4,
    2,
    2,
    4,
    4,
    2,
    2,
  ]);
});

Deno.test("a connection that is lost midway is taken up again", async () => {
  const store = storeOf(filmTriples(3));
  await using endpoint = serveStore(store, ({ query, number }) => {
    if (number > 2) return;
    const bytes = new TextEncoder().encode(resultsOf(store, query));
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, 100));
      },
      pull(controller) {
        controller.error(new Error("gone"));
      },
    });
    return new Response(body, { headers: { "content-type": "application/sparql-results+json" } });
  });
  const { clock } = countedClock();
  const graph = await fetchGraph(films(3), { endpoint: endpoint.url, clock });
  deepStrictEqual([lines(graph), graph.retries], [expectedLines(store, 3), 2]);
});

Deno.test("an answer that is too slow is given up, and asked for in halves", async () => {
  const store = storeOf(filmTriples(4));
  const held: (() => void)[] = [];
  await using endpoint = serveStore(store, async ({ query }) => {
    if (itemsOf(query).length > 2) await new Promise<void>((resolve) => held.push(resolve));
    return undefined;
  });
  const { clock } = countedClock();
  const graph = await fetchGraph(films(4), { endpoint: endpoint.url, clock, timeout: 300 });
  held.forEach((release) => release());
  deepStrictEqual(lines(graph), expectedLines(store, 4));
  deepStrictEqual(endpoint.queries.map((query) => itemsOf(query).length), [4, 4, 2, 2]);
});

Deno.test("one item that always fails is told of, and the others are fetched all the same", async () => {
  const store = storeOf(filmTriples(8));
  await using endpoint = serveStore(
    store,
    ({ query }) =>
      query.includes("film5>") ? new Response("SR171: timed out", { status: 500 }) : undefined,
  );
  const { clock } = countedClock();
  const graph = await fetchGraph(films(8), { endpoint: endpoint.url, clock, retries: 2 });
  strictEqual(graph.end, "complete");
  deepStrictEqual(
    graph.items.filter(({ state }) => state !== "found").map(({ item, state }) => [item, state]),
    [["5", "failed"]],
  );
  deepStrictEqual(lines(graph), expectedLines(store, 8).filter((line) => !line.startsWith("5 ")));
});

Deno.test("items that always fail do not keep the next attempt from the others", async () => {
  const store = storeOf(filmTriples(12));
  await using endpoint = serveStore(
    store,
    ({ query }) =>
      /film[0-3]>/.test(query) ? new Response("SR171: timed out", { status: 500 }) : undefined,
  );
  const { clock } = countedClock();
  const cache = memoryCache();
  const options = { endpoint: endpoint.url, clock, retries: 1, batchSize: 4, cache };
  const states = async () => {
    const { end, items } = await fetchGraph(films(12), options);
    const count = (state: string) => items.filter((item) => item.state === state).length;
    return [end, count("found"), count("failed"), count("unasked")];
  };
  deepStrictEqual(await states(), ["failed", 0, 3, 9]);
  deepStrictEqual(await states(), ["complete", 8, 4, 0]);
  endpoint.mischief = () => undefined;
  deepStrictEqual(await states(), ["complete", 12, 0, 0]);
  // A good answer stays where asking anew fails.
  endpoint.mischief = () => new Response("SR171: timed out", { status: 500 });
  await fetchGraph(films(12), { ...options, refresh: true });
  strictEqual((await fetchGraph(films(12), options)).cached, 12);
});

Deno.test("an endpoint that fails for everything is given up soon", async () => {
  await using endpoint = serveStore(storeOf(""), () => new Response("broken", { status: 500 }));
  const { clock } = countedClock();
  const graph = await fetchGraph(films(64), {
    endpoint: endpoint.url,
    clock,
    batchSize: 64,
    retries: 1,
  });
  strictEqual(graph.end, "failed");
  ok(graph.requests < 30, `${graph.requests} requests`);
});

for (
  const [what, cap, header] of [
    ["says so", 7, "x-sparql-maxrows"],
    ["is known", 7, undefined],
  ] as const
) {
  Deno.test(`a batch beyond the cap of rows is asked for in halves, where the cap ${what}`, async () => {
    const store = storeOf(filmTriples(9));
    await using endpoint = serveStore(
      store,
      ({ query }) => cappedAnswer(store, query, cap, header),
    );
    const rowCap = header ? undefined : cap;
    const graph = await fetchGraph(films(9), { endpoint: endpoint.url, rowCap });
    deepStrictEqual(lines(graph), expectedLines(store, 9));
    deepStrictEqual(graph.cutShort, []);
  });
}

Deno.test("an answer of a round number of rows is not trusted", async () => {
  const store = storeOf(Array.from({ length: 2300 }, (_, k) => `e:film0 e:p e:v${k} .`).join("\n"));
  await using endpoint = serveStore(store, ({ query }) => cappedAnswer(store, query, 1000));
  const graph = await fetchGraph(films(1), { endpoint: endpoint.url });
  deepStrictEqual([lines(graph).length, graph.requests, graph.cutShort], [2300, 4, []]);
});

Deno.test("a single item beyond the cap comes in pages, whatever its values are", async () => {
  const odd = [
    '"a \\"quoted\\" text"',
    '"back\\\\slash"',
    '"two\\nlines"',
    '"tab\\there"',
    '"😀"',
    '"é"@fr',
    "3",
    "3.5",
  ];
  const values = [...odd, ...Array.from({ length: 30 }, (_, k) => `e:v${k}`)];
  const store = storeOf(`e:film0 e:p ${values.join(", ")} ; e:q ${values.join(", ")} .`);
  const question = { literals: "all" } as const;
  const whole = serveStore(store);
  const expected = lines(await fetchGraph(films(1), { endpoint: whole.url, question }));
  await whole[Symbol.asyncDispose]();
  strictEqual(expected.length, 2 * values.length);
  for (const cap of [2, 5, 76]) {
    await using endpoint = serveStore(store, ({ query }) => cappedAnswer(store, query, cap));
    const graph = await fetchGraph(films(1), { endpoint: endpoint.url, question, rowCap: cap });
    deepStrictEqual(lines(graph), expected, `cap ${cap}`);
    deepStrictEqual(graph.cutShort, []);
  }
});

Deno.test("where pages get nowhere the item is said to be cut short", async () => {
  const store = storeOf(`e:film0 e:p "a"@en, "a"@de, "a"@it, "b" .`);
  await using endpoint = serveStore(store, ({ query }) => cappedAnswer(store, query, 2));
  const question = { literals: "all" } as const;
  const graph = await fetchGraph(films(1), { endpoint: endpoint.url, question, rowCap: 2 });
  deepStrictEqual(graph.cutShort, ["http://example.org/film0"]);
  strictEqual(lines(graph).length, 2);
});

Deno.test("where pages fail the item is cut short or failed, and the others are fetched all the same", async () => {
  const store = storeOf("e:film0 e:p e:a, e:b, e:c, e:d, e:e . e:film1 e:p e:a .");
  await using endpoint = serveStore(store);
  const { clock } = countedClock();
  for (const [pages, state] of [[1, "found"], [0, "failed"]] as const) {
    let asked = 0;
    endpoint.mischief = ({ query }) =>
      query.includes("LIMIT") && ++asked > pages
        ? new Response("SR353: sorted too much", { status: 500 })
        : cappedAnswer(store, query, 3);
    const graph = await fetchGraph(films(2), {
      endpoint: endpoint.url,
      rowCap: 3,
      retries: 1,
      clock,
    });
    deepStrictEqual(graph.items.map((item) => item.state), [state, "found"]);
    deepStrictEqual(graph.cutShort.length, pages);
    strictEqual(lines(graph).length, 1 + 3 * pages);
  }
});

Deno.test("an item is not called missing before its successor was looked up", async () => {
  const store = storeOf("e:film0 dbo:wikiPageRedirects e:new . e:new dbo:director e:d .");
  const { clock } = countedClock();
  const { question, redirect } = ENDPOINT_PRESETS.dbpedia;
  for (
    const [status, state, end] of [[403, "unasked", "failed"], [500, "failed", "complete"]] as const
  ) {
    await using endpoint = serveStore(
      store,
      ({ query }) => query.includes("VALUES ?relation") ? new Response("", { status }) : undefined,
    );
    const options = { endpoint: endpoint.url, question, redirect, retries: 1, clock };
    const graph = await fetchGraph(films(1), options);
    deepStrictEqual([graph.items[0].state, graph.end, graph.failedValues], [state, end, []]);
  }
});

Deno.test("an endpoint that has moved is asked by GET, and by POST says where it is", async () => {
  const store = storeOf(filmTriples(1));
  await using endpoint = serveStore(store, ({ request }) => {
    const { pathname, search, origin } = new URL(request.url);
    return pathname === "/sparql" ? Response.redirect(`${origin}/new${search}`, 301) : undefined;
  });
  const found = await fetchGraph(films(1), { endpoint: endpoint.url });
  deepStrictEqual(lines(found), expectedLines(store, 1));
  const moved = await fetchGraph(films(1), { endpoint: endpoint.url, method: "post" });
  match(moved.failure!.message, /it says 301, moved to http:.*\/new$/);
});

Deno.test("part of an answer for lack of time is no answer", async () => {
  const store = storeOf(filmTriples(2));
  await using endpoint = serveStore(store, ({ query }) => {
    if (itemsOf(query).length === 1) return;
    const response = cappedAnswer(store, query, 1);
    response.headers.set("x-sql-state", "S1TAT");
    return response;
  });
  const { clock } = countedClock();
  const graph = await fetchGraph(films(2), { endpoint: endpoint.url, clock });
  deepStrictEqual(lines(graph), expectedLines(store, 2));
});

Deno.test("an endpoint that forbids a page is given up, and its item asked for again", async () => {
  const store = storeOf("e:film0 e:p e:a, e:b, e:c, e:d, e:e .");
  const forbidding = { is: true };
  await using endpoint = serveStore(
    store,
    ({ query, number }) =>
      forbidding.is && number > 3
        ? new Response("", { status: 403 })
        : cappedAnswer(store, query, 3),
  );
  const options = { endpoint: endpoint.url, rowCap: 3, cache: memoryCache() };
  const banned = await fetchGraph(films(1), options);
  deepStrictEqual([banned.end, banned.cutShort, lines(banned)], ["failed", [], []]);
  forbidding.is = false;
  const again = await fetchGraph(films(1), options);
  deepStrictEqual([again.end, lines(again)], ["complete", expectedLines(store, 1)]);
});

Deno.test("a signal ends the work with what there is, and the cache lets it go on without asking twice", async () => {
  const store = storeOf(filmTriples(12));
  const controller = new AbortController();
  await using endpoint = serveStore(store, ({ query, number }) => {
    if (number === 3) controller.abort(new DOMException("Interrupted", "AbortError"));
    return answer(store, query);
  });
  const cache = memoryCache();
  const options = { endpoint: endpoint.url, batchSize: 3, cache };
  const part = await fetchGraph(films(12), { ...options, signal: controller.signal });
  deepStrictEqual([part.end, lines(part)], ["interrupted", expectedLines(store, 6)]);
  strictEqual(part.items.filter(({ state }) => state === "unasked").length, 6);

  endpoint.mischief = () => undefined;
  const rest = await fetchGraph(films(12), options);
  deepStrictEqual([rest.end, lines(rest), rest.cached], ["complete", expectedLines(store, 12), 6]);
  const asked = endpoint.queries.slice(3).flatMap(itemsOf);
  deepStrictEqual(asked, films(12).slice(6).map(({ entity }) => entity));

  const again = await fetchGraph(films(12), options);
  deepStrictEqual([again.requests, again.cached, lines(again)], [0, 12, expectedLines(store, 12)]);
  const fresh = await fetchGraph(films(12), { ...options, refresh: true });
  deepStrictEqual([fresh.requests, fresh.cached], [4, 0]);
  const other = await fetchGraph(films(12), {
    ...options,
    question: { relations: ["dct:subject"] },
  });
  strictEqual(other.cached, 0);
});

Deno.test("a damaged answer in the cache is asked for again", async () => {
  const store = storeOf(filmTriples(2));
  await using endpoint = serveStore(store);
  const cache = memoryCache();
  await fetchGraph(films(2), { endpoint: endpoint.url, cache });
  const [first] = cache.kept.keys();
  cache.kept.set(first, `{"facts":[`);
  const graph = await fetchGraph(films(2), { endpoint: endpoint.url, cache });
  deepStrictEqual([graph.cached, lines(graph)], [1, expectedLines(store, 2)]);
});

Deno.test("progress counts up to all items", async () => {
  await using endpoint = serveStore(storeOf(filmTriples(5)));
  const seen: number[] = [];
  await fetchGraph(films(5), {
    endpoint: endpoint.url,
    batchSize: 2,
    onProgress: ({ done, total }) => seen.push(done / total),
  });
  deepStrictEqual(seen, [0.2, 0.4, 0.6, 0.8, 1]);
});

Deno.test("whatever an endpoint does, a complete graph is what the engine holds, and a part of it is a part", async () => {
  const store = storeOf(filmTriples(17));
  const whole = expectedLines(store, 17);
  const tricks: Record<string, (query: string, cap: number) => Response | undefined> = {
    honest: () => undefined,
    busy: () => new Response("busy", { status: 503 }),
    slow: () => new Response("too slow", { status: 504 }),
    broken: (query) => truncated(resultsOf(store, query), 3),
    long: () => new Response("", { status: 414 }),
    forbidden: () => new Response("", { status: 403 }),
  };
  await using endpoint = serveStore(store);
  const { clock } = countedClock();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(tricks)), { maxLength: 12 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 2, max: 30 }),
      async (sequence, batchSize, cap) => {
        let k = 0;
        endpoint.mischief = ({ query }) =>
          tricks[sequence[k++] ?? "honest"](query, cap) ?? cappedAnswer(store, query, cap);
        const graph = await fetchGraph(films(17), {
          endpoint: endpoint.url,
          batchSize,
          rowCap: cap,
          retries: 3,
          clock,
        });
        const found = lines(graph);
        const open = graph.items.filter(({ state }) => state !== "found");
        const partly = graph.items.filter(({ subject }) => graph.cutShort.includes(subject));
        const missing = whole.filter((line) =>
          !found.includes(line) &&
          [...open, ...partly].some(({ item }) => line.startsWith(`${item} `))
        );
        deepStrictEqual([...found, ...missing].sort(), whole);
        // Pages that are too much for it, again and again.
        if (partly.length > 0) {
          const slow = sequence.filter((trick) => ["busy", "slow", "broken"].includes(trick));
          ok(sequence.includes("long") || slow.length > 3);
        }
        if (graph.end === "complete") ok(open.every(({ state }) => state === "failed"));
        else ok(sequence.includes("forbidden") || sequence.length > 3);
      },
    ),
    { numRuns: 50 },
  );
});
