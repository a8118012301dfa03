import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, run, runJson, writeData } from "./_program.ts";

/** Trains a shared network on the small data set; gives what asks about a user. */
async function trainShared(folder: string, ...options: readonly string[]) {
  const { sharedFlags, items, triples } = writeData(folder);
  const model = `${folder}/m`;
  const args = ["train", ...sharedFlags, "--items", items, "--out", model];
  const json = await runJson([...args, ...options]);
  const ask = (command: string, ...rest: readonly string[]) => [command, "--model", model, ...rest];
  return { json, ask, triples };
}

for (const solver of ["ridge", "gradient"]) {
  folderTest(
    `train --mode shared --solver ${solver} makes a model that recommends and explains`,
    async (folder) => {
      const { json, ask } = await trainShared(folder, "--solver", solver);
      strictEqual(json.mode, "shared");
      strictEqual(json.complete, true);
      ok(json.neurons.attributes > 0 && json.neurons.fans > 0);
      const { recommender, items } = await runJson(ask("recommend", "--user", "user 1"));
      strictEqual(recommender, "reconstruction");
      const { explanations } = await runJson(ask("explain", "--user", "user 1"));
      deepStrictEqual(
        explanations.map(({ item, score }: { item: string; score: number }) => [item, score]),
        items.map(({ item, score }: { item: string; score: number }) => [item, score]),
      );
      for (const { error, reasons } of explanations) {
        ok(error <= 1e-9);
        ok(reasons.length > 0);
      }
      const text = await run(ask("explain", "--user", "user 1", "-n", "1"));
      match(text.stdout, /Recommended because of your ratings of /);
      match(text.stdout, /the score, their sum/);
    },
  );
}

folderTest(
  "recommend --rated gives a new user the list of a user with the same ratings",
  async (folder) => {
    const { ask, triples } = await trainShared(folder, "--neurons", "attributes");
    const ratings = triples.filter(([user]) => user === "user 1");
    ok(ratings.length > 2);
    const rated = ratings.map(([, item, rating]) => `${item}=${rating}`).join(",");
    const known = await runJson(ask("recommend", "--user", "user 1"));
    const fresh = await runJson(ask("recommend", "--rated", rated));
    strictEqual(fresh.user, "you");
    deepStrictEqual(fresh.items, known.items);
    const { explanations } = await runJson(ask("explain", "--rated", rated, "-n", "1"));
    strictEqual(explanations[0].item, known.items[0].item);
  },
);

folderTest("evaluate --mode shared compares choices of neurons in one table", async (folder) => {
  const { sharedFlags } = writeData(folder);
  const args = ["evaluate", ...sharedFlags, "--neurons", "both,attributes,fans"];
  const { recommenders, runs } = await runJson(args);
  deepStrictEqual(
    recommenders.map(({ recommender }: { recommender: string }) => recommender),
    [
      "reconstruction-both",
      "reconstruction-attributes",
      "reconstruction-fans",
      "most-popular",
      "random",
    ],
  );
  deepStrictEqual(
    runs.map(({ settings }: { settings: { neurons: string } }) => settings.neurons),
    ["both", "attributes", "fans"],
  );
  const { code, stdout } = await run([...args, "--cutoffs", "5"]);
  strictEqual(code, 0);
  match(stdout, /^reconstruction-fans +\d/m);
});

folderTest("train --events writes what gradient descent went through", async (folder) => {
  const events = `${folder}/events.jsonl`;
  await trainShared(folder, "--solver", "gradient", "--epochs", "3", "--events", events);
  const lines = Deno.readTextFileSync(events).trim().split("\n").map((line) => JSON.parse(line));
  strictEqual(lines[0].event, "started");
  strictEqual(lines.filter(({ event }) => event === "epoch").length, 3);
  strictEqual(lines.at(-1).event, "finished");
});

folderTest("train takes every setting of gradient descent from its options", async (folder) => {
  const asked = {
    loss: "multinomial",
    activation: "tanh",
    input: "liked",
    dropout: 0.25,
    gain: 2,
    optimiser: "sgd",
    schedule: "linear",
    weightDecay: 0.001,
    batchSize: 7,
    validateEvery: 1,
    patience: 2,
    epochs: 2,
    learningRate: 0.125,
  };
  const flags = Object.entries(asked).flatMap(([key, value]) => [
    `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
  const { json } = await trainShared(
    folder,
    ...["--solver", "gradient", "--fans", "3", "--fans-kind", "neighbourhood", "--biases"],
    ...["--no-normalise", "--no-weigh-users", "--keep-own-path", "--training-seed", "5", ...flags],
  );
  deepStrictEqual(json.settings, {
    neurons: "both",
    fans: 3,
    fansKind: "neighbourhood",
    training: {
      solver: "gradient",
      ...asked,
      biases: true,
      normalise: false,
      weighUsers: false,
      excludeOwnPath: false,
      seed: 5,
    },
  });
});

folderTest("train refuses options that would change nothing", async (folder) => {
  const { flags, sharedFlags } = writeData(folder);
  const wrong: [string[], string][] = [
    [["--dropout", "0.5"], "Cannot use --dropout in personal mode"],
    [["--neurons", "fans"], "Cannot use --neurons in personal mode"],
    [["--events", "e.jsonl"], "Cannot use --events in personal mode"],
    [["--mode", "shared"], "Cannot use --epochs with the ridge solver"],
    [[...sharedFlags, "--save-weights"], "Cannot use --save-weights in shared mode"],
    [[...sharedFlags, "--initial-weight", "1"], "Cannot use --initial-weight in shared mode"],
    [
      [...sharedFlags, "--solver", "gradient", "--fans-penalty", "5"],
      "Cannot use --fans-penalty with gradient descent",
    ],
    [
      [...sharedFlags, "--fans-kind", "neighbourhood"],
      "the fans neurons are 'neighbourhood', expected 'pure' ones with the ridge solver",
    ],
  ];
  for (const [options, message] of wrong) {
    const given = options[0] === "--ratings" ? options : [...flags, ...options];
    const { code, stderr } = await run(["train", ...given, "--out", `${folder}/no`]);
    strictEqual(code, 2, stderr);
    ok(stderr.includes(message), stderr);
  }
});

folderTest("a model of shared mode refuses what only personal models can do", async (folder) => {
  const { ask } = await trainShared(folder);
  const { code, stderr } = await run(
    ask("recommend", "--user", "user 1", "--recommender", "profile-knn"),
  );
  strictEqual(code, 2);
  match(
    stderr,
    /Cannot use recommender 'profile-knn' with a model of shared mode, expected one of reconstruction/,
  );
  const unknown = await run(ask("recommend", "--rated", "nothing=5"));
  strictEqual(unknown.code, 2);
  match(unknown.stderr, /there is no item 'nothing'/);
});
