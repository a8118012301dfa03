import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { folderTest, loadPersonal, loadShared, run, runJson, writeData } from "./_program.ts";

/** Files the directors of the small data set under two schools, and the genres under nothing. */
function writeBroader(folder: string): string {
  const path = `${folder}/broader.tsv`;
  const lines = Array.from(
    { length: 7 },
    (_, k) => `http://dbpedia.org/resource/D_${k}\tschool\tschool ${k % 2}\n`,
  );
  Deno.writeTextFileSync(path, lines.join(""));
  return path;
}

folderTest(
  "--broader trains two layers in personal mode, which explain by categories",
  async (folder) => {
    const { flags, items, triples } = writeData(folder), model = `${folder}/m`;
    const args = ["train", ...flags, "--broader", writeBroader(folder), "--items", items];
    const trained = await runJson([...args, "--out", model]);
    strictEqual(trained.settings.layers, 2);
    const { model: { broader, dataset } } = await loadPersonal(model);
    deepStrictEqual(broader!.layer.categories.slice(0, 2).map(({ value }) => value), [
      ...["school 0", "school 1"],
    ]);
    strictEqual(broader!.layer.categories.length, dataset.attributes.length - 7 + 2);
    for (const profile of ["activation", "broader"]) {
      const ask = ["--model", model, "--user", "user 1", "--profile", profile];
      const { explanations } = await runJson(["explain", ...ask, "-n", "2", "--counterfactual"]);
      strictEqual(explanations.length, 2);
      for (const { score, error, broader: { reasons, others } } of explanations) {
        ok(error <= 1e-9);
        const sum = reasons.reduce(
          (sum: number, { contribution }: { contribution: number }) => sum + contribution,
          others.contribution,
        );
        ok(Math.abs(sum - score) <= 1e-9 * Math.abs(score));
        ok(reasons.every(({ relation }: { relation: string }) => relation === "school"));
      }
    }
    const text = await run(["explain", "--model", model, "--user", "user 1", "-n", "1"]);
    match(text.stdout, /^ {2}more broadly, in proportion|^ {2}more broadly /m);
    const [, rated] = triples.find(([user]) => user === "user 1")!;
    const ask = ["explain", "--model", model, "--user", "user 1", "-n", "1"];
    const fewer = await runJson([...ask, "--profile", "broader", "--without", rated]);
    deepStrictEqual(fewer.adjustment.without, [rated]);
  },
);

folderTest(
  "evaluate compares layers of the same data, and profiles of either layer",
  async (folder) => {
    const { flags } = writeData(folder), broader = writeBroader(folder);
    for (const options of [["--layers", "1"], ["--layers", "2"], ["--profile", "broader"]]) {
      const { recommenders } = await runJson([
        "evaluate",
        ...flags,
        "--broader",
        broader,
        ...options,
      ]);
      ok(recommenders.length > 2);
    }
  },
);

folderTest(
  "--broader trains two layers in shared mode, by gradient descent, for new users too",
  async (folder) => {
    const { sharedFlags, triples } = writeData(folder), model = `${folder}/m`;
    const args = ["train", ...sharedFlags, "--broader", writeBroader(folder), "--epochs", "3"];
    const trained = await runJson([...args, "--out", model]);
    strictEqual(trained.settings.training.solver, "gradient");
    const { model: { network } } = await loadShared(model);
    strictEqual(network.broader?.named, 2);
    const known = await runJson(["explain", "--model", model, "--user", "user 2", "-n", "1"]);
    ok(known.explanations[0].broader.exact);
    const rated = triples.filter(([user]) => user === "user 2").map(([, item, r]) =>
      `${item}=${r}`
    );
    const fresh = await runJson([
      ...["explain", "--model", model, "--rated", rated.join(","), "-n", "1"],
    ]);
    deepStrictEqual(fresh.explanations[0].broader, known.explanations[0].broader);
    for (const format of ["json", "turtle", "markdown", "csv"]) {
      const out = `${folder}/why.${format}`;
      await runJson(["export", "--model", model, "--format", format, "--out", out]);
      ok(Deno.statSync(out).size > 0);
    }
    await runJson(["report", "--model", model, "--out", `${folder}/r.html`]);
  },
);

folderTest(
  "--layers 1 puts broader categories beside the attributes, in the closed form as well",
  async (folder) => {
    const { flags, sharedFlags } = writeData(folder), broader = writeBroader(folder);
    const merged = ["--broader", broader, "--layers", "1", "--out"];
    await runJson(["train", ...flags, ...merged, `${folder}/p`]);
    const { model } = await loadPersonal(`${folder}/p`);
    strictEqual(model.broader, undefined);
    ok(model.dataset.attributes.some(({ value }) => value === "school 1"));
    const trained = await runJson(["train", ...sharedFlags, ...merged, `${folder}/s`]);
    strictEqual(trained.settings.training.solver, "ridge");
    const { explanations } = await runJson([
      ...["explain", "--model", `${folder}/s`, "--user", "user 1", "-n", "3"],
    ]);
    const relations = explanations.flatMap(({ reasons }: { reasons: { relation: string }[] }) =>
      reasons.map(({ relation }) => relation)
    );
    ok(relations.includes("school"));
  },
);

folderTest("two layers are refused where they cannot be", async (folder) => {
  const { flags, sharedFlags } = writeData(folder), broader = writeBroader(folder);
  Deno.writeTextFileSync(`${folder}/other.tsv`, "nonsense\tschool\tschool 1\n");
  await runJson(["train", ...flags, "--out", `${folder}/m`]);
  const wrong: [string[], RegExp][] = [
    [["train", ...flags, "--layers", "2"], /the data have no broader categories/],
    [["train", ...flags, "--layers", "3"], /expected 1 or 2/],
    [
      ["train", ...flags, "--broader", `${folder}/other.tsv`],
      /none of its 1 subjects \(such as 'nonsense'\)/,
    ],
    [
      ["train", ...sharedFlags, "--broader", broader, "--solver", "ridge"],
      /the solver is 'ridge', expected 'gradient' with two layers/,
    ],
    [
      ["explain", "--model", `${folder}/m`, "--user", "user 1", "--profile", "broader"],
      /Cannot use --profile broader with this model/,
    ],
    [
      ["report", "--model", `${folder}/m`, "--profile", "broader", "--out", `${folder}/r.html`],
      /Cannot make a report with --profile broader/,
    ],
  ];
  for (const [args, message] of wrong) {
    const ran = await run(args[0] === "train" ? [...args, "--out", `${folder}/x`] : args);
    strictEqual(ran.code, 2, ran.stderr);
    match(ran.stderr, message);
  }
});
