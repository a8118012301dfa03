import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, program, run, runJson, writeData } from "./_program.ts";

const EMBEDDED = ["--ratings", "data/ratings.tsv", "--attributes", "data/attributes.tsv"];
const ALL = [
  ...["profile-knn", "attribute-sum", "reconstruction", "most-popular", "random"],
  ...["item-knn", "user-knn", "attribute-item-knn", "ease"],
];

interface Row {
  readonly recommender: string;
  readonly label: string;
  readonly shuffleSeed: number | null;
  readonly users: number;
  readonly metrics: Record<string, Record<string, number>>;
  readonly interval: { readonly low: number; readonly high: number };
  readonly toBest:
    | { readonly difference: number; readonly pHolm: number; readonly p: number }
    | null;
  readonly cost: { readonly trainSeconds: number; readonly peakBytes: number } | null;
  readonly baseline?: { readonly input: string; readonly lambda?: number };
  readonly run?: Record<string, number | string>;
}

Deno.test("evaluate --recommender all puts both modes, baselines and controls in one table", async () => {
  const json = await runJson([
    ...["evaluate", ...EMBEDDED, "--backend", "cpu", "--epochs", "60", "--cutoffs", "10"],
    ...["--recommender", "all", "--shuffle-attributes", "1,2,2", "--fans-penalty", "400"],
    ...["--attribute-penalty", "20"],
  ]);
  const rows: Row[] = json.recommenders;
  const known = ["profile-knn", "attribute-sum", "reconstruction", "attribute-item-knn"];
  deepStrictEqual(
    rows.map(({ recommender }) => recommender),
    ALL.flatMap((name) =>
      known.includes(name) ? [name, `${name}-shuffled-1`, `${name}-shuffled-2`] : [name]
    ),
  );
  deepStrictEqual(new Set(rows.map(({ users }) => users)).size, 1);
  deepStrictEqual(
    json.runs.map(({ mode, shuffleSeed }: Row & { mode: string }) => [mode, shuffleSeed]),
    [undefined, 1, 2].flatMap((seed) => [["personal", seed ?? null], ["shared", seed ?? null]]),
  );
  const [best] = json.comparison.best;
  const value = (name: string) =>
    rows.find(({ recommender }) => recommender === name)!.metrics.ndcg[10];
  // The best is the best, and all but controls are held against it.
  const judged = rows.filter(({ shuffleSeed }) => shuffleSeed === null);
  strictEqual(value(best), Math.max(...judged.map((row) => row.metrics.ndcg[10])));
  for (const row of rows) {
    const { recommender, interval, toBest, metrics, cost } = row;
    ok(interval.low <= metrics.ndcg[10] && metrics.ndcg[10] <= interval.high);
    ok(cost!.trainSeconds >= 0 && cost!.peakBytes >= 0);
    strictEqual(toBest === null, !judged.includes(row) || recommender === best);
    if (!toBest) continue;
    ok(Math.abs(toBest.difference - (value(recommender) - value(best))) < 1e-12);
    ok(toBest.pHolm >= toBest.p);
  }
  // The films' true attributes were planted as tastes: all that go by them must lose without.
  deepStrictEqual(json.attributeGains.map((gain: Row) => gain.recommender), known);
  for (const gain of json.attributeGains) {
    ok(gain.difference > 0.03 && gain.low > 0 && gain.pHolm < 0.001, JSON.stringify(gain));
    strictEqual(gain.true, value(gain.recommender));
    const mean = [1, 2].reduce((sum, s) => sum + value(`${gain.recommender}-shuffled-${s}`) / 2, 0);
    ok(Math.abs(gain.shuffled - mean) < 1e-12);
  }
  // Knowing something is better than nothing.
  for (const name of ALL.filter((name) => name !== "random")) ok(value(name) > 2 * value("random"));
});

folderTest(
  "evaluate trains nothing for baselines, and says what has no use then",
  async (folder) => {
    const { flags } = writeData(folder);
    const args = [
      "evaluate",
      ...flags,
      "--recommender",
      "item-knn,user-knn,ease",
      "--cutoffs",
      "5",
    ];
    const { mode, settings, recommenders } = await runJson(args);
    deepStrictEqual([mode, settings], [null, null]);
    deepStrictEqual(recommenders.map(({ baseline }: Row) => baseline!.input), [
      "liked",
      "ratings",
      "liked",
    ]);
    const { code, stdout, stderr } = await run([...args, "--ease-lambda", "7"]);
    strictEqual(code, 0);
    match(stderr, /^note {9}no network is trained, so that --epochs changes nothing$/m);
    ok(!stdout.includes("trained"));
    match(stdout, /^nDCG@5 {3,}to the best {2,}95 % {2}p \(Holm\) {2}train s {2}score s {2}MB$/m);
    match(stdout, /^(item-knn|user-knn|ease) +best +\d/m);
  },
);

folderTest("options of baselines reach them", async (folder) => {
  const { flags } = writeData(folder);
  const ndcg = async (name: string, ...options: string[]) => {
    const args = ["evaluate", ...flags, "--cutoffs", "5", "--recommender", name, ...options];
    const [row]: Row[] = (await runJson(args)).recommenders;
    return { value: row.metrics["ndcg-graded"][5], baseline: row.baseline };
  };
  for (
    const [name, ...options] of [
      ["item-knn", "--item-neighbours", "1"],
      ["item-knn", "--shrinkage", "50", "--item-neighbours", "4"],
      ["user-knn", "--neighbours", "1"],
      ["user-knn", "--baseline-input", "liked"],
      ["attribute-item-knn", "--item-neighbours", "2"],
      ["ease", "--baseline-input", "ratings"],
      ["ease", "--ease-lambda", "0.01"],
    ]
  ) {
    ok((await ndcg(name)).value !== (await ndcg(name, ...options)).value, `${name} ${options}`);
  }
  strictEqual((await ndcg("ease", "--ease-lambda", "7")).baseline!.lambda, 7);
});

folderTest("baselines and controls stand beside each other on every split", async (folder) => {
  const { flags } = writeData(folder, 60);
  const evaluate = (...options: string[]) =>
    runJson([
      ...["evaluate", ...flags, "--cutoffs", "5", "--shuffle-attributes", "1", ...options],
      ...["--recommender", "profile-knn,item-knn,user-knn,attribute-item-knn,ease"],
    ]);
  const names = [
    ...["profile-knn", "profile-knn-shuffled-1", "item-knn", "user-knn", "attribute-item-knn"],
    ...["attribute-item-knn-shuffled-1", "ease"],
  ];
  const namesOf = ({ recommenders }: { recommenders: Row[] }) =>
    recommenders.map(({ recommender }) => recommender);
  const folds = await evaluate("--folds", "2");
  deepStrictEqual(namesOf(folds), names);
  strictEqual(folds.attributeGains.length, 2);
  // Users who were not learned from get lists from all of them.
  const strong = await evaluate("--split", "strong", "--test-users", "0.3");
  deepStrictEqual(namesOf(strong), names);
  for (const row of strong.recommenders) strictEqual(row.usersWithoutScores, 0, row.recommender);
  const cold = await evaluate("--cold-users", "0.25", "--keep", "2,5", "--relevant-from", "1");
  deepStrictEqual(
    namesOf(cold),
    ["keep-2", "keep-5"].flatMap((label) => names.map((name) => `${name}-${label}`)),
  );
  deepStrictEqual(cold.comparison.best.map((name: string) => name.slice(-6)), ["keep-2", "keep-5"]);
  deepStrictEqual(
    cold.attributeGains.map(({ recommender }: Row) => recommender),
    ["keep-2", "keep-5"].flatMap((
      label,
    ) => [`profile-knn-${label}`, `attribute-item-knn-${label}`]),
  );
});

folderTest("evaluate --run judges lists of another tool by the same code", async (folder) => {
  const { flags } = writeData(folder);
  const evaluate = (...options: string[]) => ["evaluate", ...flags, "--cutoffs", "5", ...options];
  const own = `${folder}/own.run`;
  const [ours]: Row[] =
    (await runJson(evaluate("--recommender", "user-knn", "--run-out", own))).recommenders;
  const split = `${folder}/split`;
  const json = await runJson(
    evaluate("--recommender", "user-knn,random", "--run", own, "--split-out", split),
  );
  const theirs: Row = json.recommenders[2];
  deepStrictEqual([theirs.recommender, theirs.label], ["user-knn-2", "user-knn (own.run)"]);
  deepStrictEqual([theirs.metrics, theirs.cost], [ours.metrics, null]);
  deepStrictEqual(theirs.run, {
    file: own,
    users: ours.users,
    entries: 5 * ours.users,
    unknownUsers: 0,
    unknownItems: 0,
    trainingItems: 0,
    unratedItems: 0,
  });
  // Items of the training part, unknown users and items are left out, and said.
  const [user, item] = Deno.readTextFileSync(`${split}/train.tsv`).split("\t");
  const id = (text: string) => text.replaceAll("%", "%25").replaceAll(" ", "%20");
  const other = `${folder}/other.run`;
  Deno.writeTextFileSync(
    other,
    `${id(user)} Q0 ${id(item)} 1 2 t\n${id(user)} Q0 nothing 2 1 t\nnobody Q0 ${id(item)} 1 1 t\n`,
  );
  const { code, stderr } = await run(evaluate("--recommender", "random", "--run", other));
  strictEqual(code, 0);
  const warning = (text: string) => ok(stderr.includes(`warning      ${other}: ${text}\n`), stderr);
  warning("1 invalid places hold items that the user has rated in training, and are left out");
  warning("1 places hold items that are not in the data, and are left out");
  warning("1 lists are of users who are not in the data, and are left out");
  Deno.writeTextFileSync(other, "nobody Q0 nothing 1 1 t\n");
  const wrong = await run(evaluate("--recommender", "random", "--run", other));
  deepStrictEqual([wrong.code, wrong.stdout], [2, ""]);
  match(wrong.stderr, /none of its users, such as 'nobody', is in the data/);
});

folderTest("evaluate --per-user writes what the means are made of", async (folder) => {
  const { flags } = writeData(folder);
  const file = `${folder}/users.tsv`;
  const { recommenders } = await runJson([
    ...["evaluate", ...flags, "--cutoffs", "5", "--recommender", "user-knn,random"],
    ...["--per-user", file, "--main-metric", "recall"],
  ]);
  const [header, ...lines] = Deno.readTextFileSync(file).trimEnd().split("\n");
  strictEqual(header, "recommender\tuser\tmetric\tvalue");
  const cells = lines.map((line) => line.split("\t"));
  for (const { recommender, users, metrics, interval } of recommenders as Row[]) {
    for (const metric of ["ndcg", "recall"]) {
      const values = cells.filter(([r, , m]) => r === recommender && m === `${metric}@5`);
      strictEqual(new Set(values.map(([, user]) => user)).size, users);
      const mean = values.reduce((sum, [, , , value]) => sum + Number(value), 0) / users;
      ok(Math.abs(mean - metrics[metric][5]) < 1e-12);
    }
    ok(interval.low <= metrics.recall[5] && metrics.recall[5] <= interval.high);
  }
});

folderTest("evaluate refuses a comparison that makes no sense before it reads", async (folder) => {
  const { flags } = writeData(folder);
  for (
    const [options, message] of [
      [
        ["--recommender", "random,ease", "--shuffle-attributes", "1"],
        "Cannot shuffle attributes: none of random, ease knows any, expected a recommender that does",
      ],
      [
        ["--recommender", "all,ease"],
        "Cannot take 'all,ease' as --recommender, expected one or more",
      ],
      [["--shuffle-attributes", "-1"], "Cannot take '-1' as --shuffle-attributes, expected whole"],
      [["--ease-lambda", "0"], "Cannot take '0' as --ease-lambda, expected a number above 0"],
      [["--shrinkage", "-1"], "Cannot take '-1' as --shrinkage, expected a number from 0"],
      [
        ["--main-metric", "item-coverage"],
        "Cannot take 'item-coverage' as --main-metric, expected",
      ],
      // More of it is not better, and "best" would be said of the most popular.
      [["--main-metric", "arp"], "Cannot take 'arp' as --main-metric, expected"],
      [["--recommender", "profile-knn", "--fans", "3"], "Cannot use --fans in personal mode"],
      [
        ["--run", "x.run", "--folds", "3"],
        "Cannot judge the run x.run: there are 3 splits, expected",
      ],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(["evaluate", ...flags, ...options]);
    deepStrictEqual([code, stdout], [2, ""]);
    ok(stderr.startsWith(`error: ${message}`), stderr);
  }
});

folderTest("an interrupted table is printed as far as it is finished", async (folder) => {
  const { flags } = writeData(folder, 1000);
  const child = program([
    ...["evaluate", ...flags, "--cutoffs", "5", "--recommender", "random,user-knn,profile-knn"],
    ...["--epochs", "20000"],
  ]).spawn();
  const [errors, copy] = child.stderr.tee();
  const text = new Response(copy).text();
  // The note on the second recommender's neighbours comes after the first row.
  for await (const chunk of errors.pipeThrough(new TextDecoderStream())) {
    if (chunk.includes("neighbours of all users")) break;
  }
  child.kill("SIGINT");
  const stdout = await new Response(child.stdout).text();
  strictEqual((await child.status).code, 130);
  match(await text, /^Interrupted; finished rows: [12]; .+$/m);
  match(stdout, /^random +\d/m);
  ok(!/^profile-knn/m.test(stdout));
});

folderTest("a recommender that fails does not take the finished rows with it", async (folder) => {
  const { flags } = writeData(folder);
  const { code, stdout, stderr } = await run([
    ...["evaluate", ...flags, "--cutoffs", "5", "--recommender", "random,profile-knn"],
    ...["--learning-rate", "1e39"],
  ]);
  strictEqual(code, 2);
  match(stdout, /^random +\d/m);
  match(stderr, /^Failed; finished rows: 1; a recommender has failed\nerror: Cannot train user /m);
});
