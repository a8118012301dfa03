import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { createCounterfactuals } from "../../src/explain/counterfactual.ts";
import { createExplainer } from "../../src/explain/explanation.ts";
import { reasonInference } from "../../src/explain/inferred_reasons.ts";
import { createStyleExplainer } from "../../src/explain/styles/registry.ts";
import { adjustRecommender } from "../../src/recommend/adjusted_recommender.ts";
import { createRecommenders, type RecommenderOptions } from "../../src/recommend/registry.ts";
import { trainCompletion } from "../../src/train/completion.ts";
import { datasetOf, trainOnCpu } from "../model/_datasets.ts";

/** Everybody likes crime films by Mann; ann has not met the drama that the others like too. */
const model = await trainOnCpu(datasetOf(
  {
    ann: { Heat: 5, Ali: 4 },
    bob: { Heat: 5, Ali: 5, Ran: 5, Up: 1 },
    cyd: { Heat: 4, Ali: 5, Ran: 4 },
    dan: { Heat: 5, Ran: 5, Ikiru: 4 },
  },
  {
    Heat: ["director: Mann", "genre: crime"],
    Ali: ["director: Mann"],
    Ran: ["genre: drama", "genre: crime"],
    Ikiru: ["genre: drama"],
    Up: ["decade: 2000s"],
  },
  { scale: { min: 1, max: 5 } },
));
const learned = await trainCompletion(model, { size: 8, epochs: 10 });
const options = (kind: "sane" | "faithful"): Partial<RecommenderOptions> => ({
  idf: false,
  completion: { learned, kind },
});
const ann = 0, { items } = model.dataset.interactions;
const INFERRED = "inferred from people with similar tastes";

for (const name of ["profile-knn", "attribute-sum"]) {
  for (const kind of ["sane", "faithful"] as const) {
    Deno.test(`explain() marks what a ${kind} completion inferred for ${name}, and sums to the score`, () => {
      const [recommender] = createRecommenders(model, [name], options(kind));
      const explainer = createExplainer(model, recommender);
      const scores = new Float64Array(items.ids.length);
      strictEqual(recommender.score(ann, scores), true);
      const own = new Set(["director: Mann", "genre: crime"]);
      let marked = 0, named = 0;
      items.ids.forEach((_, item) => {
        const explanation = explainer.explain(ann, item)!;
        strictEqual(explanation.score, scores[item]);
        ok(explanation.error < 1e-6);
        for (const reason of explanation.reasons) {
          const inferred = !own.has(`${reason.relation}: ${reason.value}`);
          strictEqual(reason.inferred, inferred ? true : undefined);
          strictEqual(reason.evidence.length === 0, inferred);
          if (!inferred) {
            strictEqual(reason.inference, undefined);
            continue;
          }
          marked++;
          const { score, tokens, others } = reason.inference!;
          deepStrictEqual(
            new Set(tokens.map(({ relation, value }) => `${relation}: ${value}`)),
            own,
          );
          strictEqual(others.count, 0);
          ok(Math.abs(tokens.reduce((sum, { part }) => sum + part, others.part) - score) < 1e-9);
        }
        if (explanation.sentence.includes(INFERRED)) named++;
      });
      ok(marked > 0);
      // "Ikiru" has nothing that ann has touched: whatever speaks for it was inferred, or came from neighbours.
      if (name === "attribute-sum") {
        ok(named > 0);
        match(
          explainer.explain(ann, items.indexOf("Ikiru")!)!.sentence,
          /^Recommended because you like items of the genre drama \(inferred from people with similar tastes\)\.$/,
        );
      }
    });
  }
}

Deno.test("every style marks what was inferred, in numbers and in words", () => {
  const [recommender] = createRecommenders(model, ["attribute-sum"], options("faithful"));
  const explainer = createStyleExplainer(model, recommender, { n: 1 });
  const item = items.indexOf("Ikiru")!, versus = items.indexOf("Up")!;
  const pointwise = explainer.explain("pointwise", { user: ann, item })!;
  deepStrictEqual(pointwise.reasons.map(({ value, inferred }) => [value, inferred]), [[
    "drama",
    true,
  ]]);
  match(pointwise.sentence, new RegExp(INFERRED));
  for (const style of ["pairwise", "difference"] as const) {
    match(explainer.explain(style, { user: ann, item, versus })!.sentence, new RegExp(INFERRED));
  }
  const neuron = model.dataset.attributes.findIndex(({ value }) => value === "drama");
  const counterfactual = { neurons: [neuron], n: 1, verified: true };
  const told = explainer.explain("counterfactual", { user: ann, item, counterfactual })!;
  match(told.sentence, new RegExp(INFERRED));
  strictEqual(told.neurons[0].inferred, true);
  // For somebody who knows dramas there is nothing to mark.
  const dan = model.dataset.interactions.users.indexOf("dan")!;
  const known = explainer.explain("pointwise", { user: dan, item: items.indexOf("Ikiru")! })!;
  ok(!known.sentence.includes(INFERRED));
  strictEqual(known.reasons[0].inferred, undefined);
});

Deno.test("counterfactuals mark what was inferred", async () => {
  const [recommender] = createRecommenders(model, ["attribute-sum"], options("faithful"));
  const scores = new Float64Array(items.ids.length);
  recommender.score(ann, scores);
  const finder = createCounterfactuals(model, recommender, { n: 1 });
  const best = [...items.ids.keys()].filter((item) => !["Heat", "Ali"].includes(items.ids[item]))
    .sort((a, b) => scores[b] - scores[a])[0];
  const found = (await finder.find(ann, best))!;
  ok(found.neurons.found);
  for (const { value, inferred } of found.neurons.members) {
    strictEqual(inferred, ["drama", "2000s"].includes(value) ? true : undefined);
  }
});

Deno.test("an adjusted recommender keeps the marks", () => {
  const [recommender] = createRecommenders(model, ["attribute-sum"], options("sane"));
  const neuron = model.dataset.attributes.findIndex(({ value }) => value === "drama");
  const louder = adjustRecommender(recommender, ann, { factors: new Map([[neuron, 3]]) });
  const explanation = createExplainer(model, louder).explain(ann, items.indexOf("Ikiru")!)!;
  strictEqual(explanation.reasons[0].inferred, true);
  ok(explanation.error < 1e-6);
});

Deno.test("reasonInference() names three tokens and sums the others up", () => {
  const parts = [5, 3, 1, -1, -2].map((part, attribute) => ({ attribute, level: 1, part }));
  const { tokens, others } = reasonInference(
    { level: 2, score: 6, parts },
    (f) => ({ relation: "genre", value: `${f}`, label: `genre: ${f}` }),
  );
  deepStrictEqual(tokens.map(({ label }) => label), ["genre: 0", "genre: 1", "genre: 2"]);
  deepStrictEqual(others, { count: 2, part: -3 });
});
