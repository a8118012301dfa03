import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, program, run, runJson, writeData } from "./_program.ts";

const read = (path: string) => Deno.readTextFileSync(path);

/** Runs the program with a text on standard input. */
async function piped(input: string, args: readonly string[]) {
  // The text goes by the environment: a shell hands it over as another program would.
  const { code, stdout, stderr } = await program(
    args,
    { INPUT: input },
    ["/bin/sh", "-c", 'printf "%s" "$INPUT" | exec "$@"', "sh"],
  ).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

folderTest("convert goes through every format and back to the same lines", async (folder) => {
  const { ratings, attributes, items } = writeData(folder);
  const through = async (from: string, kind: string, ...files: readonly string[]) => {
    let last = from;
    for (const file of files) {
      const { records, bytes } = await runJson([
        ...["convert", "--kind", kind, "--from", last, "--to", `${folder}/${file}`],
      ]);
      ok(records > 0 && bytes > 0);
      last = `${folder}/${file}`;
    }
    return read(last).split("\n").slice(1).sort();
  };
  const sorted = (path: string) => read(path).split("\n").sort();
  const after = (path: string) => sorted(path).filter((line) => line !== "");
  const data = (lines: readonly string[]) => lines.filter((line) => line !== "");
  deepStrictEqual(
    data(await through(ratings, "ratings", "r.parquet", "r.inter", "r.csv.gz", "r.tsv")),
    after(ratings),
  );
  // A director's relation has a usual prefix, which RDF writes out.
  deepStrictEqual(
    data(await through(attributes, "attributes", "a.nt", "a.ttl.gz", "a.parquet", "a.kg", "a.tsv")),
    after(attributes).map((line) => line.replace("dbo:", "http://dbpedia.org/ontology/")).sort(),
  );
  deepStrictEqual(
    data(await through(items, "labels", "t.ttl", "t.item", "t.csv", "t.nt", "t.parquet", "t.tsv")),
    after(items),
  );
});

folderTest(
  "convert keeps the order and what is repeated, and tells what it read, wrote and changed",
  async (folder) => {
    Deno.writeTextFileSync(`${folder}/r.csv`, "user,item,rating\nb,x,1\na,x,2\nb,x,3\n");
    const { stdout, stderr, code } = await run([
      ...["convert", "--from", `${folder}/r.csv`, "--to", `${folder}/r.tsv`],
    ]);
    strictEqual(code, 0);
    match(stdout, /^read {9}\S+r\.csv: 3 ratings, .+\nwritten {6}\S+r\.tsv: tsv, 0 MB\n$/);
    strictEqual(stderr, "");
    strictEqual(read(`${folder}/r.tsv`), "user\titem\trating\nb\tx\t1\na\tx\t2\nb\tx\t3\n");
    Deno.writeTextFileSync(`${folder}/a.tsv`, "1\tdbo:director\tdbr:Mann\n");
    const turtle = await run(["convert", "--from", `${folder}/a.tsv`, "--to", `${folder}/a.ttl`]);
    strictEqual(
      turtle.stderr,
      "note         2 names with a prefix, such as dbo:, were written as the IRIs they stand for\n",
    );
    match(read(`${folder}/a.ttl`), /<urn:semauto:item\/1> dbo:director dbr:Mann\./);
  },
);

Deno.test("convert reads standard input and writes standard output", async () => {
  const { code, stdout } = await piped("1::10::5::978300760\n2::20::3::978302109\n", [
    ...["convert", "--from", "-", "--to", "-", "--to-format", "csv"],
  ]);
  strictEqual(code, 0);
  strictEqual(stdout, "user,item,rating,timestamp\n1,10,5,978300760\n2,20,3,978302109\n");
});

folderTest("convert puts items in the place of the entities they are linked to", async (folder) => {
  Deno.writeTextFileSync(
    `${folder}/ml.kg`,
    "head_id:token\trelation_id:token\ttail_id:token\nm.1\tgenre\tm.9\nm.2\tgenre\tm.9\nm.9\tlabel\tx\n",
  );
  Deno.writeTextFileSync(
    `${folder}/ml.link`,
    "item_id:token\tentity_id:token\n10\tm.1\n11\tm.1\n20\tm.2\n",
  );
  const { records, notes } = await runJson([
    ...["convert", "--from", `${folder}/ml.kg`, "--item-entities", `${folder}/ml.link`],
    ...["--to", `${folder}/a.csv`],
  ]);
  strictEqual(records, 3);
  deepStrictEqual(notes, [
    `1 of 3 triples of ${folder}/ml.kg are about entities that no item is linked to`,
  ]);
  strictEqual(
    read(`${folder}/a.csv`),
    "item,relation,value\n10,genre,m.9\n11,genre,m.9\n20,genre,m.9\n",
  );
});

folderTest("convert says what it cannot do before it does anything", async (folder) => {
  const { ratings, items } = writeData(folder);
  const cases: [string[], number, RegExp][] = [
    [
      ["--from", ratings, "--to", `${folder}/x.nt`],
      2,
      /Cannot write ratings as n-triples, expected one of parquet/,
    ],
    [
      ["--from", ratings, "--to", `${folder}/x.txt`],
      2,
      /Cannot tell in which format to write .*x\.txt, expected/,
    ],
    [
      ["--from", ratings, "--to", `${folder}/x.kg`],
      2,
      /Cannot write ratings to .*x\.kg, expected a file that ends with \.inter/,
    ],
    [
      ["--from", items, "--to", `${folder}/x.csv`],
      2,
      /Cannot tell what .*items\.tsv holds, expected --kind ratings/,
    ],
    [
      ["--from", `${folder}/no`, "--to", `${folder}/x.csv`],
      1,
      /Cannot read .*no: there is no such file/,
    ],
    [["--from", ratings, "--to", `${folder}/no/x.csv`], 1, /Cannot write .*: there is no folder/],
    [
      ["--from", ratings, "--to", "-", "--json", "--to-format", "csv"],
      2,
      /Cannot print --json after data/,
    ],
    [
      ["--from", ratings, "--to", `${folder}/x.csv`, "--columns", "1,2,3,4,5"],
      2,
      /as --columns, expected user,item/,
    ],
    [
      ["--from", ratings, "--to", `${folder}/x.csv`, "--from-format", "xml"],
      2,
      /Cannot take 'xml' as --from-format/,
    ],
  ];
  Deno.writeTextFileSync(`${folder}/empty.csv`, "");
  cases.push(
    [
      ["--from", items, "--kind", "labels", "--to", items],
      2,
      /items\.tsv: it is one of the files in/,
    ],
    [
      ["--from", `${folder}/empty.csv`, "--to", `${folder}/x.csv`],
      1,
      /empty\.csv: the file is empty, expected ratings, attributes or labels$/m,
    ],
  );
  Deno.writeTextFileSync(`${folder}/tab.csv`, 'user,item\n"a\tb",x\nc,x\n');
  Deno.writeTextFileSync(`${folder}/one.tsv`, "1\tdirector\tMann\n");
  cases.push(
    [
      ["--from", `${folder}/tab.csv`, "--to", `${folder}/x.tsv`],
      2,
      /Cannot write the data with tabs: a field is "a\\tb", expected text without tabs/,
    ],
    [
      ["--from", `${folder}/one.tsv`, "--to", `${folder}/x.nt`, "--base", "a b"],
      2,
      /the base is 'a b', expected an IRI/,
    ],
  );
  const before = [...Deno.readDirSync(folder)].length;
  for (const [args, code, message] of cases) {
    const ran = await run(["convert", ...args]);
    strictEqual(ran.code, code, `${args.join(" ")}: ${ran.stderr}`);
    match(ran.stderr, message);
    strictEqual(ran.stdout, "");
  }
  strictEqual([...Deno.readDirSync(folder)].length, before);
});

folderTest(
  "train takes attributes of several files and formats, and ratings from Parquet or standard input",
  async (folder) => {
    const { ratings, attributes, items } = writeData(folder);
    const halves = read(attributes).trimEnd().split("\n");
    const [genres, directors] = [0, 1].map((k) => halves.filter((_, line) => line % 2 === k));
    Deno.writeTextFileSync(`${folder}/genres.tsv`, genres.join("\n"));
    Deno.writeTextFileSync(`${folder}/directors.tsv`, directors.join("\n"));
    await run(["convert", "--from", ratings, "--to", `${folder}/r.parquet`]);
    await run(["convert", "--from", `${folder}/directors.tsv`, "--to", `${folder}/d.nt`]);
    await run(["convert", "--kind", "labels", "--from", items, "--to", `${folder}/t.nt`]);
    const quick = [
      "--epochs",
      "3",
      "--backend",
      "cpu",
      "--threads",
      "1",
      "--json",
      "--out",
      `${folder}/m`,
    ];
    const whole = await runJson([
      "train",
      "--ratings",
      ratings,
      "--attributes",
      attributes,
      ...quick.slice(0, -3),
      ...quick.slice(-2),
    ]);
    const several = await runJson([
      ...[
        "train",
        "--ratings",
        `${folder}/r.parquet`,
        "--attributes",
        `${folder}/genres.tsv,${folder}/d.nt`,
      ],
      ...["--items", `${folder}/t.nt`, ...quick.slice(0, -3), ...quick.slice(-2)],
    ]);
    deepStrictEqual(several.data, whole.data);
    const repeated = await piped(read(ratings), [
      ...["train", "--ratings", "-", "--attributes", `${folder}/genres.tsv`],
      ...["--attributes", `${folder}/directors.tsv`, ...quick],
    ]);
    deepStrictEqual(JSON.parse(repeated.stdout).data, whole.data);
    const twice = await run(["train", "--ratings", "-", "--attributes", "-", ...quick]);
    strictEqual(twice.code, 2);
    match(twice.stderr, /Cannot read standard input twice/);
  },
);
