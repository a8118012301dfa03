import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { recommendItems } from "../../src/recommend/recommend_items.ts";
import { createRecommenders, RECOMMENDERS } from "../../src/recommend/registry.ts";
import { folderTest, keyPaths, loadPersonal, run, runJson, writeModel } from "./_program.ts";

folderTest("recommend lists what the library recommends, for every recommender", async (folder) => {
  const { model, ask, triples } = await writeModel(folder);
  const stored = await loadPersonal(model);
  const { users, items, ratings } = stored.model.dataset.interactions;
  const user = users.indexOf("user 4")!;
  const rated = triples.filter(([id]) => id === "user 4").map(([, item]) => item);
  for (const recommender of createRecommenders(stored.model, RECOMMENDERS.personal)) {
    const { name } = recommender;
    const json = await runJson(ask("recommend", "user 4", "-n", "7", "--recommender", name));
    const expected = recommendItems(recommender, ratings, user, 7);
    deepStrictEqual(json, {
      command: "recommend",
      version: 1,
      user: "user 4",
      recommender: name,
      items: [...expected.items].map((item, k) => ({
        rank: k + 1,
        item: items.ids[item],
        label: stored.itemLabels![item],
        score: expected.scores[k],
      })),
    });
    strictEqual(json.items.length, 7);
    ok(!json.items.some(({ item }: { item: string }) => rated.includes(item)));
  }
});

folderTest("recommend passes its options on to the recommender", async (folder) => {
  const { model, ask } = await writeModel(folder);
  const stored = await loadPersonal(model);
  const { users, ratings } = stored.model.dataset.interactions;
  const options = {
    profile: "sum-of-weights",
    scaling: "min-max",
    idf: false,
    neighbours: 2,
  } as const;
  const [knn] = createRecommenders(stored.model, ["profile-knn"], options);
  const flags = [
    "--profile",
    "sum-of-weights",
    "--scaling",
    "min-max",
    "--no-idf",
    "--neighbours",
    "2",
  ];
  const json = await runJson(ask("recommend", "user 1", ...flags));
  const expected = recommendItems(knn, ratings, users.indexOf("user 1")!, 10);
  const scores = (list: { items: { score: number }[] }) => list.items.map(({ score }) => score);
  deepStrictEqual(scores(json), [...expected.scores]);
  ok(scores(await runJson(ask("recommend", "user 1")))[0] !== scores(json)[0]);
});

folderTest("recommend --json prints one object with stable keys", async (folder) => {
  const { ask } = await writeModel(folder);
  deepStrictEqual(keyPaths(await runJson(ask("recommend", "user 1"))), [
    "command",
    "items[].item",
    "items[].label",
    "items[].rank",
    "items[].score",
    "recommender",
    "user",
    "version",
  ]);
});

folderTest("recommend prints titles and scores, and nothing on standard error", async (folder) => {
  const { ask } = await writeModel(folder);
  const { code, stdout, stderr } = await run(ask("recommend", "user 0", "-n", "3"));
  deepStrictEqual([code, stderr], [0, ""]);
  match(stdout, /^for user 0 by profile-knn +score\n(The \d+th Film, or "What\?" +\d\.\d+\n){3}$/);
});

folderTest("recommend says why there is nothing to recommend", async (folder) => {
  const { ask } = await writeModel(folder);
  for (const user of ["bare", "sour"]) {
    const { code, stdout, stderr } = await run(ask("recommend", user));
    deepStrictEqual([code, stdout], [0, ""]);
    match(
      stderr,
      RegExp(`^No recommendations for user '${user}': profile-knn has nothing to go by `),
    );
    deepStrictEqual((await runJson(ask("recommend", user))).items, []);
    strictEqual(
      (await runJson(ask("recommend", user, "--recommender", "most-popular"))).items.length,
      10,
    );
  }
});

folderTest(
  "recommend exits with 2 when the user is unknown, and with 1 when the model is",
  async (folder) => {
    const { ask, model } = await writeModel(folder);
    const unknown = await run(ask("recommend", "nobody"));
    deepStrictEqual([unknown.code, unknown.stdout], [2, ""]);
    strictEqual(
      unknown.stderr,
      "error: Cannot find user 'nobody', expected one of the 26 users of the model such as 'user 0'\n",
    );
    Deno.writeTextFileSync(`${model}/vocabulary.json`, "{}");
    const damaged = await run(ask("recommend", "user 0"));
    deepStrictEqual([damaged.code, damaged.stdout], [1, ""]);
    strictEqual(
      damaged.stderr,
      `error: Cannot read ${model}/vocabulary.json: 'users' is missing, expected ids, each once\n`,
    );
    Deno.removeSync(`${model}/config.json`);
    const missing = await run(ask("recommend", "user 0"));
    deepStrictEqual([missing.code, missing.stdout], [1, ""]);
    strictEqual(
      missing.stderr,
      `error: Cannot read ${model}/config.json: there is no such file, expected a folder written by 'train --out'\n`,
    );
  },
);
