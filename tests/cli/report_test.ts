import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { decodeExplorer } from "../../src/report/explorer_coding.ts";
import { textToBytes } from "../../src/report/text_pack.ts";
import { folderTest, run, runJson, writeData, writeModel } from "./_program.ts";

const read = (path: string) => Deno.readTextFileSync(path);
const headings = (html: string) =>
  [...html.matchAll(/<h2 [^>]*>([^<]*)</g)].map(([, title]) => title);

folderTest("report trains, evaluates, and writes one HTML file, in either mode", async (folder) => {
  const { flags, items } = writeData(folder);
  const out = `${folder}/report.html`;
  const { code, stdout, stderr } = await run([
    ...["report", ...flags, "--items", items, "--out", out, "--title", "Films & reasons"],
  ]);
  strictEqual(code, 0, stderr);
  match(stdout, /^report {7}\S+report\.html, 0\.\d MB, 2\d users in the explorer\n$/);
  const html = read(out);
  ok(html.startsWith("<!doctype html>") && html.includes("<title>Films &amp; reasons</title>"));
  deepStrictEqual(headings(html), [
    ...["Data", "Training", "Recommenders", "Neurons that matter", "Explorer"],
    "How this was made",
  ]);
  match(html, /20 % of each user&#39;s ratings were held out \(seed 42\)/);
  match(html, /held-out items rated 4 or higher are relevant/);
  const [, data] = /id="explorer-data">([^<]*)</.exec(html)!;
  const content = decodeExplorer(await textToBytes(data));
  ok(content.items.includes('The 3th Film, or "What?"'));
  ok(content.held!.indices.length > 0);

  const printed = await runJson([
    ...["report", "--mode", "shared", "--solver", "gradient", ...flags, "--out", out],
  ]);
  deepStrictEqual(printed, {
    command: "report",
    version: 1,
    report: out,
    bytes: Deno.statSync(out).size,
    mode: "shared",
    users: printed.users,
    evaluated: true,
  });
});

folderTest(
  "report on a model shows it without evaluation, with the users asked for",
  async (folder) => {
    const { model } = await writeModel(folder);
    const out = `${folder}/report.html`;
    const args = [
      "report",
      "--model",
      model,
      "--users",
      "3",
      "--user",
      "user 7,sour",
      "--out",
      out,
    ];
    const { users, evaluated } = await runJson(args);
    deepStrictEqual([users, evaluated], [3, false]);
    const html = read(out);
    ok(!headings(html).includes("Recommenders"));
    match(html, /3 of 26 users are here, drawn at random with seed 42\./);
    await run(args);
    strictEqual(read(out), html);
  },
);

folderTest("report says what it lacks before it works", async (folder) => {
  const { flags } = writeData(folder);
  const out = `${folder}/report.html`;
  const misuse = async (args: readonly string[], message: string) => {
    const { code, stderr } = await run(["report", ...args]);
    strictEqual(code, 2, stderr);
    // Nothing was computed: there is no line on a backend before it.
    ok(stderr.startsWith(`error: ${message}`), stderr);
  };
  await misuse(["--out", out], "Cannot make a report: there are no data, expected --model, or");
  await misuse([...flags], "required option '--out <file>' not specified");
  await misuse(
    ["--model", "m", "--ratings", "r", "--out", out],
    "Cannot use --ratings with --model, expected no such option",
  );
  await misuse([...flags, "--fans", "3", "--out", out], "Cannot use --fans in personal mode");
  await misuse([...flags, "--user", "nobody", "--out", out], "Cannot show user 'nobody'");
  const { code, stderr } = await run(["report", ...flags, "--out", `${folder}/no/report.html`]);
  strictEqual(code, 1);
  match(stderr, /there is no folder/);
});
