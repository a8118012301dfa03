import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { readRun, type RunEntry, writeRun } from "../../src/formats/run_file.ts";
import { bytewise, sameAtEveryCut, source } from "./_sources.ts";

Deno.test("writeRun() writes what readRun() reads back, ids and doubles alike", async () => {
  const unit = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    fc.constantFrom(" ", "\t", "\n", "\r", "%", "%20", "\u00a0", "\u0085", "\u2028", "\u001c"),
  );
  const word = fc.string({ unit, minLength: 1 }).filter((word) => !word.includes("\0"));
  const run = fc.record({
    tag: word,
    entries: fc.uniqueArray(
      fc.record({
        user: word,
        item: word,
        rank: fc.nat(),
        score: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      { minLength: 1, selector: ({ user, item }) => JSON.stringify([user, item]) },
    ),
  });
  await fc.assert(fc.asyncProperty(run, async (run) => {
    const text = [...writeRun(run)].join("");
    strictEqual(text.split("\n").length, run.entries.length + 1);
    // Another tool that splits at white space of any kind finds the six fields.
    for (const line of text.trimEnd().split("\n")) strictEqual(line.split(/[\s\u0085]+/).length, 6);
    const back = await readRun(bytewise("run.txt", text));
    deepStrictEqual(back.entries.map(({ ...entry }) => entry), run.entries.map(({ ...e }) => e));
    strictEqual(back.tag, run.tag);
  }));
});

Deno.test("writeRun() writes escapes that any percent-decoder undoes", () => {
  const item = "http://dbpedia.org/resource/Ocean%27s 11\u00a0é";
  const [line] = writeRun({ tag: "t", entries: [{ user: "u", item, rank: 1, score: 0.1 }] });
  strictEqual(line, "u Q0 http://dbpedia.org/resource/Ocean%2527s%2011%C2%A0é 1 0.1 t\n");
  strictEqual(decodeURIComponent(line.split(" ")[2]), item);
});

Deno.test("writeRun() refuses what the format cannot hold", () => {
  const good = { user: "u", item: "i", rank: 1, score: 0 };
  const cases: [Partial<RunEntry>, string][] = [
    [{ user: "" }, 'the user is "", expected some text without zero bytes'],
    [{ item: "\ud800" }, 'the item is "\\ud800", expected some text without zero bytes'],
    [{ rank: 1.5 }, "the rank is 1.5, expected a whole number from 0"],
    [{ score: NaN }, "the score is NaN, expected a finite number"],
    [{ score: -Infinity }, "the score is -Infinity, expected a finite number"],
  ];
  for (const [part, problem] of cases) {
    throws(() => [...writeRun({ tag: "t", entries: [{ ...good, ...part }] })], {
      name: "UsageError",
      message: `Cannot write a run: ${problem}`,
    });
  }
  throws(() => [...writeRun({ tag: "", entries: [] })], /the tag is ""/);
});

Deno.test("readRun() reads the files of other tools, wherever the chunks are cut", async () => {
  const text = "u1\tQ0\thttp://x/Ocean%27s\t1\t3\tbm25\r\nu1  Q0  i2  2  -1.5e-3  bm25\n\n";
  deepStrictEqual(await readRun(source("run.txt", text)), {
    tag: "bm25",
    entries: [
      { user: "u1", item: "http://x/Ocean%27s", rank: 1, score: 3 },
      { user: "u1", item: "i2", rank: 2, score: -0.0015 },
    ],
  });
  await sameAtEveryCut("run.txt", text, readRun, deepStrictEqual);
});

Deno.test("readRun() says what is wrong with a line", async () => {
  const cases: [string, string][] = [
    ["u Q0 j x 1 t", "line 3, column 4: rank is 'x', expected a whole number from 0"],
    ["u Q0 j -1 1 t", "line 3, column 4: rank is '-1', expected a whole number from 0"],
    ["u Q0 j 1 high t", "line 3, column 5: score is 'high', expected a finite number"],
    ["u Q0 j 1 NaN t", "line 3, column 5: score is 'NaN', expected a finite number"],
    [
      "u Q0 i 2 1 t",
      "line 3, column 3: item 'i' is in the list of user 'u' already, expected it once",
    ],
    ["u Q0 j 2 1 s", "line 3, column 6: tag is 's', expected 't' as in the first line"],
    [
      "u Q0 j 2 1",
      'line 3, column 6: the line has 5 fields separated by " ", expected 6 as in the first line',
    ],
  ];
  for (const [line, problem] of cases) {
    await rejects(readRun(source("run.txt", `u Q0 i 1 1 t\n\n${line}\n`)), {
      name: "InputError",
      message: `Cannot read run.txt: ${problem}`,
    });
  }
});

Deno.test("readRun() says that a file is no run", async () => {
  await rejects(readRun(source("run.txt", "1 2 3 4 5 6 7\n")), {
    message:
      "Cannot read run.txt: line 1, column 7: the line has 7 fields, expected user, Q0, item, rank, score and tag",
  });
  await rejects(readRun(source("run.txt", "1,2,3\n")), /line 1, column 2: the line has 1 field /);
  await rejects(readRun(source("run.txt", "")), /the file is empty, expected ranked lists$/);
});
