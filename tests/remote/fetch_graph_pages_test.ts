import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { ENDPOINT_PRESETS } from "../../src/remote/endpoint_presets.ts";
import { fetchGraph } from "../../src/remote/fetch_graph.ts";
import { cappedAnswer, films, filmTriples, itemsOf, serveStore, storeOf } from "./_endpoint.ts";
import { countedClock, expectedLines, lines, memoryCache } from "./_fetching.ts";

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
