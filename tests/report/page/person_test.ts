import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { rowWithout } from "../../../src/data/row_without.ts";
import { createExplainer } from "../../../src/explain/explanation.ts";
import type { Model } from "../../../src/model/model.ts";
import {
  createRecommenders,
  DEFAULT_RECOMMENDER_OPTIONS,
} from "../../../src/recommend/registry.ts";
import { recommendItems } from "../../../src/recommend/recommend_items.ts";
import { type AdjustableRecommender, whatIf } from "../../../src/recommend/what_if.ts";
import type { RecommenderOptions } from "../../../src/recommend/registry.ts";
import { decodeExplorer, encodeExplorer } from "../../../src/report/explorer_coding.ts";
import { makeExplorer } from "../../../src/report/make_explorer.ts";
import { ask } from "../../../src/report/page/answer.ts";
import { personOf } from "../../../src/report/page/person.ts";
import { trainAgain } from "../../../src/report/page/train_again.ts";
import { datasetOf } from "../../model/_datasets.ts";
import { filed } from "../../_deep_fixtures.ts";
import { deepSharedModel, hostileDataset, personalModel, sharedModel } from "../_models.ts";

const { dataset } = hostileDataset();
const users = Uint32Array.of(0, 3, 11, 23);

function explorerOf(model: Model, name: string, options: RecommenderOptions) {
  const [recommender] = createRecommenders(model, [name], options);
  const content = makeExplorer({
    model,
    itemLabels: dataset.interactions.items.ids,
    options,
    users,
    listLength: 10,
  });
  return {
    recommender: recommender as AdjustableRecommender,
    content: decodeExplorer(encodeExplorer(content)),
  };
}

const MODELS: Record<string, () => Promise<[Model, string, Partial<RecommenderOptions>]>> = {
  "attribute-sum": async () => [await personalModel(dataset), "attribute-sum", {}],
  "attribute-sum of stretched sums of weights": async () => [
    await personalModel(dataset, { initialisation: { kind: "xavier", seed: 5 }, epochs: 20 }),
    "attribute-sum",
    { profile: "sum-of-weights", scaling: "min-max", idf: false },
  ],
  "attribute-sum with two layers": async () => [
    await personalModel(filed(dataset), { epochs: 20, learningRate: 1, layers: 2 }),
    "attribute-sum",
    {},
  ],
  "reconstruction with two layers": () =>
    Promise.resolve([deepSharedModel(filed(dataset)), "reconstruction", {}]),
  "reconstruction": () => Promise.resolve([sharedModel(dataset), "reconstruction", {}]),
  "reconstruction with tanh": () =>
    Promise.resolve([
      sharedModel(dataset, { activation: "tanh", biases: true, normalise: true }),
      "reconstruction",
      {},
    ]),
};

for (const [title, make] of Object.entries(MODELS)) {
  Deno.test(`the page scores, ranks and explains as the library does: ${title}`, async () => {
    const [model, name, some] = await make();
    const options = { ...DEFAULT_RECOMMENDER_OPTIONS, ...some };
    const { content, recommender } = explorerOf(model, name, options);
    const explainer = createExplainer(model, recommender, { profile: options.profile });
    const expected = new Float64Array(dataset.graph.items);
    for (let place = 0; place < users.length; place++) {
      const person = personOf(content, place, new Set());
      const own = whatIf(recommender, users[place]);
      deepStrictEqual(person.question.weights, own.weights);
      const [first, second] = own.weights.keys();
      for (const factors of [[], [[first, 0]], [[first, 4], [second, 0.25]]]) {
        const changed = new Map(factors as [number, number][]);
        own.score({ factors: changed }, expected);
        const answer = ask(content, place, person, changed);
        deepStrictEqual(answer.scores, expected);
        for (const item of answer.list.items) {
          const sum = answer.parts(item).reduce((total, { value }) => total + value, 0);
          ok(Math.abs(sum - expected[item]) <= 1e-9 * (1 + Math.abs(expected[item])));
        }
      }
      const { ratings } = model.dataset.interactions;
      const plain = ask(content, place, person, new Map());
      deepStrictEqual(plain.list, recommendItems(recommender, ratings, users[place], 10));
      const [item] = plain.list.items;
      const explained = explainer.explain(users[place], item)!;
      const parts = plain.parts(item);
      deepStrictEqual(
        parts.map(({ value }) => value),
        explained.reasons.map((r) => r.contribution),
      );
      parts.forEach(({ neuron }, k) => {
        const { evidence, biasShare = 0 } = explained.reasons[k];
        const behind = person.evidence(neuron);
        deepStrictEqual(
          behind?.shares.map(({ share }) => share) ?? [],
          evidence.map((e) => e.share),
        );
        strictEqual(behind?.biasShare ?? 0, biasShare);
      });
    }
  });
}

Deno.test("the page leaves ratings out of a network as the library does", () => {
  for (const normalise of [false, true]) {
    const model = sharedModel(dataset, { biases: true, normalise });
    const { content, recommender } = explorerOf(
      model,
      "reconstruction",
      DEFAULT_RECOMMENDER_OPTIONS,
    );
    const expected = new Float64Array(dataset.graph.items);
    const { indptr, indices } = dataset.interactions.ratings;
    for (let place = 0; place < users.length; place++) {
      const withoutRatings = new Set(indices.slice(indptr[users[place]], indptr[users[place]] + 3));
      const question = whatIf(recommender, users[place]);
      const factors = new Map([[[...question.weights.keys()][1], 0]]);
      question.score({ factors, withoutRatings }, expected);
      const person = personOf(content, place, withoutRatings);
      const { scores, parts } = ask(content, place, person, factors);
      scores.forEach((score, item) => {
        ok(Math.abs(score - expected[item]) <= 1e-6 * (1 + Math.abs(expected[item])));
        const sum = parts(item).reduce((total, { value }) => total + value, 0);
        ok(Math.abs(sum - score) <= 1e-9 * (1 + Math.abs(score)));
      });
    }
  }
});

for (const layers of [1, 2] as const) {
  Deno.test(`trainAgain() learns what the library learns from data without what is left out, ${layers} layers`, async () => {
    const whole = { ann: { Heat: 5, Ali: 4, Up: 1, Ran: 3 }, bob: { Ali: 2, Up: 4, Ran: 5 } };
    const graph = {
      Heat: ["director: Mann", "genre: crime", "decade: 1990s"],
      Ali: ["director: Mann", "genre: biography", "decade: 2000s"],
      Up: ["decade: 2000s"],
      Ran: ["director: Kurosawa", "genre: drama"],
    };
    const scale = { min: 1, max: 5 },
      settings = {
        epochs: 500,
        // The second layer takes most of the gradient off.
        learningRate: layers === 1 ? 0.5 : 20,
        layers,
      };
    const data = (
      ratings: typeof whole | { ann: Omit<typeof whole.ann, "Ali">; bob: typeof whole.bob },
    ) => filed(datasetOf(ratings, graph, { scale }));
    const model = await personalModel(data(whole), settings);
    const { Ali: _, ...less } = whole.ann;
    const without = await personalModel(
      data({ ...whole, ann: less }),
      settings,
    );
    const content = makeExplorer({
      model,
      itemLabels: model.dataset.interactions.items.ids,
      options: DEFAULT_RECOMMENDER_OPTIONS,
      users: Uint32Array.of(0, 1),
      listLength: 10,
    });
    const rows = rowWithout(content.ratings, 0, new Set([1]));
    const trained = (await trainAgain(content, 0, rows))!;
    const { activations } = without;
    strictEqual(trained.length, activations.indptr[1]);
    trained.forEach((activation, k) => {
      // The library trains in float32.
      ok(Math.abs(activation - activations.values[k]) < 1e-5);
    });
    // What was learned must have moved, or the comparison would say nothing.
    ok(trained.some((activation) => Math.abs(activation) > 0.05));
  });
}

Deno.test("trainAgain() stops when it is told to", async () => {
  const model = await personalModel(dataset, { epochs: 2 });
  const { content } = explorerOf(
    { ...model, settings: { ...model.settings, epochs: 10_000_000 } },
    "attribute-sum",
    DEFAULT_RECOMMENDER_OPTIONS,
  );
  const rows = rowWithout(content.ratings, 0, new Set());
  strictEqual(await trainAgain(content, 0, rows, () => true), undefined);
});
