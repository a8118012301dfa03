import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Explanation } from "../../src/explain/explanation.ts";
import { folderTest, keyPaths, program, run, runJson, writeModel } from "./_program.ts";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

folderTest("explain takes apart the scores that recommend gives", async (folder) => {
  const { ask, triples } = await writeModel(folder);
  const rated = new Map(
    triples.filter(([id]) => id === "user 4").map(([, item, rating]) => [item, rating]),
  );
  for (const name of ["profile-knn", "attribute-sum"]) {
    for (const options of [[], ["--profile", "sum-of-weights", "--no-idf"]]) {
      const flags = ["--recommender", name, "-n", "5", ...options];
      const { items } = await runJson(ask("recommend", "user 4", ...flags));
      const json = await runJson(ask("explain", "user 4", ...flags));
      deepStrictEqual([json.command, json.user, json.recommender], ["explain", "user 4", name]);
      const explanations: (Explanation & { label: string })[] = json.explanations;
      deepStrictEqual(
        explanations.map(({ item, label, score }, k) => ({ rank: k + 1, item, label, score })),
        items,
      );
      for (const { user, score, error, sentence, reasons } of explanations) {
        strictEqual(user, "user 4");
        match(sentence, /^Recommended because .*\.$/);
        ok(reasons.length > 0 && error < 1e-9);
        const total = sum(reasons.map(({ contribution }) => contribution));
        ok(Math.abs(total - score) <= 1e-9 * Math.abs(score));
        for (const { label, evidence } of reasons) {
          match(label, /^(genre: genre \d|director: D \d)$/);
          ok(Math.abs(sum(evidence.map(({ share }) => share)) - 1) < 1e-9);
          for (const { item, rating } of evidence) strictEqual(rating, rated.get(item));
        }
      }
    }
  }
});

folderTest("explain --json prints one object with stable keys", async (folder) => {
  const { ask } = await writeModel(folder);
  deepStrictEqual(keyPaths(await runJson(ask("explain", "user 1"))), [
    "command",
    "explanations[].error",
    "explanations[].evidence",
    "explanations[].item",
    "explanations[].label",
    "explanations[].neighbours.rated",
    "explanations[].neighbours.ratings[].count",
    "explanations[].neighbours.ratings[].rating",
    "explanations[].neighbours.similarityShare",
    "explanations[].neighbours.size",
    "explanations[].reasons[].contribution",
    "explanations[].reasons[].evidence[].item",
    "explanations[].reasons[].evidence[].rating",
    "explanations[].reasons[].evidence[].share",
    "explanations[].reasons[].kind",
    "explanations[].reasons[].label",
    "explanations[].reasons[].ofItem",
    "explanations[].reasons[].relation",
    "explanations[].reasons[].value",
    "explanations[].reasons[].weight",
    "explanations[].score",
    "explanations[].sentence",
    "explanations[].user",
    "recommender",
    "user",
    "version",
  ]);
});

folderTest(
  "explain --item explains that item alone, even one that the user has rated",
  async (folder) => {
    const { ask, triples } = await writeModel(folder);
    const [user, item] = triples[0];
    const { explanations } = await runJson(ask("explain", user, "--item", item));
    deepStrictEqual(explanations.map((one: Explanation) => one.item), [item]);
    const unknown = await run(ask("explain", user, "--item", "nothing"));
    deepStrictEqual([unknown.code, unknown.stdout], [2, ""]);
    match(
      unknown.stderr,
      /^error: Cannot find item 'nothing', expected one of the 31 items of the model /,
    );
  },
);

folderTest(
  "explain prints the title, the sentence and parts that end with the score",
  async (folder) => {
    const { ask } = await writeModel(folder);
    const { code, stdout, stderr } = await run(ask("explain", "user 4", "-n", "2"));
    deepStrictEqual([code, stderr], [0, ""]);
    const { explanations } = await runJson(ask("explain", "user 4", "-n", "2"));
    for (const { label, sentence, score } of explanations) {
      ok(stdout.includes(`${label}\n  ${sentence}\n`));
      match(stdout, RegExp(`score.* ${score.toPrecision(3).replace(".", "\\.")}\\b`));
    }
  },
);

folderTest("explain says why there is nothing to explain", async (folder) => {
  const { ask } = await writeModel(folder);
  for (const user of ["bare", "sour"]) {
    const { code, stdout, stderr } = await run(ask("explain", user));
    deepStrictEqual([code, stdout], [0, ""]);
    match(
      stderr,
      RegExp(`^No recommendations for user '${user}': profile-knn has nothing to go by `),
    );
    deepStrictEqual((await runJson(ask("explain", user))).explanations, []);
  }
});

folderTest("explain ends quietly when its reader goes away, as head does", async (folder) => {
  const { ask } = await writeModel(folder);
  const child = program(ask("explain", "user 4", "-n", "30", "--json")).spawn();
  await child.stdout.cancel();
  const stderr = await new Response(child.stderr).text();
  deepStrictEqual([(await child.status).code, stderr], [0, ""]);
});

folderTest("explain exits with 1 and says why when standard output is full", async (folder) => {
  const { ask } = await writeModel(folder);
  const intoFullDisk = ["sh", "-c", 'exec "$@" > /dev/full', "sh"];
  const { code, stderr } = await program(ask("explain", "user 4"), {}, intoFullDisk).output();
  strictEqual(code, 1);
  match(
    new TextDecoder().decode(stderr),
    /^error: Cannot write the results: No space left on device.*\n$/,
  );
}, { ignore: Deno.build.os !== "linux" });
