import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { createExplainer } from "../../src/explain/explanation.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../src/model/shared_settings.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import { datasetOf, oddUsers, randomDataset, userOf } from "../model/_datasets.ts";
import { type NetworkOptions, randomNetwork } from "../model/_shared_networks.ts";

function modelOf(dataset: Dataset, seed: number, options: NetworkOptions = {}): SharedModel {
  return {
    settings: { ...DEFAULT_SHARED_SETTINGS, fansKind: options.fansKind ?? "pure" },
    dataset,
    network: randomNetwork(dataset.graph, seed, options),
    training: { solver: "ridge", fansPenalty: 1, attributePenalty: 1, trials: [], bytes: 0 },
  };
}

/** Explains every item to every user. */
function explainAll(model: SharedModel) {
  const [recommender] = createRecommenders(model, ["reconstruction"]);
  const explainer = createExplainer(model, recommender);
  const { users, items } = model.dataset.interactions;
  const scores = new Float64Array(items.ids.length);
  return users.ids.flatMap((_, user) => {
    const answered = recommender.score(user, scores);
    return items.ids.map((_, item) => ({
      user,
      score: answered ? scores[item] : undefined,
      explanation: explainer.explain(user, item),
    }));
  });
}

const models = [
  modelOf(randomDataset(40), 1),
  modelOf(randomDataset(41), 2, { biases: true, activation: "tanh" }),
  modelOf(randomDataset(42), 3, { neurons: "fans", fansKind: "neighbourhood", biases: true }),
  modelOf(oddUsers(), 4, { neurons: "attributes", activation: "relu" }),
];

Deno.test("explain() gives named reasons that sum to the network's score to 1e-9 of their size", () => {
  let explained = 0;
  for (const { score, explanation } of models.flatMap(explainAll)) {
    strictEqual(explanation?.score, score);
    if (!explanation) continue;
    let sum = 0, size = 0;
    for (const { contribution, label } of explanation.reasons) {
      sum += contribution;
      size += Math.abs(contribution);
      ok(label.length > 0);
    }
    ok(Math.abs(sum - explanation.score) <= 1e-9 * size);
    explained++;
  }
  ok(explained > 500);
});

Deno.test("explain() shares a neuron out over the user's own ratings and its bias", () => {
  for (const model of models) {
    const { ratings, items } = model.dataset.interactions;
    for (const { user, explanation } of explainAll(model)) {
      const rated = items.ids.filter((_, item) =>
        ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1]).includes(item)
      );
      for (const { evidence, biasShare = 0, kind } of explanation?.reasons ?? []) {
        ok(evidence.every(({ item }) => rated.includes(item)));
        if (evidence.length === 0) continue;
        ok(kind !== "popularity");
        const shares = evidence.reduce((sum, { share }) => sum + share, biasShare);
        const size = evidence.reduce(
          (sum, { share }) => sum + Math.abs(share),
          Math.abs(biasShare),
        );
        ok(Math.abs(shares - 1) <= 1e-9 * size);
      }
    }
  }
});

Deno.test("explain() says whether shares of evidence are exact", () => {
  const kinds = models.map((model) => explainAll(model).find((e) => e.explanation)?.explanation);
  deepStrictEqual(kinds.map((explanation) => explanation?.evidence), [
    "exact",
    "proportional",
    "exact",
    "proportional",
  ]);
});

Deno.test("explain() names fans by their item's title, with the user's own rating behind them", () => {
  const dataset = datasetOf({ ann: { Heat: 5 }, bob: { Ali: 4 } }, { Heat: ["genre: crime"] });
  const model: SharedModel = {
    ...modelOf(dataset, 1),
    network: {
      ...randomNetwork(dataset.graph, 1),
      neurons: { attributes: 1, fans: Uint32Array.of(0, 1) },
      encoder: graphOf([[0, 1], [2]]),
      decoder: graphOf([[0], [1]]),
      parameters: { encoder: Float32Array.of(1, 1, 1), decoder: Float32Array.of(1, 0.5) },
    },
  };
  const [recommender] = createRecommenders(model, ["reconstruction"]);
  const explainer = createExplainer(model, recommender, {
    itemLabels: ["Heat (1995)", "Ali (2001)"],
  });
  const explanation = explainer.explain(userOf(dataset, "ann"), 1);
  strictEqual(explanation?.score, 0.5);
  strictEqual(explanation.sentence, "Recommended because of your rating of Heat (1995).");
  deepStrictEqual(explanation.reasons, [{
    kind: "fans",
    relation: "fans of",
    value: "Heat",
    label: "fans of Heat (1995)",
    contribution: 0.5,
    weight: 1,
    ofItem: true,
    evidence: [{ item: "Heat", rating: 5, share: 1 }],
  }]);
});

Deno.test("explain() names the overall popularity when most-popular recommends beside a network", () => {
  for (const model of models) {
    const [popular] = createRecommenders(model, ["most-popular"]);
    const explanation = createExplainer(model, popular).explain(0, 0);
    deepStrictEqual(explanation?.reasons.map(({ label }) => label), ["overall popularity"]);
  }
});

function graphOf(neurons: readonly (readonly number[])[]) {
  const items = neurons.flatMap((row, item) => row.map(() => item));
  return bipartiteGraph(neurons.length, 3, items, neurons.flat());
}
