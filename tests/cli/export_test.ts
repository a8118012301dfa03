import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, run, runJson, writeData, writeModel } from "./_program.ts";

const read = (path: string) => Deno.readTextFileSync(path);
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const linesOf = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line));

folderTest("export writes what explain gives, for every user", async (folder) => {
  const { ask, model, triples } = await writeModel(folder);
  const out = `${folder}/why.jsonl`;
  for (const name of ["profile-knn", "attribute-sum"]) {
    const flags = ["--recommender", name, "--noun", "films"];
    const written = await runJson(
      ["export", "--model", model, "--out", out, "--top", "3", "--reasons", "all", ...flags],
    );
    const found = linesOf(read(out));
    const users = [...new Set(triples.map(([user]) => user))];
    deepStrictEqual(
      [written.users, written.usersWithoutExplanations, written.explanations, written.recommender],
      [users.length, 2, found.length, name],
    );
    deepStrictEqual([written.out, written.format, written.bytes], [
      out,
      "jsonl",
      Deno.statSync(out).size,
    ]);
    strictEqual(written.contributions, found.flatMap(({ reasons }) => reasons).length);
    ok(written.largestError <= 1e-9 && written.seconds > 0 && written.memory > 1e6);
    deepStrictEqual([...new Set(found.map(({ user }) => user))], users.slice(0, -2));
    for (const user of ["user 4", "user 11", "bare"]) {
      const { explanations } = await runJson(ask("explain", user, "-n", "3", ...flags));
      deepStrictEqual(
        found.filter((one) => one.user === user),
        // deno-lint-ignore no-explicit-any -- it is JSON.
        explanations.map((one: any, k: number) => ({ ...one, rank: k + 1 })),
      );
    }
  }
});

folderTest("export tells the strongest reasons and one sum of the others", async (folder) => {
  const { model } = await writeModel(folder);
  const write = async (reasons: string) => {
    const out = `${folder}/${reasons}.json`;
    await runJson(["export", "--model", model, "--out", out, "--reasons", reasons]);
    return JSON.parse(read(out)).explanations;
  };
  const all = await write("all"), some = await write("2");
  let summed = 0;
  strictEqual(some.length, all.length);
  for (const [k, { reasons, score }] of some.entries()) {
    deepStrictEqual(reasons.slice(0, 2), all[k].reasons.slice(0, 2));
    const left = all[k].reasons.length - 2;
    deepStrictEqual(
      reasons.slice(2).map(({ count }: { count: number }) => count),
      left > 0 ? [left] : [],
    );
    // deno-lint-ignore no-explicit-any -- it is JSON.
    const sum = reasons.reduce((total: number, reason: any) => total + reason.contribution, 0);
    ok(Math.abs(sum - score) <= 1e-9 * Math.abs(score));
    if (left > 0) summed++;
  }
  ok(summed > 100);
});

folderTest(
  "export takes the format from --format, from the name, or writes JSON Lines",
  async (folder) => {
    const { model } = await writeModel(folder);
    const begins = {
      json: '{"$schema":"urn:semauto:schema:explanation:1",',
      jsonl: '{"user":"user 1",',
      csv: "user,rank,item,",
      markdown: "# Explanations\n",
      turtle: "@prefix semauto: ",
    };
    const endings = { json: "json", jsonl: "jsonl", csv: "csv", markdown: "md", turtle: "ttl" };
    const write = (...options: string[]) =>
      runJson(["export", "--model", model, "--users", "user 1", ...options]);
    for (const [format, begin] of Object.entries(begins)) {
      const ending = endings[format as keyof typeof endings];
      const named = await write("--out", `${folder}/named.${ending}`);
      const told = await write("--out", `${folder}/told`, "--format", format);
      deepStrictEqual([named.format, told.format], [format, format]);
      ok(read(named.out).startsWith(begin), read(named.out).slice(0, 80));
      strictEqual(read(told.out), read(named.out));
    }
    strictEqual((await write("--out", `${folder}/other.txt`)).format, "jsonl");
    const { out } = await write("--out", `${folder}/x.ttl`, "--base", "https://example.org/");
    match(read(out), /^<https:\/\/example\.org\/user\/user%201> a semauto:User/m);
  },
);

folderTest("export takes users by their ids, from a file, or all", async (folder) => {
  const { model } = await writeModel(folder);
  const file = `${folder}/some, users.txt`;
  Deno.writeTextFileSync(file, "user 7\r\n\nuser 2\nuser 7\n");
  const usersOf = async (users: string) => {
    const { out } = await runJson(
      ["export", "--model", model, "--users", users, "--top", "1", "--out", `${folder}/o`],
    );
    return linesOf(read(out)).map(({ user }) => user);
  };
  deepStrictEqual(await usersOf("user 3, user 1,user 3"), ["user 3", "user 1"]);
  deepStrictEqual(await usersOf(file), ["user 7", "user 2"]);
  strictEqual((await usersOf("all")).length, 24);
  Deno.writeTextFileSync(`${folder}/wrong`, "user 1\nnobody\n");
  for (
    const [users, message] of [
      [
        "user 1,nobody",
        /^error: Cannot take 'user 1,nobody' as --users: 'nobody' is no user of the model and there is no such file, expected all, ids/,
      ],
      [folder, /^error: Cannot take '.*' as --users: /],
      ["", /^error: Cannot take '' as --users: '' is no user/],
      [
        `${folder}/wrong`,
        /^error: Cannot find user 'nobody', expected one of the 26 users of the model/,
      ],
    ] as const
  ) {
    const out = `${folder}/none`;
    const { code, stderr } = await run([
      "export",
      "--model",
      model,
      "--users",
      users,
      "--out",
      out,
    ]);
    strictEqual(code, 2, stderr);
    match(stderr, message);
    ok(!namesIn(folder).includes("none"));
  }
});

folderTest("export writes to standard output nothing but the explanations", async (folder) => {
  const { model } = await writeModel(folder);
  const flags = ["export", "--model", model, "--users", "user 1", "--top", "2"];
  const { code, stdout, stderr } = await run([...flags, "--out", "-"]);
  deepStrictEqual([code, linesOf(stdout).length], [0, 2]);
  match(stderr, /^explanations 2 by profile-knn, with \d+ contributions$/m);
  match(stderr, /^sums {9}at most \S+ of the score off$/m);
  const toFile = await run([...flags, "--out", `${folder}/o.jsonl`]);
  deepStrictEqual([toFile.stderr, read(`${folder}/o.jsonl`)], ["", stdout]);
  match(toFile.stdout, /^took {9}\d+\.\d s and \d+ MB of memory$/m);
  match(toFile.stdout, /^written {6}.*o\.jsonl: jsonl, 0(\.\d)? MB$/m);
  const both = await run([...flags, "--out", "-", "--json"]);
  deepStrictEqual([both.code, both.stdout], [2, ""]);
  match(both.stderr, /^error: Cannot print --json after an export to standard output/);
});

folderTest("export is complete where there is nothing to explain", async (folder) => {
  const { model } = await writeModel(folder);
  const flags = ["export", "--model", model, "--users", "bare,sour"];
  const { code, stdout } = await run([...flags, "--out", `${folder}/none.json`]);
  strictEqual(code, 0);
  match(
    stdout,
    /^users {8}2, of whom 2 have no explanation: nothing to go by, or every item is rated$/m,
  );
  deepStrictEqual(JSON.parse(read(`${folder}/none.json`)).explanations, []);
});

folderTest("export refuses places and options before any work", async (folder) => {
  // There is no model: what is said first shows that it was not looked for.
  const flags = ["export", "--model", `${folder}/m`];
  const missing = await run([...flags, "--out", `${folder}/none/why.json`]);
  strictEqual(missing.code, 1);
  match(
    missing.stderr,
    /^error: Cannot write .*why\.json: there is no folder .*none, expected it to exist$/m,
  );
  const inPlace = await run([...flags, "--out", folder]);
  strictEqual(inPlace.code, 1);
  match(inPlace.stderr, /^error: Cannot write .*: it is a folder, expected a file$/m);
  const base = await run([...flags, "--out", `${folder}/a.ttl`, "--base", "no iri"]);
  strictEqual(base.code, 2);
  match(base.stderr, /^error: Cannot export explanations: the base is 'no iri'/);
  for (const [option, value] of [["--reasons", "0"], ["--top", "none"], ["--format", "xml"]]) {
    const { code, stderr } = await run([...flags, "--out", `${folder}/a`, option, value]);
    strictEqual(code, 2);
    match(stderr, RegExp(`^error: Cannot take '${value}' as ${option}, expected `));
  }
  deepStrictEqual(namesIn(folder), []);
});

folderTest("export explains a shared network by its reconstruction", async (folder) => {
  const { flags, items } = writeData(folder);
  const model = `${folder}/m`;
  await runJson(
    [
      "train",
      "--mode",
      "shared",
      "--solver",
      "gradient",
      ...flags,
      "--items",
      items,
      "--out",
      model,
    ],
  );
  const out = `${folder}/why.jsonl`;
  const written = await runJson(["export", "--model", model, "--out", out, "--reasons", "1"]);
  strictEqual(written.recommender, "reconstruction");
  ok(written.largestError <= 1e-9);
  ok(written.explanations > 100 && written.contributions > written.explanations);
  const knn = await run(["export", "--model", model, "--out", out, "--recommender", "profile-knn"]);
  strictEqual(knn.code, 2);
  match(knn.stderr, /^error: Cannot use recommender 'profile-knn' with a model of shared mode/);
});
