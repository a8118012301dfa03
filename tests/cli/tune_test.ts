import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { drawSettings } from "../../src/evaluate/tuning/draw_settings.ts";
import { parseDimension } from "../../src/evaluate/tuning/search_dimension.ts";
import { readTrialLog } from "../../src/formats/trial_log.ts";
import { folderTest, program, run, runJson, writeData } from "./_program.ts";

const embedded = (name: string) => fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
const EMBEDDED = [
  ...["--ratings", embedded("ratings.tsv"), "--attributes", embedded("attributes.tsv")],
  ...["--backend", "cpu", "--threads", "1"],
];

const read = (path: string) => readTrialLog(path, Deno.readTextFileSync(path));
/** What of a log must not differ between runs. */
const results = (path: string) => read(path).results.map(({ seconds: _, ...result }) => result);
const search = (...dimensions: readonly string[]) =>
  dimensions.flatMap((dimension) => ["--search", dimension]);

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

Deno.test("tune refuses what it cannot search before it reads any data", async () => {
  const tune = ["tune", "--ratings", "nowhere", "--attributes", "nowhere", "--log", "nowhere/x"];
  for (
    const [args, problem] of [
      [
        ["--search", "foo=1,2"],
        /Cannot search 'foo': it changes nothing about profile-knn, expected one of min-items/,
      ],
      [
        ["--search", "ease-lambda=1,2"],
        /Cannot search 'ease-lambda': it changes nothing about profile-knn/,
      ],
      [
        ["--search", "neighbours=0,1"],
        /Cannot search 'neighbours': a value is '0', expected a whole number from 1$/m,
      ],
      [
        ["--search", "neighbours=1:9.5"],
        /a value is '\d\.\d+', expected a whole number from 1, which :int after a range/,
      ],
      [["--search", "idf=yes"], /Cannot search 'idf': a value is 'yes', expected true or false/],
      [
        ["--search", "scaling=raw,max"],
        /Cannot search 'scaling': a value is 'max', expected one of raw, min-max/,
      ],
      [
        ["--search", "learning-rate=-1,1"],
        /Cannot train: learning rate is -1, expected a number above 0/,
      ],
      [
        ["--recommender", "reconstruction", "--search", "dropout=0.1"],
        /Cannot use --dropout with the ridge solver/,
      ],
      [
        ["--method", "halving", "--search", "epochs=1,2"],
        /Cannot search 'epochs' by halving: it decides about the budget/,
      ],
      [
        ["--method", "halving", "--eta", "1", "--search", "idf=true"],
        /Cannot search: eta is 1, expected a number from 2/,
      ],
      [["--search", "idf=true", "--search", "idf=false"], /'idf' is given twice/],
      [
        ["--metric", "gini-index@10", "--search", "idf=true"],
        /Cannot take 'gini-index@10' as --metric/,
      ],
      [
        ["--recommender", "random", "--search", "idf=true"],
        /Cannot take 'random' as --recommender/,
      ],
      [["--judge-on", "validation", "--search", "idf=true"], /Cannot tune: --judge-on is set/],
      [[], /required option '--search/],
    ] as const
  ) {
    const { code, stdout, stderr } = await run([...tune, ...args]);
    deepStrictEqual([code, stdout], [2, ""], stderr);
    match(stderr, problem);
  }
});

folderTest(
  "tune validates on the part that a split has for it, and refuses several splits",
  async (folder) => {
    const tune = (log: string, ...more: string[]) => [
      ...["tune", ...EMBEDDED, "--recommender", "user-knn", "--search", "neighbours=5,50"],
      ...["--log", `${folder}/${log}.tsv`, ...more],
    ];
    const strong = await runJson(tune("strong", "--split", "strong"));
    const [part] = strong.split.parts;
    ok(part.foldInRatings > 0);
    strictEqual(strong.split.trainRatings, part.trainRatings);
    const validated = await runJson([
      ...["evaluate", ...EMBEDDED, "--recommender", "user-knn", "--split", "strong"],
      ...["--judge-on", "validation", "--cutoffs", "10", ...strong.chosen.flags.split(" ")],
    ]);
    strictEqual(strong.chosen.validation, validated.recommenders[0].metrics.ndcg["10"]);
    strictEqual(strong.split.validationUsers, validated.recommenders[0].users);
    const folds = await run(tune("folds", "--folds", "3"));
    strictEqual(folds.code, 2);
    match(
      folds.stderr,
      /Cannot tune: there are 3 splits, expected one that settings are chosen for/,
    );
  },
);

folderTest(
  "tune by halving gives the values of evaluate after as many epochs",
  async (folder) => {
    const strong = [...EMBEDDED, "--recommender", "attribute-sum", "--split", "strong"];
    const { trials, search: { rungs } } = await runJson([
      ...["tune", ...strong, "--log", `${folder}/tune.tsv`, "--method", "halving", "--trials", "3"],
      ...["--epochs", "30", "--metric", "recall@5", ...search("learning-rate=0.05:1:log")],
    ]);
    deepStrictEqual(rungs, [{ trials: 3, budget: 10 }, { trials: 1, budget: 30 }]);
    for (const { budget, options, value } of [trials[0], trials[3]]) {
      const { recommenders } = await runJson([
        ...["evaluate", ...strong, "--judge-on", "validation", "--cutoffs", "5"],
        ...["--epochs", `${budget}`, "--learning-rate", options["learning-rate"]],
      ]);
      strictEqual(recommenders[0].metrics.recall["5"], value);
    }
  },
);

folderTest(
  "tune with two layers judges what evaluate judges, and knows other layers",
  async (folder) => {
    const { flags } = writeData(folder),
      log = `${folder}/log.tsv`,
      broader = `${folder}/broader.tsv`;
    const write = (schools: number) =>
      Deno.writeTextFileSync(
        broader,
        Array.from(
          { length: 7 },
          (_, k) => `http://dbpedia.org/resource/D_${k}\tschool\tschool ${k % schools}\n`,
        ).join(""),
      );
    write(2);
    const data = [...flags, "--epochs", "30", "--recommender", "profile-knn"];
    const deep = ["--broader", broader, "--profile", "broader"];
    const tune = (log: string, ...options: readonly string[]) => [
      ...["tune", ...data, "--trials", "2", "--log", log],
      ...options,
    ];
    const neighbours = search("neighbours=3,6");
    const found = await runJson(tune(log, ...deep, ...neighbours));
    const judged = await runJson([
      ...["evaluate", ...data, ...deep, "--cutoffs", "10"],
      ...found.chosen.flags.split(" "),
    ]);
    strictEqual(found.chosen.test, judged.recommenders[0].metrics.ndcg["10"]);

    const { trials } = await runJson(
      tune(`${folder}/l.tsv`, "--broader", broader, ...search("layers=1,2")),
    );
    const values = trials.map(({ value }: { value: number }) => value);
    notStrictEqual(values[0], values[1]);

    // Nothing of another network is taken for a result of this one.
    for (
      const [options, cause] of [
        [["--broader", broader, "--layers", "1"], "other options"],
        [["--preset", "java", ...deep], "other options"],
        [[], "other options"],
      ] as const
    ) {
      const { code, stderr } = await run(tune(log, ...options, ...neighbours));
      strictEqual(code, 2);
      match(stderr, RegExp(`was begun with ${cause}`));
    }
    write(3);
    const { stderr } = await run(tune(log, ...deep, ...neighbours));
    match(stderr, /was begun with data/);
  },
);

Deno.test("tune does not halve over layers where the solver goes by them", async () => {
  const { code, stderr } = await run([
    ...["tune", "--ratings", "r", "--attributes", "a", "--broader", "b", "--log", "l"],
    ...["--recommender", "reconstruction", "--method", "halving", ...search("layers=1,2")],
  ]);
  strictEqual(code, 2);
  match(stderr, /Cannot search 'layers' by halving/);
});
