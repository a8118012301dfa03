import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { drawSettings } from "../../src/evaluate/tuning/draw_settings.ts";
import { parseDimension } from "../../src/evaluate/tuning/search_dimension.ts";
import { folderTest, program, run, runJson, writeData } from "./_program.ts";
import { EMBEDDED, read, results, search } from "./_tune.ts";

folderTest(
  "tune chooses by the training part alone and says on the test part what evaluate says",
  async (folder) => {
    const split = `${folder}/split`, most = ["--recommender", "most-popular"];
    await Deno.mkdir(split);
    await runJson(["evaluate", ...EMBEDDED, ...most, "--split-out", split]);
    const [train, test] = ["train", "test"].map((name) => `${split}/${name}.tsv`);
    const files = ["--ratings", train, ...EMBEDDED.slice(2), "--epochs", "40"];
    const tune = (test: string, log: string) =>
      runJson([
        ...["tune", ...files, "--test", test, "--trials", "6", "--log", `${folder}/${log}.tsv`],
        ...search("neighbours=5,40,150", "learning-rate=0.05:1:log", "idf=true,false"),
      ]);
    const found = await tune(test, "a");
    const values = found.trials.map(({ value }: { value: number }) => value);
    strictEqual(found.trials.length, 6);
    strictEqual(found.chosen.validation, Math.max(...values));
    strictEqual(found.chosen.trial, values.indexOf(found.chosen.validation));

    const flags = found.chosen.flags.split(" ");
    const direct = await runJson([
      ...["evaluate", ...files, "--test", test, ...flags],
      ...["--recommender", "profile-knn", "--cutoffs", "10"],
    ]);
    strictEqual(found.chosen.test, direct.recommenders[0].metrics.ndcg["10"]);
    strictEqual(found.test.metrics.recall, direct.recommenders[0].metrics.recall["10"]);
    notStrictEqual(found.chosen.test, found.chosen.validation);

    // Every other test rating is gone: nothing that settings are chosen by may change.
    const lines = Deno.readTextFileSync(test).split("\n");
    const half = `${folder}/half.tsv`;
    Deno.writeTextFileSync(half, lines.filter((_, k) => k % 2 === 0).join("\n"));
    const other = await tune(half, "b");
    const seen = (from: typeof found) =>
      from.trials.map(({ seconds: _, ...trial }: { seconds: number }) => trial);
    deepStrictEqual(seen(other), seen(found));
    notStrictEqual(other.chosen.test, found.chosen.test);
  },
);

/** Starts the program and interrupts it as soon as its log has so many results. */
async function interruptAfter(args: readonly string[], log: string, lines: number) {
  const child = program(args).spawn();
  const stderr = new Response(child.stderr).text(), stdout = new Response(child.stdout).text();
  const finished = () => {
    try {
      return read(log).results.length;
    } catch {
      return 0;
    }
  };
  while (finished() < lines) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGINT");
  const { code } = await child.status;
  return { code, stdout: await stdout, stderr: await stderr };
}

for (
  const [what, trials, options] of [
    ["personal networks by epochs", 9, [
      ...["--recommender", "attribute-sum", "--method", "halving", "--epochs", "400"],
      ...search("learning-rate=0.01:1:log", "idf=true,false"),
    ]],
    ["a shared network by users", 5, [
      ...["--recommender", "reconstruction", "--method", "halving"],
      ...search("fans=5:60:int", "neurons=both,fans"),
    ]],
  ] as const
) {
  folderTest(
    `tune keeps what is finished at SIGINT and goes on to the same end, halving ${what}`,
    async (folder) => {
      const tune = (
        log: string,
      ) => ["tune", ...EMBEDDED, ...options, "--trials", `${trials}`, "--log", log];
      const part = `${folder}/part.tsv`, whole = `${folder}/whole.tsv`;
      const { code, stdout, stderr } = await interruptAfter(tune(part), part, 3);
      strictEqual(code, 130, stderr);
      strictEqual(stdout, "");
      match(stderr, /^Interrupted: \d+ results are in .*part\.tsv; the same command goes on$/m);
      const before = results(part);
      ok(before.length >= 3 && before.length < trials + 2, `${before.length}`);

      const resumed = await runJson(tune(part)), direct = await runJson(tune(whole));
      deepStrictEqual(results(part).slice(0, before.length), before);
      deepStrictEqual(results(part), results(whole));
      deepStrictEqual(resumed.chosen, direct.chosen);
      deepStrictEqual(resumed.test, direct.test);
      strictEqual(results(whole).at(-1)!.status, "test");
      strictEqual(direct.search.resource, what.endsWith("epochs") ? "epochs" : "users");
    },
  );
}

folderTest(
  "tune looks at the test part once, and says so where more trials change the choice",
  async (folder) => {
    const log = `${folder}/tune.tsv`, dimension = "ease-lambda=100,1e12";
    // By this seed the useless penalty is drawn first.
    const seed = [1, 2, 3, 4, 5, 6, 7, 8].find((seed) =>
      drawSettings([parseDimension(dimension)], { trials: 1, seed })[0].values[0] === "1e12"
    )!;
    const tune = (trials: number) => [
      ...["tune", ...EMBEDDED, "--recommender", "ease", "--search", dimension],
      ...["--seed", `${seed}`, "--trials", `${trials}`, "--log", log],
    ];
    const first = await runJson(tune(1));
    strictEqual(first.chosen.flags, "--ease-lambda 1e12");
    ok(first.test.users > 0);
    const again = await runJson(tune(1));
    deepStrictEqual([again.test, again.chosen], [null, first.chosen]);
    deepStrictEqual(results(log).map(({ status }) => status), ["ok", "test"]);

    const more = await run(tune(2));
    strictEqual(more.code, 0, more.stderr);
    match(
      more.stderr,
      /^warning {6}the test part was looked at before, for trial 0 \(ndcg@10 0\.\d+\)/m,
    );
    match(more.stdout, /^chosen {7}trial 1: --ease-lambda 100$/m);
    match(
      more.stdout,
      /^edge {9}ease-lambda 100 is the least that was searched: there may be better/m,
    );
    match(
      more.stdout,
      /^validation {3}ndcg@10 0\.\d+, the best of 2 settings and so a flattering value$/m,
    );
    deepStrictEqual(results(log).map(({ status }) => status), ["ok", "test", "ok", "test"]);
  },
);

folderTest("tune goes on after a line that was cut, and keeps what failed", async (folder) => {
  const log = `${folder}/tune.tsv`;
  const tune = [
    ...["tune", ...EMBEDDED, "--epochs", "5", "--log", log],
    ...search("min-items-per-attribute=2,3,100000"),
  ];
  const found = await run(tune);
  strictEqual(found.code, 0, found.stderr);
  match(
    found.stderr,
    /^failed {7}trial \d: Cannot join ratings and attributes: none of the \d+ attributes/m,
  );
  match(found.stdout, /^all 3 results are in .*tune\.tsv; 1 failed$/m);
  const whole = Deno.readTextFileSync(log), before = results(log);
  ok(before.some(({ status, reason }) => status === "failed" && reason?.startsWith("Cannot join")));
  for (const kept of [whole.length - 3, whole.indexOf("\n") - 5, 0]) {
    Deno.writeTextFileSync(log, whole.slice(0, kept));
    strictEqual((await run(tune)).code, 0);
    deepStrictEqual(results(log), before);
  }
});

folderTest("tune refuses a log of another search and leaves it as it is", async (folder) => {
  const log = `${folder}/tune.tsv`;
  const { ratings, attributes, triples } = writeData(folder);
  const files = ["--ratings", ratings, "--attributes", attributes, "--recommender", "item-knn"];
  const tune = (...more: string[]) => [
    ...["tune", ...files, "--search", "shrinkage=0,10,20", "--trials", "2", "--log", log],
    ...more,
  ];
  strictEqual((await run(tune())).code, 0);
  const before = Deno.readTextFileSync(log);
  const refuse = async (args: readonly string[], problem: RegExp, code = 2) => {
    const refused = await run(args);
    deepStrictEqual([refused.code, refused.stdout], [code, ""], refused.stderr);
    match(refused.stderr, problem);
    strictEqual(Deno.readTextFileSync(log), before);
  };
  const begun = (with_: string) =>
    RegExp(`^error: Cannot go on with .*tune.tsv: it was begun with ${with_}`, "m");
  await refuse(
    tune("--seed", "7"),
    begun("seed '42', expected '7'; name another file to begin anew"),
  );
  await refuse(tune("--metric", "recall@5"), begun("metric 'ndcg@10', expected 'recall@5'"));
  await refuse(
    tune("--method", "halving"),
    begun("method 'random', expected 'halving of 2 trials by 3'"),
  );
  await refuse(
    tune("--search", "item-neighbours=3,4"),
    begun("search 'shrinkage=0,10,20', expected"),
  );
  await refuse(
    tune("--item-neighbours", "3"),
    begun("other options '', expected 'item-neighbours 3'"),
  );
  await refuse(tune("--relevant-from", "5"), begun("relevance from '4', expected '5'"));
  await refuse(tune("--core", "2"), begun("data '[0-9a-f]{64}', expected"));
  Deno.writeTextFileSync(
    ratings,
    triples.map((triple) => `${triple.join("\t")}\n`).slice(1).join(""),
  );
  await refuse(tune(), begun("data '[0-9a-f]{64}', expected"));
  await refuse(
    [...tune(), "--log", ratings],
    /Cannot read .*ratings.tsv: it is no log of trials/,
    1,
  );
});
