import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createExplainer } from "../../src/explain/explanation.ts";
import { profileRetraining } from "../../src/explain/profile_retraining.ts";
import { cpuBackend } from "../../src/model/backend.ts";
import { adjustRecommender } from "../../src/recommend/adjusted_recommender.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import type { AdjustableRecommender } from "../../src/recommend/what_if.ts";
import { randomDataset, trainOnCpu } from "../model/_datasets.ts";

const model = await trainOnCpu(randomDataset(70));
const backend = await cpuBackend({ threads: 1 });
const { ratings, items } = model.dataset.interactions;

for (const name of ["profile-knn", "attribute-sum"]) {
  for (const profile of ["activation", "sum-of-weights"] as const) {
    Deno.test(`profileRetraining() gives what scores, reasons and evidence of the ratings left are made of: ${name}, ${profile}`, async () => {
      const [recommender] = createRecommenders(model, [name], {
        profile,
      }) as AdjustableRecommender[];
      const retrain = profileRetraining(model, { profile }, backend);
      const scores = new Float64Array(items.ids.length);
      let explained = 0;
      for (let user = 0; user < 12; user++) {
        const rated = ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1]);
        const without = new Set(rated.slice(0, 2));
        const retrained = await retrain(user, without);
        const factors = new Map([[retrained.profile.indices[0] ?? 0, 3]]);
        const adjusted = adjustRecommender(recommender, user, {
          profile: retrained.profile,
          factors,
        });
        const explainer = createExplainer(retrained.model(), adjusted, { profile });
        const answered = adjusted.score(user, scores);
        for (let item = 0; item < items.ids.length; item++) {
          const explanation = explainer.explain(user, item);
          strictEqual(explanation?.score, answered ? scores[item] : undefined);
          if (!explanation) continue;
          let sum = 0, size = 0;
          for (const { contribution, evidence } of explanation.reasons) {
            sum += contribution;
            size += Math.abs(contribution);
            const shares = evidence.reduce((total, { share }) => total + share, 0);
            // Only where every rating left is at the bottom of the scale is there nothing to share out.
            if (shares !== 0) ok(Math.abs(shares - 1) < 1e-6);
            for (const { item } of evidence) ok(!without.has(items.indexOf(item)!));
            explained++;
          }
          ok(Math.abs(sum - explanation.score) <= 1e-9 * size);
        }
      }
      ok(explained > 100);
    });
  }
}

Deno.test("profileRetraining() leaves everybody else as they were", async () => {
  const { profile, model: other } = await profileRetraining(model, {}, backend)(
    3,
    new Set([0, 1, 2]),
  );
  const left = other();
  const row = (m: typeof model, u: number) => [
    ...m.activations.values.subarray(m.activations.indptr[u], m.activations.indptr[u + 1]),
  ];
  for (let user = 0; user < 12; user++) {
    if (user !== 3) deepStrictEqual(row(left, user), row(model, user));
  }
  strictEqual(row(left, 3).length, profile.indices.length);
});
