import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, run, runJson, writeData, writeModel, writeTastes } from "./_program.ts";

interface Found {
  readonly recommender: string;
  readonly users: number;
  readonly findings: readonly { readonly asHoped: boolean; readonly text: string }[];
  readonly [part: string]: unknown;
}

/** What all runs here leave out, because it takes the most time. */
const QUICK = ["--backend", "cpu", "--threads", "1", "--epochs", "30"];

Deno.test("explain-quality measures the embedded data when nothing is given, and all controls lose in DEL", async () => {
  const { code, stdout, stderr } = await run([
    ...[
      "explain-quality",
      "--backend",
      "cpu",
      "--threads",
      "1",
      "--users",
      "60",
      "--other-seeds",
      "0",
    ],
    ...["--recommender", "attribute-sum"],
  ]);
  strictEqual(code, 0, stderr);
  match(stdout, /^users +600$/m);
  match(stdout, /^Explanations of attribute-sum: 60 users, their first 10 items, seed 42$/m);
  match(
    stdout,
    /^as hoped DEL@k: all controls lose clearly to the strongest reasons, at k = 1 to 5\.$/m,
  );
  match(stdout, /^DEL@k: score of the top item without k reasons/m);
  match(stdout, /^Planted truth: weights of the profile$/m);
  match(stdout, /^AUC of likes against all others +0\.\d+ ±0\.\d+ +0\.\d+ ±0\.\d+\* /m);
  ok(!stdout.includes("Stability"), "no other seed was asked for");
  const cells = /^strongest reasons .*$/m.exec(stdout)![0].split(/\s{2,}/);
  strictEqual(cells.length, 6);
});

folderTest("explain-quality measures a trained model of either mode", async (folder) => {
  const { model, sharedFlags } = await writeModel(folder);
  await runJson(["train", ...sharedFlags, "--out", `${folder}/s`]);
  const measured = async (of: string, ...flags: readonly string[]): Promise<Found[]> =>
    (await runJson([
      "explain-quality",
      "--model",
      of,
      "--measures",
      "completeness,overlap",
      ...flags,
    ]))
      .recommenders;
  const personal = await measured(model);
  deepStrictEqual(personal.map(({ recommender }) => recommender), ["profile-knn", "attribute-sum"]);
  const [shared] = await measured(`${folder}/s`);
  strictEqual(shared.recommender, "reconstruction");
  for (const found of [...personal, shared]) {
    ok(found.completeness && found.overlap && !found.fidelity && !found.stability);
    ok(found.findings[0].text.startsWith("Reasons add up"));
  }
  deepStrictEqual(await measured(model), personal, "the seed decides everything");
});

folderTest(
  "explain-quality trains on data of one's own, with other seeds and planted tastes",
  async (folder) => {
    const { flags } = writeData(folder), planted = writeTastes(folder);
    const { mode, model, recommenders } = await runJson([
      ...["explain-quality", ...flags, "--planted", planted, "--other-seeds", "1", "--users", "10"],
      ...["--recommender", "attribute-sum", "--measures", "plantedTruth,stability", "--seed", "3"],
      // Everybody has every genre, so that idf would weigh all of them nothing.
      "--no-idf",
    ]);
    deepStrictEqual([mode, model], ["personal", null]);
    const [{ users, seed, stability, plantedTruth }] = recommenders;
    deepStrictEqual([users, seed, stability.seeds], [10, 3, [43]]);
    deepStrictEqual([plantedTruth.users, plantedTruth.controlUsers], [20, 4]);
    const auc = plantedTruth.definitions[0].measures
      .find(({ measure }: { measure: string }) => measure === "AUC-dislikes");
    ok(auc.planted.mean > 0.9);
  },
);

folderTest("explain-quality says what is wrong", async (folder) => {
  const { flags, ratings, attributes } = writeData(folder);
  const refused = async (args: readonly string[], message: RegExp, code = 2) => {
    const ran = await run(["explain-quality", ...args]);
    match(ran.stderr, message);
    deepStrictEqual([ran.code, ran.stdout], [code, ""]);
  };
  await refused(
    ["--ratings", ratings],
    /one of --ratings and --attributes is missing, expected both/,
  );
  await refused(["--model", folder, "--ratings", ratings], /Cannot use --ratings with --model/);
  await refused(["--users", "1"], /Cannot take '1' as --users, expected a whole number from 2/);
  await refused(["--measures", "beauty"], /expected one or more of completeness, fidelity/);
  await refused(["--neurons", "fans"], /Cannot use --neurons in personal mode/);
  const asShared = ["--recommender", "reconstruction", ...QUICK];
  await refused(
    ["--ratings", ratings, "--attributes", attributes, ...asShared],
    /Cannot measure the explanations of 'reconstruction' in personal mode, expected one of profile-knn/,
  );
  const tastes = `${folder}/t.tsv`;
  Deno.writeTextFileSync(
    tastes,
    "user\tkind\trelation\tvalue\tweight\nnobody\ttaste\tgenre\tgenre 0\t1\n",
  );
  await refused(
    [...flags, "--planted", tastes],
    /0 of 0 are of a user and an attribute of the data, expected at least 1/,
  );
  Deno.writeTextFileSync(
    tastes,
    "user\tkind\trelation\tvalue\tweight\nuser 0\ttaste\tgenre\tgenre 0\tmuch\n",
  );
  await refused(
    [...flags, "--planted", tastes],
    /line 2, column 5: the weight is 'much', expected a number/,
    1,
  );
});

Deno.test("explain-quality refuses options about data when it is given none", async () => {
  const { code, stderr } = await run(["explain-quality", "--implicit"]);
  strictEqual(code, 2);
  match(
    stderr,
    /Cannot use --implicit without --ratings and --attributes, expected no such option/,
  );
});
