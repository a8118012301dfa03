import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { broaderLayer } from "../../src/data/broader_layer.ts";
import { broaderSentence } from "../../src/explain/broader_sentence.ts";
import { createExplainer } from "../../src/explain/explanation.ts";
import { ratingsBehindNeurons } from "../../src/explain/network_evidence.ts";
import { broaderView } from "../../src/model/deep_profiles.ts";
import type { Model } from "../../src/model/model.ts";
import { sharedInputs } from "../../src/model/shared_inputs.ts";
import { encodeUser, hiddenValues } from "../../src/model/shared_network.ts";
import { adjustRecommender } from "../../src/recommend/adjusted_recommender.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import type { AdjustableRecommender } from "../../src/recommend/what_if.ts";
import { trainCompletion } from "../../src/train/completion.ts";
import { filed } from "../_deep_fixtures.ts";
import { randomDataset, trainOnCpu } from "../model/_datasets.ts";
import { sharedModel } from "../model/_shared_models.ts";

const dataset = filed(randomDataset(7, { users: 20, items: 25 }));
const deepShared = (activation: "identity" | "tanh", neurons: "both" | "attributes" = "both") =>
  sharedModel({
    dataset,
    training: { excludeOwnPath: false, activation },
    network: { layers: 2, neurons },
  });

/** Every explanation of a model's first users. */
function explanations(model: Model, name: string, options: { reasons?: number } = {}) {
  const [recommender] = createRecommenders(model, [name]);
  const explainer = createExplainer(model, recommender, options);
  return Array.from({ length: 8 * 25 }, (_, k) => explainer.explain(Math.floor(k / 25), k % 25))
    .filter((one) => one !== undefined);
}

Deno.test("the parts by broader categories sum to the score, whatever the model and however few are told", async () => {
  const personal = await trainOnCpu(dataset, { epochs: 30, learningRate: 1, layers: 2 });
  const models: [Model, string][] = [
    [personal, "profile-knn"],
    [personal, "attribute-sum"],
    [broaderView(personal), "profile-knn"],
    [broaderView(personal), "attribute-sum"],
    [personal, "most-popular"],
    [await deepShared("identity"), "reconstruction"],
    [await deepShared("tanh", "attributes"), "reconstruction"],
  ];
  for (const [model, name] of models) {
    for (const reasons of [undefined, 2]) {
      let told = 0;
      for (const { score, broader } of explanations(model, name, { reasons })) {
        const { reasons: categories, others } = broader!;
        const size = categories.reduce((sum, one) => sum + Math.abs(one.contribution), 0);
        const sum = categories.reduce((sum, { contribution }) => sum + contribution, 0);
        ok(Math.abs(sum + others.contribution - score) <= 1e-9 * (size + Math.abs(score)));
        for (const { contribution, through, relation } of categories) {
          strictEqual(relation, "broader");
          if (reasons) ok(through.length <= reasons && categories.length <= reasons);
          else {
            const parts = through.reduce((sum, part) => sum + part.contribution, 0);
            ok(Math.abs(parts - contribution) <= 1e-9 * (size + Math.abs(contribution)));
          }
          told++;
        }
      }
      ok(name === "most-popular" ? told === 0 : told > 100, `${name}: ${told}`);
    }
  }
});

Deno.test("with the identity a category's part is the sum over all paths item -> neuron -> category -> neuron -> item", async () => {
  const model = await deepShared("identity"), { network } = model;
  const { named, categories } = broaderLayer(dataset);
  const { graph } = network.broader!, { up, down, encoder, decoder } = network.parameters;
  const inputs = sharedInputs(dataset.interactions, network.input);
  const users = dataset.interactions.users.ids, items = dataset.interactions.items.ids;
  for (const { user, item, broader, evidence } of explanations(model, "reconstruction")) {
    ok(broader!.exact);
    strictEqual(evidence, "exact");
    const u = users.indexOf(user), i = items.indexOf(item);
    const sums = new Float64Array(named);
    for (let k = inputs.indptr[u]; k < inputs.indptr[u + 1]; k++) {
      const j = inputs.indices[k];
      for (let e = network.encoder.itemStart[j]; e < network.encoder.itemStart[j + 1]; e++) {
        const from = network.encoder.itemAttributes[e];
        for (let a = graph.itemStart[from]; a < graph.itemStart[from + 1]; a++) {
          const g = graph.itemAttributes[a];
          if (g >= named) continue;
          for (let d = network.decoder.itemStart[i]; d < network.decoder.itemStart[i + 1]; d++) {
            const to = network.decoder.itemAttributes[d];
            for (let b = graph.itemStart[to]; b < graph.itemStart[to + 1]; b++) {
              if (graph.itemAttributes[b] !== g) continue;
              sums[g] += inputs.values[k] * encoder[e] * up![a] * down![b] * decoder[d];
            }
          }
        }
      }
    }
    sums.forEach((sum, g) => {
      const found = broader!.reasons.find(({ value }) => value === categories[g].value);
      ok(Math.abs((found?.contribution ?? 0) - sum) < 1e-9, `${found?.contribution}, ${sum}`);
    });
  }
});

Deno.test("the ratings behind a neuron go through both layers: exact parts with the identity, shares that sum to 1 otherwise", async () => {
  for (const activation of ["identity", "tanh"] as const) {
    const { network } = await deepShared(activation);
    const inputs = sharedInputs(dataset.interactions, network.input);
    const hidden = hiddenValues(network);
    let found = 0;
    for (let user = 0; user < 8; user++) {
      encodeUser(network, inputs, user, hidden);
      const find = ratingsBehindNeurons(network, inputs, user);
      hidden.forEach((value, neuron) => {
        const evidence = find(neuron);
        if (!evidence) return strictEqual(value, 0);
        const parts = evidence.shares.reduce((sum, { part }) => sum + part, 0);
        const shares = evidence.shares.reduce((sum, { share }) => sum + share, 0);
        if (parts !== 0) ok(Math.abs(shares - 1) < 1e-9);
        if (activation === "identity") ok(Math.abs(parts - value) < 1e-9);
        found++;
      });
    }
    ok(found > 100);
  }
});

Deno.test("a muted neuron takes its part out of its categories", async () => {
  const model = await deepShared("identity", "attributes");
  const [recommender] = createRecommenders(model, ["reconstruction"]);
  const before = createExplainer(model, recommender).explain(0, 3)!;
  const [strongest] = before.broader!.reasons;
  const neuron = dataset.attributes.findIndex(({ value }) => value === strongest.through[0].value);
  const muted = adjustRecommender(recommender as AdjustableRecommender, 0, {
    factors: new Map([[neuron, 0]]),
  });
  const after = createExplainer(model, muted).explain(0, 3)!.broader!;
  const left = after.reasons.find(({ value }) => value === strongest.value);
  ok(
    Math.abs(
      strongest.contribution - strongest.through[0].contribution - (left?.contribution ?? 0),
    ) < 1e-9,
  );
});

Deno.test("sentences name categories and what they came through, and models of one layer have none", async () => {
  const personal = await trainOnCpu(dataset, { epochs: 30, learningRate: 1, layers: 2 });
  const said = explanations(personal, "attribute-sum").map(({ broader }) => broader!.sentence)
    .filter((sentence) => sentence !== "");
  ok(said.length > 50);
  for (const sentence of said) {
    match(sentence, /^More broadly, because you like items .+ \(through items .+\)/);
  }
  const plain = await trainOnCpu(dataset, { epochs: 5 });
  deepStrictEqual(
    explanations(plain, "profile-knn").filter(({ broader }) => broader !== undefined),
    [],
  );
});

Deno.test("what was inferred is told and marked among broader categories, as a category and as what one came through", async () => {
  // Many attributes and some users of few ratings, who lack whole categories.
  const sparse = filed(randomDataset(9, { users: 30, items: 40, attributes: 60 }));
  const personal = await trainOnCpu(sparse, { epochs: 30, learningRate: 1, layers: 2 });
  for (const model of [personal, broaderView(personal)]) {
    const learned = await trainCompletion(model, { size: 8, epochs: 5 });
    let categories = 0, parts = 0;
    for (const name of ["profile-knn", "attribute-sum"]) {
      const completion = { learned, kind: "faithful" } as const;
      const [recommender] = createRecommenders(model, [name], { completion, idf: false });
      const explainer = createExplainer(model, recommender, { reasons: 1000 });
      for (let k = 0; k < 30 * 40; k++) {
        const explanation = explainer.explain(Math.floor(k / 40), k % 40);
        if (!explanation) continue;
        const { reasons, broader: { reasons: told, others } = never() } = explanation;
        const sum = told.reduce((sum, { contribution }) => sum + contribution, others.contribution);
        ok(Math.abs(sum - explanation.score) <= 1e-9 * (1 + Math.abs(explanation.score)));
        const marks = new Map(reasons.map((reason) => [reason.label, reason]));
        for (const category of told) {
          if (model.seenFrom) {
            // Categories are the neurons: what is told of them is what the reasons tell.
            const { contribution, inferred } = marks.get(category.label)!;
            ok(
              Math.abs(contribution - category.contribution) < 1e-9 * (1 + Math.abs(contribution)),
            );
            strictEqual(category.inferred, inferred);
            strictEqual(category.through.length === 0, inferred === true);
            if (inferred) categories++;
            continue;
          }
          for (const part of category.through) {
            strictEqual(part.inferred, marks.get(part.label)!.inferred);
            if (part.inferred) parts++;
          }
        }
      }
    }
    ok(model.seenFrom ? categories > 0 : parts > 0);
  }
});

Deno.test("broaderSentence() says what was inferred", () => {
  const told = (relation: string, value: string) => ({
    ...{ relation, value, label: `${relation}: ${value}`, contribution: 1 },
  });
  const inferred = true as const;
  const genre = { ...told("genre", "Crime"), inferred };
  strictEqual(
    broaderSentence([
      { ...told("family", "Suspense"), through: [told("genre", "Thriller"), genre] },
      { ...told("family", "Sport"), through: [], inferred },
    ], "attributes"),
    "More broadly, because you like items of the family Suspense (through items of the genre Thriller and items of the genre " +
      "Crime (inferred from people with similar tastes)) and items of the family Sport (inferred from people with similar tastes).",
  );
});

function never(): never {
  throw new Error("There are no broader reasons");
}
