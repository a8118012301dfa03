import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { attributeLabel } from "../../src/data/labels.ts";
import { createExplainer, type Explanation } from "../../src/explain/explanation.ts";
import type { PersonalModel } from "../../src/model/personal_model.ts";
import { createRecommenders, type RecommenderOptions } from "../../src/recommend/registry.ts";
import {
  datasetOf,
  oddUsers,
  plainTwins,
  QUICK,
  randomDataset,
  trainOnCpu,
  userOf,
} from "../model/_datasets.ts";

const PERSONAL = ["attribute-sum", "profile-knn"];
const PROFILES = ["activation", "sum-of-weights"] as const;
const SCALINGS = ["raw", "min-max"] as const;

/** Explains every item to every user by one explainer, beside the scores. */
function explainAll(model: PersonalModel, name: string, options: Partial<RecommenderOptions>) {
  const [recommender] = createRecommenders(model, [name], options);
  const explainer = createExplainer(model, recommender, options);
  const { users, items } = model.dataset.interactions;
  const scores = new Float64Array(items.ids.length);
  return users.ids.flatMap((_, user) => {
    const answered = recommender.score(user, scores);
    return items.ids.map((_, item) => ({
      user,
      item,
      score: answered ? scores[item] : undefined,
      explanation: explainer.explain(user, item),
    }));
  });
}

const models = [
  await trainOnCpu(randomDataset(30)),
  await trainOnCpu(randomDataset(31), { ...QUICK, initialisation: { kind: "xavier", seed: 5 } }),
  await trainOnCpu(oddUsers()),
];

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

for (const name of PERSONAL) {
  for (const profile of PROFILES) {
    for (const scaling of SCALINGS) {
      for (const idf of [true, false]) {
        const options = { profile, scaling, idf };

        Deno.test(`explain() gives reasons that sum to the score when ${name} uses ${profile}, ${scaling}, idf ${idf}`, () => {
          let explained = 0;
          for (
            const { score, explanation } of models.flatMap((m) => explainAll(m, name, options))
          ) {
            strictEqual(explanation?.score, score);
            if (!explanation) continue;
            const parts = explanation.reasons.map(({ contribution }) => contribution);
            // Terms of both signs may cancel, so the terms and not the score say how exact a sum can be.
            const size = sumOf(parts.map(Math.abs));
            ok(Math.abs(sumOf(parts) - explanation.score) <= 1e-9 * size);
            if (parts.length > 0) explained++;
          }
          ok(explained > 100);
        });

        Deno.test(`explain() gives evidence whose shares sum to 1 when ${name} uses ${profile}, ${scaling}, idf ${idf}`, () => {
          for (const model of models) {
            const { ratings, items } = model.dataset.interactions;
            const { graph } = model.dataset;
            for (const { user, explanation } of explainAll(model, name, options)) {
              for (const { evidence, relation, value } of explanation?.reasons ?? []) {
                const attribute = model.dataset.attributes.findIndex((known) =>
                  known.relation === relation && known.value === value
                );
                const rated: [string, number][] = [];
                for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
                  const item = ratings.indices[k];
                  const own = graph.itemAttributes.subarray(
                    graph.itemStart[item],
                    graph.itemStart[item + 1],
                  );
                  if (own.includes(attribute)) rated.push([items.ids[item], ratings.values[k]]);
                }
                deepStrictEqual(
                  evidence.map(({ item, rating }) => [item, rating]).sort(),
                  rated.sort(),
                );
                const shares = evidence.map(({ share }) => share);
                deepStrictEqual(shares, shares.toSorted((a, b) => b - a));
                // Only where every rating is at the bottom is there nothing to share out, and the profile weighs 0.
                const nothing = profile === "activation" && rated.every(([, r]) => r === 1);
                const tolerance = 1e-9 * sumOf(shares.map(Math.abs));
                ok(Math.abs(sumOf(shares) - (nothing ? 0 : 1)) <= tolerance);
              }
            }
          }
        });
      }
    }
  }
}

Deno.test("explain() shares an attribute out by rating times weight, or by weight alone", async () => {
  const dataset = datasetOf({
    ann: { Heat: 5, Ali: 3 },
    bob: { Heat: 4, Ali: 2, Ran: 1, Collateral: 5 },
  }, { Heat: ["director: Mann"], Ali: ["director: Mann"], Collateral: ["director: Mann"] });
  const model = await trainOnCpu(dataset);
  const [heat, ali] = plainTwins(model)[0].w1.map(([weight]) => weight);
  ok(heat > ali && ali > 0.01);
  for (
    const [profile, expected] of [
      ["activation", [heat / (heat + ali / 2), ali / 2 / (heat + ali / 2)]],
      ["sum-of-weights", [heat / (heat + ali), ali / (heat + ali)]],
    ] as const
  ) {
    const [sum] = createRecommenders(model, ["attribute-sum"], { profile, idf: false });
    const item = dataset.interactions.items.indexOf("Collateral")!;
    const { reasons } = createExplainer(model, sum, { profile }).explain(0, item)!;
    deepStrictEqual(reasons.map(({ label, ofItem }) => [label, ofItem]), [[
      "director: Mann",
      true,
    ]]);
    deepStrictEqual(
      reasons[0].evidence.map(({ item, rating, share }) => [item, rating, share.toFixed(4)]),
      [["Heat", 5, expected[0].toFixed(4)], ["Ali", 3, expected[1].toFixed(4)]],
    );
  }
});

Deno.test("explain() names user, item and attributes as the data do", () => {
  const [model] = models;
  for (const { user, item, explanation } of explainAll(model, "profile-knn", {})) {
    const { users, items } = model.dataset.interactions;
    ok(explanation);
    deepStrictEqual([explanation.user, explanation.item], [users.ids[user], items.ids[item]]);
    for (const reason of explanation.reasons) strictEqual(reason.label, attributeLabel(reason));
    const strength = explanation.reasons.map(({ contribution }) => Math.abs(contribution));
    deepStrictEqual(strength, strength.toSorted((a, b) => b - a));
  }
});

Deno.test("explain() says how far the reasons are from the score", () => {
  for (const { explanation } of explainAll(models[0], "profile-knn", {})) {
    const { score, error, reasons } = explanation!;
    const off = Math.abs(sumOf(reasons.map(({ contribution }) => contribution)) - score);
    strictEqual(error, off === 0 ? 0 : off / Math.abs(score));
    ok(error < 1e-9);
  }
});

Deno.test("explain() calls the items what the noun says", () => {
  const [model] = models;
  const [sum] = createRecommenders(model, ["attribute-sum"]);
  const sentences = (noun?: string) =>
    model.dataset.interactions.items.ids.map((_, item) =>
      createExplainer(model, sum, { noun }).explain(0, item)!.sentence
    );
  ok(sentences().some((sentence) => sentence.includes("items about topic")));
  deepStrictEqual(
    sentences("films"),
    sentences().map((sentence) => sentence.replaceAll("item", "film")),
  );
});

Deno.test("explain() gives undefined when the user has no profile", () => {
  const odd = models[2];
  for (const name of PERSONAL) {
    const [recommender] = createRecommenders(odd, [name]);
    for (const id of ["no item with an attribute", "all at the bottom"]) {
      strictEqual(createExplainer(odd, recommender).explain(userOf(odd.dataset, id), 0), undefined);
    }
  }
});

Deno.test("explain() gives the same whatever was explained before", () => {
  const [model] = models;
  const [recommender] = createRecommenders(model, ["profile-knn"]);
  const one = createExplainer(model, recommender);
  const found: (Explanation | undefined)[] = [], fresh: typeof found = [];
  for (const [user, item] of [[0, 1], [1, 1], [0, 1], [2, 0], [0, 3], [1, 2]]) {
    found.push(one.explain(user, item));
    fresh.push(createExplainer(model, recommender).explain(user, item));
  }
  deepStrictEqual(found, fresh);
});

Deno.test("explain() gives one reason for most-popular: the overall popularity", () => {
  const [model] = models;
  const { ratings, items } = model.dataset.interactions;
  const [popular] = createRecommenders(model, ["most-popular"]);
  const explainer = createExplainer(model, popular);
  for (let item = 0; item < items.ids.length; item++) {
    const score = ratings.indices.filter((other) => other === item).length;
    deepStrictEqual(explainer.explain(3, item), {
      user: "user 3",
      item: items.ids[item],
      score,
      error: 0,
      evidence: "exact",
      sentence: "Recommended because of the overall popularity of this item.",
      reasons: [{
        kind: "popularity",
        relation: "overall popularity",
        value: "",
        label: "overall popularity",
        contribution: score,
        weight: 1,
        ofItem: true,
        evidence: [],
      }],
    });
  }
});

Deno.test("explain() throws when the recommender cannot be explained or there is no such user or item", () => {
  const [model] = models;
  const [random, sum] = createRecommenders(model, ["random", "attribute-sum"]);
  throws(() => createExplainer(model, random).explain(0, 0), {
    name: "UsageError",
    message: /the recommender is 'random', expected one of attribute-sum, profile-knn/,
  });
  throws(() => createExplainer(model, sum).explain(12, 0), /the user's index is 12/);
  throws(() => createExplainer(model, sum).explain(0, 20), /the item's index is 20/);
});
