import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { createRandom } from "../../src/random.ts";
import { folderTest, run, runJson, writeData } from "./_program.ts";

const linesOf = (path: string) => Deno.readTextFileSync(path).trimEnd().split("\n");
/** Users of the small data whose few held-out ratings are high are few, so any rating is relevant. */
const popular = ["--recommender", "most-popular", "--relevant-from", "1"];
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** The written data with a time beside each rating, in seconds from the start of 2000. */
function writeTimedData(folder: string) {
  const data = writeData(folder);
  const random = createRandom(5, "times");
  const start = Date.parse("2000-01-01") / 1000;
  const ratings = `${folder}/timed.tsv`;
  Deno.writeTextFileSync(
    ratings,
    linesOf(data.ratings).map((line) => `${line}\t${start + random.integer(1e7)}\n`).join(""),
  );
  const [, , ...others] = data.flags;
  return { ...data, flags: ["--ratings", ratings, ...others], start };
}

folderTest("every split is judged, and each of several stands for itself", async (folder) => {
  const { flags, triples, start } = writeTimedData(folder);
  const evaluate = (...options: string[]) =>
    runJson(["evaluate", ...flags, ...popular, ...options]);
  const one = ["most-popular"];
  for (
    const [options, method, names] of [
      [[], "holdout", one],
      [["--split", "temporal"], "temporal", one],
      [["--split", "timestamp"], "timestamp", one],
      [["--at", "2000-02-01"], "timestamp", one],
      [["--split", "leave-one-out"], "leave-one-out", one],
      [["--split", "leave-last-out"], "leave-last-out", one],
      [["--folds", "2"], "folds", one],
      [["--split", "strong"], "strong", one],
      [["--test-users", "0.3", "--judge-on", "validation"], "strong", one],
      [["--cold-users", "0.25", "--keep", "2,5"], "cold-users", [
        "most-popular-keep-2",
        "most-popular-keep-5",
      ]],
    ] as const
  ) {
    const { split, recommenders } = await evaluate(...options);
    strictEqual(split.method, method);
    deepStrictEqual(
      recommenders.map(({ recommender }: { recommender: string }) => recommender),
      names,
    );
    for (const { trainRatings, testRatings, foldInRatings } of split.parts) {
      const all = trainRatings + testRatings + (foldInRatings ?? 0);
      // The part that is not judged on is in none of the three.
      if (method === "strong") ok(all < triples.length);
      else strictEqual(all, triples.length);
      ok(testRatings > 0);
    }
    if (options[0] === "--at") strictEqual(split.at, start + 31 * 86400);
  }
});

folderTest("splits and runs of several splits are written apart", async (folder) => {
  const { flags, triples } = writeData(folder);
  const out = `${folder}/out`;
  await runJson([
    ...["evaluate", ...flags, ...popular, "--folds", "2"],
    ...["--split-out", out, "--run-out", `${folder}/lists.run`],
  ]);
  deepStrictEqual(namesIn(out), ["fold-1", "fold-2"]);
  const held = ["fold-1", "fold-2"].flatMap((fold) => linesOf(`${out}/${fold}/test.tsv`));
  // The user with a single rating is never held out.
  strictEqual(new Set(held).size, triples.length - 1);
  deepStrictEqual(namesIn(folder).filter((name) => name.endsWith(".run")), [
    "lists.most-popular-fold-1.run",
    "lists.most-popular-fold-2.run",
  ]);
  await runJson([
    ...["evaluate", ...flags, ...popular, "--split", "strong"],
    ...["--split-out", `${folder}/strong`],
  ]);
  deepStrictEqual(namesIn(`${folder}/strong`), [
    ...["fold-in.tsv", "test.tsv", "train.tsv", "validation.tsv"],
  ]);
});

folderTest("personal networks of folded users recommend to them", async (folder) => {
  const { flags } = writeData(folder, 60);
  const ofAll = await runJson([
    ...["evaluate", ...flags, "--split", "strong", "--test-users", "0.3", "--cutoffs", "5"],
  ]);
  deepStrictEqual(
    ofAll.recommenders.map(({ usersWithoutScores }: { usersWithoutScores: number }) =>
      usersWithoutScores
    ),
    [0, 0, 0, 0],
  );
  // Whoever is folded in was not trained on.
  ok(ofAll.usersWithoutBasis > 12);
});

folderTest("a validation file is judged on when it is asked for", async (folder) => {
  const { flags } = writeData(folder);
  const out = `${folder}/out`;
  // Whatever is judged on, the parts are written by their own names.
  const strong = ["evaluate", ...flags, ...popular, "--split", "strong"];
  await runJson([...strong, "--judge-on", "validation", "--split-out", `${folder}/same`]);
  await runJson([...strong, "--split-out", out]);
  for (const part of namesIn(out)) {
    deepStrictEqual(linesOf(`${folder}/same/${part}`), linesOf(`${out}/${part}`));
  }
  const [, , ...others] = flags;
  const files = ["train", "test", "validation"].map((part) => `${out}/${part}.tsv`);
  const [train, test, validation] = files;
  const evaluate = async (...options: string[]) => {
    const { split } = await runJson([
      ...["evaluate", "--ratings", train, "--test", test, ...others],
      ...[...popular, ...options],
    ]);
    return [split.method, split.testRatings];
  };
  deepStrictEqual(await evaluate(), ["files", linesOf(test).length]);
  deepStrictEqual(
    await evaluate("--validation", validation, "--judge-on", "validation"),
    ["files", linesOf(validation).length],
  );
});

folderTest("filters say what they left out", async (folder) => {
  const { flags, triples } = writeData(folder);
  const args = ["evaluate", ...flags, "--recommender", "random"];
  const filters = ["--min-rating", "4", "--binarise", "--core", "3:2"];
  const { split, data } = await runJson([...args, ...filters]);
  const high = triples.filter(([, , rating]) => rating >= 4);
  deepStrictEqual(split.filters.map(({ filter }: { filter: string }) => filter), [
    ...["min-rating", "binarise", "core"],
  ]);
  strictEqual(split.filters[0].removed.ratings, triples.length - high.length);
  strictEqual(split.relevantFrom, "all");
  const left = high.length - split.filters[2].removed.ratings;
  strictEqual(split.trainRatings + split.testRatings, left);
  strictEqual(data.scale, "implicit");
  const { stdout } = await run([...args, ...filters]);
  match(stdout, /^filter {7}ratings from 4: \d+ ratings, \d+ users and \d+ items left out$/m);
  match(stdout, /^filter {7}users with 3 and items with 2 ratings or more, in \d+ rounds: \d+ /m);
});

folderTest("evaluate refuses options of splits that have no meaning together", async (folder) => {
  const { flags, ratings } = writeData(folder);
  for (
    const [options, message] of [
      [
        ["--split", "holdout", "--folds", "3"],
        "--folds is set, expected none for the split 'holdout'",
      ],
      [
        ["--keep", "2", "--test-ratio", "0.1"],
        "--test-ratio is set, expected none for the split 'cold-users'",
      ],
      [
        ["--test", ratings, "--core", "5"],
        "--core is set beside --test, expected no other split or filter",
      ],
      [["--test", ratings, "--split", "folds"], "--split is set beside --test"],
      [["--validation", ratings], "--validation is set and --test is not, expected both files"],
      [["--judge-on", "validation"], "--judge-on is validation, expected a split with such a part"],
      [
        ["--at", "900000000", "--test-ratio", "0.1"],
        "--at and --test-ratio are set, expected one of them",
      ],
      [["--split", "temporal"], "by time: they have no timestamps"],
      [["--core", "500"], "no users with 500 ratings of items with 500 are left"],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(["evaluate", ...flags, ...options]);
    deepStrictEqual([code, stdout], [2, ""]);
    ok(stderr.startsWith("error: Cannot ") && stderr.includes(message), stderr);
  }
  const { stderr } = await run(["evaluate", ...flags, "--core", "5:"]);
  match(stderr, /a whole number from 1, or two as in 20:5/);
});
