import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fetchGraph } from "../../src/remote/fetch_graph.ts";
import { films, filmTriples, itemsOf, resultsOf, serveStore, storeOf } from "./_endpoint.ts";
import { countedClock, expectedLines, lines, memoryCache, truncated } from "./_fetching.ts";

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
