import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { folderTest, run, runJson, writeData } from "./_program.ts";
import { EMBEDDED, search } from "./_tune.ts";

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
