import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { films, filmTriples, itemsOf, serveStore, storeOf } from "../remote/_endpoint.ts";
import { folderTest, program, run, runJson } from "./_program.ts";

/** Writes a mapping of films and gives the options that name it and the endpoint. */
function flagsFor(folder: string, url: string, count: number): string[] {
  const mapping = films(count).map(({ item, entity }) => `${item}\t${entity}\n`).join("");
  Deno.writeTextFileSync(`${folder}/mapping.tsv`, mapping);
  return [
    ...["fetch-graph", "--endpoint", url, "--items", `${folder}/mapping.tsv`],
    ...["--interval", "0", "--out", `${folder}/attributes.tsv`],
  ];
}

folderTest(
  "fetch-graph writes triples that evaluate reads, and lists what is missing",
  async (folder) => {
    const store = storeOf(filmTriples(6));
    await using endpoint = serveStore(store);
    const flags = flagsFor(folder, endpoint.url, 8);
    const missing = `${folder}/missing.tsv`;
    const { code, stdout, stderr } = await run([
      ...flags,
      "--batch",
      "4",
      "--missing-out",
      missing,
    ]);
    strictEqual(code, 0, stderr);
    match(stdout, /^items {8}8: 6 found, 2 without such triples there$/m);
    match(stdout, /^requests {5}2, of which 0 repeated one; 0 answers were in the cache$/m);
    strictEqual(
      Deno.readTextFileSync(missing),
      "item\tiri\tstate\n6\thttp://example.org/film6\tmissing\n7\thttp://example.org/film7\tmissing\n",
    );
    match(
      Deno.readTextFileSync(`${folder}/attributes.tsv`),
      /^0\tdbo:director\thttp:\/\/example.org\/director0$/m,
    );

    const ratings = films(6).flatMap(({ item }) =>
      ["a", "b", "c"].map((user) => `${user}\t${item}\t4\n`)
    );
    Deno.writeTextFileSync(`${folder}/ratings.tsv`, ratings.join(""));
    const evaluated = await runJson([
      ...["evaluate", "--ratings", `${folder}/ratings.tsv`, "--epochs", "2", "--backend", "cpu"],
      ...["--attributes", `${folder}/attributes.tsv`],
    ]);
    strictEqual(evaluated.data.itemsWithoutAttributes, 0);
  },
);

folderTest(
  "fetch-graph stops at Ctrl-C with what it has, and goes on without asking twice",
  async (folder) => {
    const store = storeOf(filmTriples(40));
    let release = () => {};
    const held = new Promise<void>((resolve) => release = resolve);
    let reached = () => {};
    const fourth = new Promise<void>((resolve) => reached = resolve);
    await using endpoint = serveStore(store, async ({ number }) => {
      if (number < 4) return;
      reached();
      await held;
      return undefined;
    });
    const flags = [...flagsFor(folder, endpoint.url, 40), "--batch", "5"];
    const child = program(flags).spawn();
    const stdout = new Response(child.stdout).text(), stderr = new Response(child.stderr).text();
    await fourth;
    child.kill("SIGINT");
    const { code } = await child.status;
    release();
    strictEqual(code, 130, await stderr);
    match(await stdout, /^items {8}40: 15 found, .*, 25 not asked for$/m);
    match(
      await stderr,
      /^Interrupted: 25 items were not asked for; the same command goes on from here$/m,
    );
    const out = `${folder}/attributes.tsv`;
    const part = Deno.readTextFileSync(`${out}.partial`);
    ok(part.includes("\n14\t") && !part.includes("\n15\t"));

    endpoint.queries.length = 0;
    endpoint.mischief = () => undefined;
    const rest = await runJson(flags);
    deepStrictEqual([rest.items.found, rest.cached, rest.requests, rest.end], [
      40,
      15,
      5,
      "complete",
    ]);
    deepStrictEqual(
      endpoint.queries.flatMap(itemsOf),
      films(40).slice(15).map(({ entity }) => entity),
    );
    ok(Deno.readTextFileSync(out).startsWith(part));
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "attributes.tsv",
      "attributes.tsv.cache",
      "mapping.tsv",
    ]);

    endpoint.queries.length = 0;
    const again = await runJson([
      ...flags,
      "--out",
      `${folder}/again.nt`,
      "--cache",
      `${out}.cache`,
    ]);
    deepStrictEqual([again.requests, again.cached, again.format, endpoint.queries.length], [
      0,
      40,
      "nt",
      0,
    ]);
    const fresh = await runJson([...flags, "--refresh"]);
    deepStrictEqual([fresh.requests, fresh.cached], [8, 0]);
  },
);

folderTest(
  "fetch-graph keeps what it has when the endpoint fails midway, and ends with 1",
  async (folder) => {
    const store = storeOf(filmTriples(6));
    await using endpoint = serveStore(
      store,
      ({ number }) => number > 1 ? new Response("not today", { status: 403 }) : undefined,
    );
    const flags = [...flagsFor(folder, endpoint.url, 6), "--batch", "3"];
    const failed = await run(flags);
    strictEqual(failed.code, 1);
    match(failed.stderr, /^error: Cannot get an answer from http:.*: it says 403, not today$/m);
    match(failed.stdout, /^items {8}6: 3 found, .*, 3 not asked for$/m);
    endpoint.mischief = () => undefined;
    const rest = await runJson(flags);
    deepStrictEqual([rest.cached, rest.items.found], [3, 6]);
    match(failed.stderr, /^The same command goes on from here$/m);
    // With --refresh it would begin anew.
    endpoint.mischief = () => new Response("not today", { status: 403 });
    const { stderr } = await run([...flags, "--refresh"]);
    match(stderr, /^The same command without --refresh goes on from here$/m);
  },
);

folderTest(
  "fetch-graph takes the format from the ending and leaves nothing of a part behind",
  async (folder) => {
    const store = storeOf(filmTriples(8));
    await using endpoint = serveStore(
      store,
      ({ query }) => query.includes("film5>") ? new Response("no", { status: 403 }) : undefined,
    );
    const flags = flagsFor(folder, endpoint.url, 8);
    const missing = `${folder}/missing.tsv`;
    const ask = [...flags, "--batch", "4", "--missing-out", missing, "--out", `${folder}/a.nt.gz`];
    const namesIn = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    strictEqual((await run(ask)).code, 1);
    ok(namesIn().includes("missing.tsv.partial"));
    endpoint.mischief = () => undefined;
    strictEqual((await runJson(ask)).format, "nt");
    const packed = (await Deno.open(`${folder}/a.nt.gz`)).readable;
    const plain = packed.pipeThrough(new DecompressionStream("gzip"));
    match(await new Response(plain).text(), /^<http:\/\/example.org\/film0> <[^>]*> .* \.\n/);
    deepStrictEqual(namesIn(), ["a.nt.gz", "a.nt.gz.cache", "mapping.tsv", "missing.tsv"]);

    const mapping = Deno.readTextFileSync(`${folder}/mapping.tsv`);
    for (
      const [more, problem] of [
        [
          ["--out", `${folder}/a.ttl`],
          /Cannot write .*a\.ttl as turtle, expected a name that ends/,
        ],
        [["--out", `${folder}/mapping.tsv`], /mapping\.tsv: it is one of the files in use/],
        [["--missing-out", `${folder}/attributes.tsv`], /attributes\.tsv: it is one of the files/],
      ] as const
    ) {
      const { code, stderr } = await run([...flags, ...more]);
      strictEqual(code, 2, stderr);
      match(stderr, problem);
    }
    strictEqual(Deno.readTextFileSync(`${folder}/mapping.tsv`), mapping);
  },
);

folderTest("fetch-graph says it waits when it waits", async (folder) => {
  const refusals = [new Response("busy", { status: 503, headers: { "retry-after": "0" } })];
  await using endpoint = serveStore(storeOf(filmTriples(2)), () => refusals.shift());
  const { code, stderr } = await run(flagsFor(folder, endpoint.url, 2));
  strictEqual(code, 0, stderr);
  match(stderr, /^waiting {6}0 s: Cannot get an answer from .*: it says 503, busy$/m);
});

folderTest("fetch-graph fails where the endpoint knows none of the items", async (folder) => {
  await using endpoint = serveStore(storeOf(""));
  const { code, stderr } = await run(flagsFor(folder, endpoint.url, 3));
  strictEqual(code, 1);
  match(stderr, /has no such triples of any of its 3 items, expected IRIs that it knows$/m);
});

folderTest("fetch-graph writes labels and chains, and sends who asks", async (folder) => {
  const store = storeOf(
    `e:film0 dbo:director e:ann ; dct:subject e:c . e:film1 dbo:director e:ann2 .
    e:ann rdfs:label "Ann"@en . e:ann2 rdfs:label "Ann"@en . e:c skos:broader e:up . e:up rdfs:label "Up"@en .`,
  );
  await using endpoint = serveStore(store);
  const flags = flagsFor(folder, endpoint.url, 2);
  await runJson([
    ...flags,
    ...["--follow", "dct:subject/skos:broader", "--labels", "en", "--contact", "me@example.org"],
  ]);
  strictEqual(
    Deno.readTextFileSync(`${folder}/attributes.tsv`),
    "0\tdbo:director\tAnn (ann)\n0\tdct:subject\thttp://example.org/c\n" +
      "0\tdct:subject/skos:broader\tUp\n1\tdbo:director\tAnn (ann2)\n",
  );
  match(endpoint.headers[0].get("user-agent")!, /^semauto\/[\d.]+ \(me@example\.org\)/);
});

folderTest("fetch-graph takes the links that graph takes", async (folder) => {
  await using endpoint = serveStore(storeOf(filmTriples(3)));
  const flags = flagsFor(folder, endpoint.url, 0);
  const links = [
    "item\ttitle\tentity\tentity label\tscore\tstatus\treason",
    "a\tA\thttp://example.org/film0\tA\t1\tproposed\tsame title",
    "b\tB\thttp://example.org/film1\tB\t0.9\tambiguous\tsame title",
    "b\tB\thttp://example.org/film2\tB\t0.86\tambiguous\tsame title",
    "c\tC\t\t\t0\tnone\tnothing like it",
  ];
  Deno.writeTextFileSync(`${folder}/mapping.tsv`, `${links.join("\n")}\n`);
  const open = await run(flags);
  strictEqual(open.code, 1);
  match(
    open.stderr,
    /mapping\.tsv: line 3, column 6: the status is 'ambiguous', expected a person's/,
  );
  const { code, stdout, stderr } = await run([...flags, "--min-link-score", "0.85"]);
  strictEqual(code, 0, stderr);
  match(stdout, /^items {8}2: 2 found/m);
  match(stderr, /^note {9}1 rows name none; 1 ambiguous links were not taken$/m);
  const items = Deno.readTextFileSync(`${folder}/attributes.tsv`).trimEnd().split("\n")
    .map((line) => line.split("\t")[0]);
  deepStrictEqual([...new Set(items)], ["a", "b"]);

  // One IRI a line, which is the id as well, means the same to both commands.
  const iris = [0, 1].map((film) => `http://example.org/film${film}`);
  Deno.writeTextFileSync(`${folder}/mapping.tsv`, iris.join("\n"));
  strictEqual((await run(flags)).code, 0);
  const ratings = iris.flatMap((iri) => ["u", "v"].map((user) => `${user}\t${iri}\t4\n`));
  Deno.writeTextFileSync(`${folder}/ratings.tsv`, ratings.join(""));
  const shaped = await run([
    ...["graph", "--ratings", `${folder}/ratings.tsv`, "--attributes", `${folder}/attributes.tsv`],
    ...["--item-entities", `${folder}/mapping.tsv`, "--min-items-per-attribute", "1"],
  ]);
  strictEqual(shaped.code, 0, shaped.stderr);
  match(shaped.stdout + shaped.stderr, /2 stand for 2 items/);
});

folderTest("fetch-graph tells what is wrong before it asks", async (folder) => {
  const flags = flagsFor(folder, "http://localhost:9/sparql", 1);
  const noNetwork = await run(flags);
  strictEqual(noNetwork.code, 2);
  match(
    noNetwork.stderr,
    /^error: Cannot reach localhost:9: the program was not given the network there, expected to be started as: deno task semauto-net fetch-graph --endpoint http:\/\/localhost:9\/sparql --items /m,
  );
  const nowhere = await run(["fetch-graph", "--items", "x", "--out", `${folder}/o`]);
  strictEqual(nowhere.code, 2);
  match(nowhere.stderr, /^error: Cannot tell where to ask, expected --preset or --endpoint$/m);
  Deno.writeTextFileSync(`${folder}/mapping.tsv`, "1\thttp://e.org/a\n2\thttp://e.org/a|b\n");
  const bad = await run(flags);
  strictEqual(bad.code, 1);
  match(bad.stderr, /mapping\.tsv: line 2, column 2: the IRI holds '\|', expected it as %7C$/m);
  Deno.writeTextFileSync(`${folder}/mapping.tsv`, "");
  const empty = await run(flags);
  strictEqual(empty.code, 1);
  match(empty.stderr, /mapping\.tsv: the file is empty, expected items and IRIs$/m);
});
