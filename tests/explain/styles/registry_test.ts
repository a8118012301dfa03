import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import {
  createStyleExplainer,
  type StyleName,
  styles,
} from "../../../src/explain/styles/registry.ts";
import { countNeurons } from "../../../src/model/named_neurons.ts";
import { neuronsOf } from "../../../src/model/model_neurons.ts";
import { createRecommenders } from "../../../src/recommend/registry.ts";
import { modelsOfEveryKind } from "./_models.ts";
import { TRAINED } from "./_films.ts";

/** What a sentence of any style must not hold. */
const ODD =
  /undefined|NaN|null|[{}]|:\/\/|\.\.(?!\.)| {2}|\bof of\b|\ba [aeio]|\b([a-z]+) \1\b| [,.]/;

Deno.test("every style answers with a sentence for every user and item of every kind of model", async () => {
  let answers = 0;
  for (const { model, recommenders } of await modelsOfEveryKind()) {
    const { users, items, ratings } = model.dataset.interactions;
    const neurons = countNeurons(neuronsOf(model));
    for (const name of recommenders) {
      const [recommender] = createRecommenders(model, [name]);
      const explainer = createStyleExplainer(model, recommender, { noun: "films", n: 2 });
      const scores = new Float64Array(items.ids.length);
      for (let user = 0; user < users.ids.length; user++) {
        const scored = recommender.score(user, scores);
        const rated = [...ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1])];
        for (let item = 0; item < items.ids.length; item += 3) {
          for (const style of Object.keys(styles) as StyleName[]) {
            const answer = explainer.explain(style, {
              user,
              item,
              versus: (item + 1) % items.ids.length,
              counterfactual: {
                n: 2,
                verified: true,
                neurons: [item % neurons],
                ratings: rated.slice(0, 2),
              },
            });
            if (!answer) {
              ok(!scored, `${style} by ${name}`);
              continue;
            }
            strictEqual(answer.style, style);
            strictEqual(answer.item, items.ids[item]);
            match(answer.sentence, /[.?!]$/);
            ok(!ODD.test(answer.sentence), answer.sentence);
            // What is printed as JSON must come back whole.
            deepStrictEqual(JSON.parse(JSON.stringify(answer)), answer);
            answers++;
          }
        }
      }
    }
  }
  ok(answers > 2000);
});

Deno.test("createStyleExplainer() throws where it cannot explain", () => {
  const [sum] = createRecommenders(TRAINED, ["attribute-sum"]);
  for (const name of ["limit", "n"] as const) {
    throws(() => createStyleExplainer(TRAINED, sum, { [name]: 0 }), {
      name: "UsageError",
      message: `Cannot explain: ${name} is 0, expected a whole number from 1`,
    });
  }
  const [random] = createRecommenders(TRAINED, ["random"]);
  throws(() => createStyleExplainer(TRAINED, random), {
    name: "UsageError",
    message:
      "Cannot explain: the recommender is 'random', expected one of attribute-sum, profile-knn, reconstruction, most-popular",
  });
  const explainer = createStyleExplainer(TRAINED, sum);
  throws(() => explainer.explain("toString" as StyleName, { user: 0, item: 0 }), {
    name: "UsageError",
    message: `Cannot explain: the style is 'toString', expected one of ${
      Object.keys(styles).join(", ")
    }`,
  });
});
