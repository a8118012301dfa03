import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { createDataset } from "../../src/data/dataset.ts";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { createKnowledgeGraphBuilder } from "../../src/data/knowledge_graph.ts";
import {
  isComplete,
  modelContent,
  readModel,
  type StoredModel,
} from "../../src/model/checkpoint.ts";
import { userProfiles } from "../../src/model/personal_model.ts";
import { datasetOf, oddUsers, randomDataset, trainOnCpu } from "./_datasets.ts";

/** A model as plain data: vocabularies hold functions, which no comparison sees into. */
function plain({ model, ...rest }: StoredModel) {
  const { interactions, ...dataset } = model.dataset;
  return {
    ...rest,
    model: {
      ...model,
      dataset: {
        ...dataset,
        interactions: {
          ...interactions,
          users: interactions.users.ids,
          items: interactions.items.ids,
        },
      },
    },
  };
}

const roundTrip = (stored: StoredModel) => readModel(modelContent(stored), "model");

Deno.test("readModel() gives back what modelContent() wrote", async () => {
  for (const dataset of [oddUsers(), randomDataset(1)]) {
    for (const keepWeights of [false, true]) {
      const stored: StoredModel = {
        model: await trainOnCpu(dataset, {}, { keepWeights }),
        itemLabels: dataset.interactions.items.ids.map((id) => `${id} (1995)`),
        notes: { ratings: "u.data", nested: { list: [1, null, "ä"] } },
      };
      const read = roundTrip(stored);
      deepStrictEqual(plain(read), plain(stored));
      strictEqual(read.model.decoderWeights !== undefined, keepWeights);
      const { users } = read.model.dataset.interactions;
      users.ids.forEach((id, index) => strictEqual(users.indexOf(id), index));
      deepStrictEqual(
        userProfiles(read.model, "sum-of-weights", "min-max"),
        userProfiles(stored.model, "sum-of-weights", "min-max"),
      );
    }
  }
});

Deno.test("readModel() gives back implicit data, random starts and a model without titles", async () => {
  const dataset = datasetOf({ ann: { Heat: 1, Ali: 1 } }, { Heat: ["genre: crime"] });
  strictEqual(dataset.interactions.scale, "implicit");
  const model = await trainOnCpu(dataset, { initialisation: { kind: "xavier", seed: 3 } });
  const stored = { model, itemLabels: undefined, notes: {} };
  deepStrictEqual(plain(roundTrip(stored)), plain(stored));
});

Deno.test("readModel() gives back ids and attributes of any text", async () => {
  const odd = ['"', "\\", "a\tb", "ä ö", "\u2028", "😀", "__proto__", "constructor", "0"];
  const interactions = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
  for (const id of odd) {
    interactions.add(id, "Heat", 5);
    interactions.add("ann", id, 1);
    graph.add(id, id, id);
  }
  const dataset = createDataset(interactions.build().interactions, graph.build(), {
    minItemsPerAttribute: 1,
  });
  const stored: StoredModel = {
    model: await trainOnCpu(dataset),
    itemLabels: undefined,
    notes: {},
  };
  deepStrictEqual(plain(roundTrip(stored)), plain(stored));
});

Deno.test("modelContent() gives equal bytes when the models are equal", async () => {
  const write = async () => modelContent({ model: await trainOnCpu(oddUsers()), notes: {} });
  deepStrictEqual(await write(), await write());
});

Deno.test("modelContent() marks a model whose training was interrupted", async () => {
  const model = await trainOnCpu(oddUsers());
  ok(isComplete(model));
  strictEqual(JSON.parse(modelContent({ model, notes: {} }).config).complete, true);
  const userState = model.userState.slice();
  userState[1] = 0;
  const partial = { ...model, userState };
  ok(!isComplete(partial));
  strictEqual(JSON.parse(modelContent({ model: partial, notes: {} }).config).complete, false);
  ok(!isComplete(roundTrip({ model: partial, notes: {} }).model));
});

Deno.test("readModel() throws when the format or its version is another one", async () => {
  const content = modelContent({ model: await trainOnCpu(oddUsers()), notes: {} });
  for (
    const [from, to, found] of [
      ['"version": 1', '"version": 2', "'semauto-personal' version 2"],
      ["semauto-personal", "semauto-shared", "'semauto-shared' version 1"],
    ]
  ) {
    throws(() => readModel({ ...content, config: content.config.replace(from, to) }, "m"), {
      name: "InputError",
      message:
        `Cannot read m/config.json: format is ${found}, expected 'semauto-personal' version 1`,
    });
  }
});
