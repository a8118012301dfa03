import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, loadPersonal, run, runJson, writeData } from "./_program.ts";

/** Adds years, lengths, subjects and what is broader to the written data, and labels for some. */
function enrich(folder: string, films = 30) {
  const data = writeData(folder);
  const lines = [Deno.readTextFileSync(data.attributes).trimEnd()];
  for (let film = 0; film < films; film++) {
    const id = `50% film ${film}`;
    lines.push(`${id}\tdbo:released\t${1970 + film}-05-01`);
    lines.push(`${id}\tdbo:runtime\t${80 + 3 * film}`);
    lines.push(`${id}\tdct:subject\thttp://dbpedia.org/resource/Category:C_${film % 10}`);
    lines.push(`${id}\tdbp:director\thttp://dbpedia.org/resource/D_${film % 7}`);
    lines.push(`${id}\trdf:type\tFilm`);
  }
  Deno.writeTextFileSync(data.attributes, `${lines.join("\n")}\n`);
  const more = `${folder}/more.tsv`;
  const categories = Array.from(
    { length: 10 },
    (_, c) => `http://dbpedia.org/resource/Category:C_${c}\tskos:broader\twd:Q${c % 2}\n`,
  );
  Deno.writeTextFileSync(more, categories.join("") + 'wd:Q0\trdfs:label\t"even things"@en\n');
  return { ...data, more };
}

folderTest(
  "graph shows what every option makes of the triples, and writes what can be read again",
  async (folder) => {
    const { ratings, attributes, more } = enrich(folder);
    const out = `${folder}/kept.tsv`;
    const files = ["--ratings", ratings, "--attributes", `${attributes},${more}`];
    const args = [
      ...["graph", ...files, "--chain", "dct:subject/skos:broader"],
      ...["--decades", "dbo:released", "--bins", "dbo:runtime=3", "--merge-relations"],
      ...["--exclude-relations", "genre", "--max-items-per-attribute", "90%", "--language", "en"],
    ];
    const { code, stdout, stderr } = await run([...args, "--out", out]);
    strictEqual(code, 0, stderr);
    match(stdout, /^triples {6}221: 120 kept, 10 steps of chains, 1 labels$/m);
    match(stdout, /^ {2}dropped {4}30 of relations that were not chosen$/m);
    match(stdout, /^ {2}merged {5}dbp:director into dbo:director: same name, overlap 1.00$/m);
    match(stdout, /^broader {6}2 categories on 10 edges from attributes$/m);
    match(stdout, /^dct:subject\/skos:broader +30 +30 +2 +30 /m);
    match(
      stdout,
      /^common {7}30 with attributes of too many items, such as\n {2}50% film 0 {2}rdf:type {2}Film$/m,
    );
    const written = Deno.readTextFileSync(out);
    for (const line of ["released\t1980s", "runtime\t80 to 107", "broader\twd:Q0"]) {
      ok(
        written.includes(line),
        line,
      );
    }
    ok(written.includes("wd:Q0\trdfs:label\teven things\n"));
    const again = await runJson(["graph", "--ratings", ratings, "--attributes", out]);
    const first = await runJson(args);
    strictEqual(again.graph.kept, again.graph.triples - 1);
    strictEqual(again.data.edges, first.data.edges);
    strictEqual(first.graph.broaderEdges, 10);
  },
);

folderTest(
  "graph writes the format of the ending, and every value and label comes back",
  async (folder) => {
    const write = (name: string, text: string) => {
      Deno.writeTextFileSync(`${folder}/${name}`, text);
      return `${folder}/${name}`;
    };
    const ratings = write("ratings.tsv", "u\ta\t5\nu\tb\t3\n");
    const values = ['"two\nlines"', '"a\ttab"', '"q""s"', "plain", "wd:Q1"];
    const rows = values.flatMap((value) => ["a", "b"].map((item) => `${item},has,${value}\n`));
    // The label of a song, which has quotes of its own.
    const label = String.raw`wd:Q1,rdfs:label,"""\""Heroes\"""""`;
    const attributes = write("a.csv", `item,relation,value\n${rows.join("")}${label}\n`);
    const graph = ["graph", "--ratings", ratings, "--attributes"];
    for (const ending of ["csv", "parquet", "nt", "ttl.gz"]) {
      const out = `${folder}/out.${ending}`, back = `${folder}/back.csv`;
      await runJson([...graph, attributes, "--out", out]);
      const [first, second] = Deno.readFileSync(out);
      strictEqual(first === 0x1f && second === 0x8b, ending.endsWith(".gz"), ending);
      const again = await runJson([...graph, out, "--literals", "has", "--out", back]);
      deepStrictEqual([again.graph.kept, again.graph.labels, again.data.attributes], [10, 1, 5]);
      const lines = Deno.readTextFileSync(back);
      ok(lines.includes("a,has,plain\n") && lines.includes(label.slice("wd:Q1".length)), lines);
    }
    const { code, stderr } = await run([...graph, attributes, "--out", `${folder}/out.tsv`]);
    strictEqual(code, 2);
    match(
      stderr,
      /Cannot write the data with tabs: a field is "two\\nlines", expected text without/,
    );
  },
);

folderTest("links and triples may name entities in different forms", async (folder) => {
  const write = (name: string, text: string) => {
    Deno.writeTextFileSync(`${folder}/${name}`, text);
    return `${folder}/${name}`;
  };
  const ratings = write("ratings.tsv", "u\ta\t5\nu\tb\t3\nv\tc\t3\n");
  const dbr = "http://dbpedia.org/resource/";
  const links = write("links.tsv", `a\tdbr:Heat\nb\t<${dbr}Ali>\nc\t${dbr}Ali\n`);
  const forms = {
    "iris.nt": `<${dbr}Heat> <${dbr}p> <${dbr}v> .\n<${dbr}Ali> <${dbr}p> <${dbr}v> .\n`,
    "names.tsv": `dbr:Heat\tp\tv\n<${dbr}Ali>\tp\tv\n`,
  };
  for (const [name, text] of Object.entries(forms)) {
    const flags = ["--attributes", write(name, text), "--item-entities", links];
    const { data } = await runJson(["graph", "--ratings", ratings, ...flags]);
    deepStrictEqual([data.attributes, data.edges], [1, 3], name);
    const out = `${folder}/own.tsv`;
    const from = ["--from", `${folder}/${name}`, "--kind", "attributes", "--item-entities", links];
    strictEqual((await runJson(["convert", ...from, "--to", out])).records, 3);
  }
});

folderTest("blank nodes of different files are different things", async (folder) => {
  const write = (name: string, text: string) => {
    Deno.writeTextFileSync(`${folder}/${name}`, text);
    return `${folder}/${name}`;
  };
  const ratings = write("ratings.tsv", "u\thttp://e.org/a\t5\nu\thttp://e.org/b\t3\n");
  const part = (item: string, value: string) =>
    `<http://e.org/${item}> <http://e.org/p> _:b0 .\n_:b0 <http://e.org/q> <http://e.org/${value}> .\n`;
  const files = [write("a.nt", part("a", "x")), write("b.nt", part("b", "y"))];
  const chain = "http://e.org/p/http://e.org/q";
  const args = ["--ratings", ratings, "--min-items-per-attribute", "1", "--chain", chain];
  const out = `${folder}/out.tsv`;
  await runJson(["graph", ...args, "--attributes", files.join(","), "--out", out]);
  const lines = Deno.readTextFileSync(out).split("\n").filter((line) => line.includes(chain));
  deepStrictEqual(lines.sort(), [
    `http://e.org/a\t${chain}\thttp://e.org/x`,
    `http://e.org/b\t${chain}\thttp://e.org/y`,
  ]);
});

folderTest("results never take the place of what they are made from", async (folder) => {
  const { ratings, attributes, items } = writeData(folder);
  const graph = ["graph", "--ratings", ratings, "--attributes", `${attributes},${attributes}`];
  const entities = `${folder}/entities.tsv`;
  Deno.writeTextFileSync(entities, "dbr:Heat\tHeat\n");
  Deno.symlinkSync(attributes, `${folder}/other-name.tsv`);
  for (
    const [file, args] of [
      [attributes, [...graph, "--out", `${folder}/other-name.tsv`]],
      [ratings, [...graph, "--out", `${folder}/./ratings.tsv`]],
      [items, [...graph, "--items", items, "--out", items]],
      [items, ["link", "--items", items, "--entities", entities, "--out", items]],
      [entities, ["link", "--items", items, "--entities", entities, "--out", entities]],
    ] as const
  ) {
    const before = Deno.readTextFileSync(file);
    const { code, stderr } = await run(args);
    strictEqual(code, 2, stderr);
    match(stderr, /^error: Cannot write .*: it is one of the files in use, expected another$/m);
    strictEqual(Deno.readTextFileSync(file), before);
  }
});

folderTest("train names attributes by labels and joins items by their entities", async (folder) => {
  const { ratings, attributes, more, items } = enrich(folder);
  const text = Deno.readTextFileSync(attributes);
  Deno.writeTextFileSync(attributes, text.replaceAll(/^50% film (\d+)/gm, "dbr:Film_$1"));
  const links = `${folder}/links.tsv`;
  const rows = Array.from({ length: 30 }, (_, n) => `50% film ${n}\tdbr:Film_${n}\n`);
  Deno.writeTextFileSync(links, `item\tentity\n${rows.join("")}`);
  const model = `${folder}/m`;
  const { code, stdout, stderr } = await run([
    ...[
      "train",
      "--ratings",
      ratings,
      "--attributes",
      `${attributes},${more}`,
      "--item-entities",
      links,
    ],
    ...["--chain", "dct:subject/skos:broader", "--items", items],
    ...[
      "--relations",
      "genre",
      "--epochs",
      "30",
      "--backend",
      "cpu",
      "--threads",
      "1",
      "--out",
      model,
    ],
  ]);
  strictEqual(code, 0, stderr);
  match(stdout, /^entities {5}30 stand for 30 items$/m);
  const stored = await loadPersonal(model);
  strictEqual(stored.notes.graph, 'relations ["genre"], chain ["dct:subject/skos:broader"]');
  const { attributes: kept } = stored.model.dataset;
  deepStrictEqual(
    kept.filter(({ relation }) => relation.endsWith("broader")).map((
      { value, name },
    ) => [value, name]),
    [["wd:Q0", "even things"], ["wd:Q1", undefined]],
  );
  // What labels say is what people type, too.
  const muted = ["--mute", "broader subject: even things"];
  const { adjustment } = await runJson(["explain", "--model", model, "--user", "user 1", ...muted]);
  strictEqual(adjustment.factors[0].label, "broader subject: even things");
});

folderTest("commands refuse options of the graph that cannot be met", async (folder) => {
  const { ratings, attributes } = enrich(folder);
  const misuse: [string[], RegExp][] = [
    [
      ["--relations", "dbo:directr"],
      /'dbo:directr' among the relations to include: no triple has such a relation/,
    ],
    [
      ["--max-items-per-attribute", "0%"],
      /'0%' as --max-items-per-attribute, expected a whole number from 1, or a share/,
    ],
    [["--bins", "dbo:runtime"], /'dbo:runtime' as --bins, expected relation=n/],
    [["--merge-relations", "a"], /'a' as --merge-relations, expected pairs/],
    [["--min-link-score", "0.5"], /--min-link-score without links/],
    [["--merge-overlap", "0.5"], /--merge-overlap alone/],
    [["--chain", "dct:subject"], /chain 'dct:subject': it has 1 relation/],
    [["--max-items-per-attribute", "1"], /none of the .* attributes is on 2 to 1 rated items/],
  ];
  for (const [options, message] of misuse) {
    const { code, stderr } = await run([
      "graph",
      "--ratings",
      ratings,
      "--attributes",
      attributes,
      ...options,
    ]);
    strictEqual(code, 2, stderr);
    match(stderr, message);
  }
});

folderTest(
  "link proposes entities for review, and what is ambiguous is refused until somebody decides",
  async (folder) => {
    const write = (name: string, text: string) => {
      Deno.writeTextFileSync(`${folder}/${name}`, text);
      return `${folder}/${name}`;
    };
    const items = write(
      "movies.dat",
      "1::Matrix, The (1999)::Action\n2::Psycho::Horror\n3::Nothing::Drama\n",
    );
    const dbr = "http://dbpedia.org/resource/";
    const entities = write(
      "labels.tsv",
      [
        `${dbr}The_Matrix\tThe Matrix\n`,
        `${dbr}Psycho_(1960_film)\tPsycho (1960 film)\n`,
        `${dbr}Psycho_(1998_film)\tPsycho (1998 film)\n`,
      ].join(""),
    );
    const out = `${folder}/links.tsv`;
    const found = await runJson(["link", "--items", items, "--entities", entities, "--out", out]);
    deepStrictEqual([found.proposed, found.ambiguous, found.none], [1, 1, 1]);
    const ratings = write("ratings.tsv", "a\t1\t5\na\t2\t3\nb\t1\t4\nb\t2\t2\n");
    const attributes = write("kg.tsv", `${dbr}The_Matrix\tp\tv\n${dbr}Psycho_(1998_film)\tp\tv\n`);
    const graph = [
      "graph",
      "--ratings",
      ratings,
      "--attributes",
      attributes,
      "--item-entities",
      out,
    ];
    const refused = await run(graph);
    strictEqual(refused.code, 1);
    match(
      refused.stderr,
      /line 3, column 6: the status is 'ambiguous', expected a person's choice/,
    );
    const rows = Deno.readTextFileSync(out).split("\n");
    const reviewed = rows.map((line) =>
      line.replace("ambiguous", line.includes("1998") ? "accepted" : "rejected")
    );
    Deno.writeTextFileSync(out, reviewed.join("\n"));
    strictEqual((await runJson(graph)).graph.kept, 2);
  },
);
