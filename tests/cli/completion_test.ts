import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { loadModel } from "../../src/cli/model_directory.ts";
import { isShared } from "../../src/model/model.ts";
import { userProfiles } from "../../src/model/personal_model.ts";
import { folderTest, run, runJson, writeData, writeModel } from "./_program.ts";

const QUICK = ["--completion-epochs", "3", "--backend", "cpu"];

folderTest(
  "evaluate puts completed recommenders beside the plain ones, and repeats",
  async (folder) => {
    const { flags } = writeData(folder);
    const asked = ["evaluate", ...flags, "--epochs", "20", "--completion", "faithful", ...QUICK];
    const judged = async (args: readonly string[]) => {
      const { recommenders, completion } = await runJson(args);
      const rows = recommenders.map((row: { recommender: string; metrics: unknown }) => [
        row.recommender,
        row.metrics,
      ]);
      return { rows: Object.fromEntries(rows), completion };
    };
    const first = await judged(asked);
    deepStrictEqual(Object.keys(first.rows), [
      ...["profile-knn", "profile-knn-completed", "attribute-sum", "attribute-sum-completed"],
      ...["most-popular", "random"],
    ]);
    strictEqual(first.completion.kind, "faithful");
    strictEqual(first.completion.settings.epochs, 3);
    deepStrictEqual(await judged(asked), first);
    const plain = await judged(["evaluate", ...flags, "--epochs", "20", "--backend", "cpu"]);
    for (const [name, metrics] of Object.entries(plain.rows)) {
      deepStrictEqual(first.rows[name], metrics);
    }
    strictEqual(plain.completion, undefined);
    const cold = ["--cold-users", "0.25", "--keep", "5", "--recommender", "profile-knn"];
    strictEqual(Object.keys((await judged([...asked, ...cold])).rows).length, 2);
  },
);

folderTest(
  "explain and export tell what was inferred; recommend takes a completion",
  async (folder) => {
    const { model } = await writeModel(folder);
    const asked = ["--model", model, "--recommender", "attribute-sum", "--completion", "faithful"];
    const { explanations } = await runJson(["explain", ...asked, "--user", "user 1", ...QUICK]);
    const reasons = explanations.flatMap(({ reasons }: { reasons: object[] }) => reasons);
    const recommended = await runJson(["recommend", ...asked, "--user", "user 1", ...QUICK]);
    deepStrictEqual(
      recommended.items.map(({ item }: { item: string }) => item),
      explanations.map(({ item }: { item: string }) => item),
    );
    const out = `${folder}/why.jsonl`;
    const exported = await run(
      ["export", ...asked, "--reasons", "all", "--out", out, "--completion-epochs", "3"],
    );
    strictEqual(exported.code, 0, exported.stderr);
    const lines = (await Deno.readTextFile(out)).trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    );
    const all = [...reasons, ...lines.flatMap(({ reasons }) => reasons)];
    const inferred = all.filter((reason) => reason.inferred);
    ok(inferred.length > 0 && inferred.length < all.length);
    ok(
      inferred.every(({ inference, evidence }) =>
        inference.tokens.length > 0 && evidence.length === 0
      ),
    );
  },
);

folderTest("completion is refused where it means nothing", async (folder) => {
  const { model, ask } = await writeModel(folder);
  const wrong = [
    [
      ["--completion-top", "5"],
      /Cannot use --completion-top without --completion, expected no such option/,
    ],
    [
      ["--completion", "faithful", "--completion-discount", "0.5"],
      /Cannot use --completion-discount with --completion faithful/,
    ],
    [
      ["--completion", "sane", "--completion-ceiling", "2"],
      /Cannot use --completion-ceiling 2, expected a number from 0 to 1/,
    ],
    [
      ["--completion", "sane", "--recommender", "most-popular"],
      /Cannot use --completion with recommender 'most-popular', expected one of profile-knn, attribute-sum/,
    ],
    [["--completion", "whole"], /off, sane, faithful/],
  ] as const;
  ok(model.length > 0);
  const { sharedFlags, flags: data } = writeData(folder);
  for (
    const [asked, problem] of [
      [[...sharedFlags, "--completion", "sane"], /Cannot use --completion in shared mode/],
      [
        [...data, "--completion", "sane", "--recommender", "random"],
        /Cannot use --completion with recommender 'random'/,
      ],
    ] as const
  ) {
    const { code, stderr } = await run(["evaluate", ...asked]);
    strictEqual(code, 2);
    match(stderr, problem);
  }
  for (const [flags, problem] of wrong) {
    const { code, stderr } = await run([...ask("recommend", "user 1"), ...flags]);
    strictEqual(code, 2);
    match(stderr, problem);
  }
});

for (
  const [preset, profile, scaling] of [
    ["java", "activation", "min-max"],
    ["weight-sum", "sum-of-weights", "raw"],
  ] as const
) {
  folderTest(
    `--preset ${preset} sums ${scaling} ${profile} over an item's attributes`,
    async (folder) => {
      const { model } = await writeModel(folder);
      const { model: loaded } = await loadModel(model);
      ok(!isShared(loaded));
      const recommend = (...flags: string[]) =>
        runJson(["recommend", "--model", model, "--user", "user 1", "-n", "1000", ...flags]);
      const { recommender, items } = await recommend("--preset", preset);
      strictEqual(recommender, "attribute-sum");
      const { interactions, graph } = loaded.dataset;
      const { indptr, indices, values } = userProfiles(loaded, profile, scaling);
      const user = interactions.users.indexOf("user 1")!;
      const weights = new Map<number, number>();
      for (let e = indptr[user]; e < indptr[user + 1]; e++) weights.set(indices[e], values[e]);
      ok(items.length > 5);
      for (const { item, score } of items) {
        const at = interactions.items.indexOf(item)!;
        let sum = 0;
        for (let e = graph.itemStart[at]; e < graph.itemStart[at + 1]; e++) {
          sum += weights.get(graph.itemAttributes[e]) ?? 0;
        }
        ok(Math.abs(score - sum) < 1e-6);
      }
      // What is given goes before the preset.
      const knn = await recommend("--preset", preset, "--recommender", "profile-knn");
      strictEqual(knn.recommender, "profile-knn");
      deepStrictEqual(
        await recommend("--preset", preset, "--profile", "activation", "--scaling", "raw"),
        await recommend("--no-idf", "--recommender", "attribute-sum"),
      );
    },
  );
}
