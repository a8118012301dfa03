import { deepStrictEqual, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import {
  explanationQualityTables,
  measureExplanations,
} from "../../../src/evaluate/explanation_quality/explanation_quality.ts";
import { trainWithSeed } from "../../../src/evaluate/explanation_quality/other_seeds.ts";
import { QUALITY_PARTS } from "../../../src/evaluate/explanation_quality/registry.ts";
import { cpuBackend } from "../../../src/model/backend.ts";
import { mostPopular } from "../../../src/recommend/baselines.ts";
import { type ReportTable, tableHtml } from "../../../src/report/report_table.ts";
import { trainShared } from "../../../src/train/shared.ts";
import { recommenderOf, tasteWorld } from "./_worlds.ts";

const { model, tastes } = tasteWorld();
const knn = recommenderOf(model, "profile-knn");
const quick = { users: 30, counterfactualUsers: 5, counterfactualTries: 20, place: 5 };

Deno.test("measureExplanations() fills every part, with tables and findings, in plain JSON", async () => {
  using backend = await cpuBackend({ threads: 1 });
  const shared = await trainShared(model.dataset, { fans: 5 }, backend);
  const other = await trainWithSeed(shared, 43, backend);
  const quality = await measureExplanations(shared, recommenderOf(shared, "reconstruction"), {
    ...quick,
    tastes,
    others: {
      decides: "the held-out part",
      trained: [{ seed: 43, recommender: recommenderOf(other, "reconstruction") }],
    },
  });
  for (const part of QUALITY_PARTS) ok(quality[part], part);
  strictEqual(quality.recommender, "reconstruction");
  strictEqual(quality.users, 30);
  const text = JSON.stringify(quality);
  ok(!text.includes("null"), "a number that JSON does not know");
  deepStrictEqual(JSON.parse(text).fidelity.measures[1].at[0].k, 1);
  const tables: readonly ReportTable[] = explanationQualityTables(quality);
  for (const table of tables) ok(tableHtml(table).html.includes("<caption>reconstruction: "));
  for (const { caption, columns, rows } of tables) {
    ok(caption.startsWith("reconstruction: "));
    ok(rows.length > 0 && rows.every((row) => row.length === columns.length), caption);
  }
  deepStrictEqual(
    tables[0].rows.map(([, text]) => text).toSorted(),
    quality.findings.map(({ text }) => text).toSorted(),
  );
  const kinds = tables[0].rows.map(([kind]) => kind);
  deepStrictEqual(kinds, kinds.toSorted().toReversed(), "findings come first");
});

Deno.test("measureExplanations() repeats by its seed, and another seed draws others", async () => {
  const options = { ...quick, users: 10, parts: ["fidelity", "overlap"] as const };
  const first = await measureExplanations(model, knn, { ...options, seed: 1 });
  deepStrictEqual(await measureExplanations(model, knn, { ...options, seed: 1 }), first);
  notDeepStrictEqual(
    (await measureExplanations(model, knn, { ...options, seed: 2 })).fidelity,
    first.fidelity,
  );
  deepStrictEqual(Object.keys(first).filter((key) => QUALITY_PARTS.includes(key as "fidelity")), [
    "fidelity",
    "overlap",
    "plantedTruth",
  ]);
  strictEqual(first.plantedTruth, undefined);
});

Deno.test("measureExplanations() takes all users when the sample is larger, and counts those without reasons", async () => {
  const { activations } = model, values = activations.values.slice();
  values.fill(0, 0, activations.indptr[3]);
  const gaps = { ...model, activations: { ...activations, values } };
  const quality = await measureExplanations(gaps, recommenderOf(gaps, "attribute-sum"), {
    users: 1000,
    parts: ["completeness"],
  });
  deepStrictEqual([quality.users, quality.usersWithoutReasons], [activations.rows - 3, 3]);
});

Deno.test("measureExplanations() throws when it cannot measure", async () => {
  const refused = (options: object, message: RegExp, recommender = knn) =>
    rejects(measureExplanations(model, recommender, options), { name: "UsageError", message });
  await refused({ users: 1 }, /users is 1, expected a whole number from 2/);
  await refused({ reasons: 0 }, /reasons is 0, expected a whole number from 1/);
  await refused({ place: 1.5 }, /place is 1.5, expected a whole number from 1/);
  const popular = mostPopular(model.dataset.interactions.ratings);
  await rejects(measureExplanations(model, popular), /the recommender is 'most-popular', expected/);
  const empty = { ...model.activations, values: model.activations.values.map(() => 0) };
  const nobody = { ...model, activations: empty };
  await rejects(
    measureExplanations(nobody, recommenderOf(nobody, "attribute-sum")),
    /number of users with a list to explain is 0, expected at least 2/,
  );
});

Deno.test("measureExplanations() tells of its progress and stops when it is told to", async () => {
  const controller = new AbortController();
  const stages = new Set<string>();
  await rejects(
    measureExplanations(model, knn, { users: 60, counterfactualTries: 1000 }, {
      signal: controller.signal,
      onProgress: ({ stage, done, total }) => {
        stages.add(stage);
        ok(done > 0 && done <= total);
        controller.abort(new Error("enough"));
      },
    }),
    /enough/,
  );
  deepStrictEqual([...stages], ["explanations"]);
});
