import { deepStrictEqual } from "node:assert/strict";
import type { Model } from "../../src/model/model.ts";
import { createRecommenders, DEFAULT_RECOMMENDER_OPTIONS } from "../../src/recommend/registry.ts";
import { decodeExplorer, encodeExplorer } from "../../src/report/explorer_coding.ts";
import { makeExplorer } from "../../src/report/make_explorer.ts";
import { takeListsApart } from "../../src/report/take_lists_apart.ts";
import { filed } from "../_deep_fixtures.ts";
import {
  deepSharedModel,
  evaluationOf,
  hostileDataset,
  personalModel,
  sharedModel,
} from "./_models.ts";

const { dataset, labels } = hostileDataset();

async function contentOf(model: Model, name: string) {
  const users = Uint32Array.of(0, 3, 4, 23);
  const [recommender] = createRecommenders(model, [name]);
  return makeExplorer({
    model,
    itemLabels: labels,
    options: DEFAULT_RECOMMENDER_OPTIONS,
    users,
    held: await evaluationOf(model),
    fixed: (await takeListsApart(recommender, model, users, 3)).lists,
    listLength: 10,
  });
}

Deno.test("decodeExplorer() gives back a personal model's content to the bit", async () => {
  const content = await contentOf(await personalModel(dataset), "profile-knn");
  deepStrictEqual(decodeExplorer(encodeExplorer(content)), content);
});

Deno.test("decodeExplorer() gives back models with two hidden layers to the bit", async () => {
  const data = filed(dataset);
  for (
    const [model, name] of [
      [await personalModel(data, { epochs: 20, layers: 2 }), "attribute-sum"],
      [deepSharedModel(data), "reconstruction"],
    ] as const
  ) {
    const content = await contentOf(model, name);
    deepStrictEqual(decodeExplorer(encodeExplorer(content)), content);
  }
});

for (const neurons of ["both", "attributes", "fans"] as const) {
  Deno.test(`decodeExplorer() gives back a shared model's content to the bit, neurons: ${neurons}`, async () => {
    for (const biases of [false, true]) {
      const content = await contentOf(sharedModel(dataset, { neurons, biases }), "reconstruction");
      deepStrictEqual(decodeExplorer(encodeExplorer(content)), content);
    }
  });
}
