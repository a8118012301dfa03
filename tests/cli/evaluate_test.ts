import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { metrics } from "../../src/metrics/registry.ts";
import { folderTest, GRAPH_KEYS, keyPaths, run, runJson, writeData } from "./_program.ts";

const linesOf = (path: string) => Deno.readTextFileSync(path).trimEnd().split("\n");
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

folderTest(
  "evaluate takes a test file as it is, and warns of ratings that are in both",
  async (folder) => {
    const { flags } = writeData(folder);
    await runJson(["evaluate", ...flags, "--split-out", folder, "--recommender", "random"]);
    const [train, test] = [`${folder}/train.tsv`, `${folder}/test.tsv`];
    const [, , ...others] = flags;
    const evaluate = (...options: string[]) =>
      run(["evaluate", "--ratings", train, "--test", test, ...others, ...options]);
    const split = await evaluate("--split-out", `${folder}/again`, "--json");
    strictEqual(split.code, 0);
    ok(!split.stderr.includes("warning"));
    for (const part of ["train", "test"]) {
      // In the order of the items' first appearance, which is another one in the part alone.
      deepStrictEqual(
        linesOf(`${folder}/again/${part}.tsv`).sort(),
        linesOf(`${folder}/${part}.tsv`).sort(),
      );
    }
    const json = JSON.parse(split.stdout);
    deepStrictEqual([json.split.test, json.split.ratio], [test, null]);
    Deno.writeTextFileSync(test, `${linesOf(train)[0]}\n`, { append: true });
    const mixed = await evaluate("--recommender", "random");
    match(mixed.stderr, /^warning {6}1 test ratings are in the training file as well$/m);
  },
);

folderTest("evaluate prints a table per cutoff, results and notes apart", async (folder) => {
  const { flags } = writeData(folder);
  const { code, stdout, stderr } = await run(["evaluate", ...flags, "--cutoffs", "10,5,10"]);
  strictEqual(code, 0);
  match(stderr, /^backend {6}CPU .*\n$/);
  match(
    stdout,
    /^test {9}\d+ ratings, relevant from 4; means over \d+ users with a relevant test item$/m,
  );
  const headers = stdout.split("\n").filter((line) => line.startsWith("@"));
  deepStrictEqual(
    headers.map((line) => line.split(/\s{2,}/)),
    ["@5", "@10"].map((
      at,
    ) => [at, ...[
      "P",
      "R",
      "F1",
      "nDCG",
      "MRR",
      "hit",
      "items",
      "1-Gini",
      "EPC",
      "ILD",
      "nDCG 95 %",
    ]]),
  );
  strictEqual(stdout.match(/^profile-knn .* 0\.\d{3}-\d\.\d{3}$/gm)?.length, 2);
});

folderTest("evaluate --json prints one object with stable keys", async (folder) => {
  const { flags } = writeData(folder);
  const json = await runJson([
    "evaluate",
    ...flags,
    "--cutoffs",
    "5",
    "--recommender",
    "profile-knn",
  ]);
  deepStrictEqual(Object.keys(json.recommenders[0].metrics), metrics.map(({ name }) => name));
  const [{ metrics: { ndcg }, ...row }] = json.recommenders;
  deepStrictEqual(keyPaths({ ...json, data: 0, settings: 0, recommenders: [{ ...row, ndcg }] }), [
    "backend",
    "command",
    ...["comparison.best[]", "comparison.cutoff", "comparison.metric", "comparison.test"],
    "data",
    ...GRAPH_KEYS,
    "interrupted",
    "meanLoss",
    "mode",
    "recommenders[].catalogue",
    ...["peakBytes", "scoreSeconds", "trainSeconds"].map((key) => `recommenders[].cost.${key}`),
    ...["recommenders[].interval.high", "recommenders[].interval.low"],
    "recommenders[].label",
    "recommenders[].ndcg.5",
    "recommenders[].recommender",
    "recommenders[].shuffleSeed",
    "recommenders[].toBest",
    "recommenders[].users",
    "recommenders[].usersWithoutRelevant",
    "recommenders[].usersWithoutScores",
    "settings",
    "split.at",
    "split.judgedOn",
    "split.method",
    ...["foldInRatings", "label", "testRatings", "trainRatings"].map((key) =>
      `split.parts[].${key}`
    ),
    "split.ratio",
    "split.relevantFrom",
    "split.seed",
    "split.test",
    "split.testRatings",
    "split.trainRatings",
    "trainedUsers",
    "untrainedUsers",
    "usersWithoutBasis",
    "version",
  ]);
  deepStrictEqual([json.command, json.version, json.split.ratio], ["evaluate", 1, 0.2]);
});

folderTest(
  "evaluate gives the same numbers again, and another split when the seed changes",
  async (folder) => {
    const { flags } = writeData(folder);
    const evaluate = async (...options: string[]) =>
      (await runJson(["evaluate", ...flags, ...options])).recommenders
        // Time and memory are never twice the same.
        .map((row: object) => ({ ...row, cost: undefined }));
    const first = await evaluate();
    deepStrictEqual(await evaluate("--seed", "42"), first);
    ok(JSON.stringify(await evaluate("--seed", "1")) !== JSON.stringify(first));
  },
);

folderTest(
  "evaluate names one run file as it is told when there is one recommender",
  async (folder) => {
    const { flags } = writeData(folder);
    Deno.mkdirSync(`${folder}/v1.0`);
    const evaluate = (recommenders: string, file: string) =>
      runJson([
        "evaluate",
        ...flags,
        "--recommender",
        recommenders,
        "--run-out",
        `${folder}/v1.0/${file}`,
      ]);
    await evaluate("most-popular", "popular.run");
    await evaluate("random,most-popular,random", "lists");
    deepStrictEqual(namesIn(`${folder}/v1.0`), [
      "lists.most-popular",
      "lists.random",
      "popular.run",
    ]);
  },
);

folderTest("evaluate says what is wrong before it trains", async (folder) => {
  const { flags } = writeData(folder);
  for (
    const [options, code, message] of [
      [
        ["--relevant-from", "6"],
        2,
        "Cannot evaluate: the number of users with a relevant test rating (6) is 0 of 26, ",
      ],
      [
        ["--test-ratio", "1"],
        2,
        "Cannot hold out test ratings: the ratio is 1, expected a number above 0 and below 1",
      ],
      [["--test", `${folder}/none`], 1, `Cannot read ${folder}/none: there is no such file`],
      [
        ["--run-out", `${folder}/none/run`],
        1,
        `Cannot write ${folder}/none/run: there is no folder ${folder}/none, `,
      ],
    ] as const
  ) {
    const ran = await run(["evaluate", ...flags, ...options]);
    deepStrictEqual([ran.code, ran.stdout], [code, ""]);
    ok(ran.stderr.startsWith(`error: ${message}`), ran.stderr);
  }
});
