import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { fetchGraph } from "../../src/remote/fetch_graph.ts";
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
import { countedClock, expectedLines, lines, memoryCache, truncated } from "./_fetching.ts";

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
