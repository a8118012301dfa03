import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { readAnyModel } from "../../src/model/any_checkpoint.ts";
import { modelContent } from "../../src/model/checkpoint.ts";
import {
  isSharedComplete,
  readSharedModel,
  sharedModelContent,
  type StoredSharedModel,
} from "../../src/model/shared_checkpoint.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import { datasetOf, oddUsers, trainOnCpu } from "./_datasets.ts";
import { ridgeModel, sharedModel } from "./_shared_models.ts";

/** A model as plain data: vocabularies hold functions, which no comparison sees into. */
function plain({ model, ...rest }: StoredSharedModel) {
  const { interactions, ...dataset } = model.dataset;
  const { users, items } = interactions;
  return {
    ...rest,
    model: {
      ...model,
      dataset: {
        ...dataset,
        interactions: { ...interactions, users: users.ids, items: items.ids },
      },
    },
  };
}

const roundTrip = (stored: StoredSharedModel) =>
  readSharedModel(sharedModelContent(stored), "model");

const models: Record<string, () => Promise<SharedModel>> = {
  "an ordinary model": () => sharedModel(),
  "attributes alone": () => sharedModel({ network: { neurons: "attributes" } }),
  "fans alone": () => sharedModel({ network: { neurons: "fans" } }),
  "neighbourhoods": () => sharedModel({ network: { fansKind: "neighbourhood" } }),
  "biases": () => sharedModel({ training: { biases: true, activation: "tanh", input: "liked" } }),
  "an unvalidated training": () => sharedModel({ training: { validateEvery: 0 } }),
  "an interrupted training": () => sharedModel({ batches: 4, training: { biases: true } }),
  "an interrupted training without moments": () =>
    sharedModel({ batches: 1, training: { optimiser: "sgd" } }),
  "a ridge model": ridgeModel,
  "implicit data": () =>
    sharedModel({
      dataset: datasetOf({ ann: { Heat: 1, Ali: 1 }, bob: { Heat: 1 } }, {
        Heat: ["genre: crime"],
      }),
    }),
  "odd users": () => sharedModel({ dataset: oddUsers() }),
};

for (const [name, make] of Object.entries(models)) {
  Deno.test(`readSharedModel() gives back what sharedModelContent() wrote: ${name}`, async () => {
    const model = await make();
    const itemLabels = model.dataset.interactions.items.ids.map((id) => `${id} (1995)`);
    const stored = { model, itemLabels, notes: { nested: { list: [1, null, "ä"] } } };
    const read = roundTrip(stored);
    deepStrictEqual(plain(read), plain(stored));
    const { users } = read.model.dataset.interactions;
    users.ids.forEach((id, index) => strictEqual(users.indexOf(id), index));
    // Edges that are the same are held once, as they were.
    const { encoder, decoder } = model.network, after = read.model.network;
    strictEqual(after.encoder === after.decoder, encoder === decoder);
    strictEqual(
      after.encoder === read.model.dataset.graph,
      encoder === model.dataset.graph,
    );
    strictEqual(isSharedComplete(read.model), model.unfinished === undefined);
    deepStrictEqual(
      plain(roundTrip({ model, notes: {} })),
      plain({
        model,
        itemLabels: undefined,
        notes: {},
      }),
    );
  });
}

Deno.test("sharedModelContent() gives equal bytes when the models are equal", async () => {
  const write = async () => sharedModelContent({ model: await sharedModel(), notes: {} });
  deepStrictEqual(await write(), await write());
});

Deno.test("sharedModelContent() marks a model whose training was interrupted", async () => {
  const complete = async (batches?: number) =>
    JSON.parse(sharedModelContent({ model: await sharedModel({ batches }), notes: {} }).config)
      .complete;
  strictEqual(await complete(), true);
  strictEqual(await complete(2), false);
});

Deno.test("readAnyModel() reads the mode that the config names", async () => {
  const shared = readAnyModel(
    sharedModelContent({ model: await sharedModel(), notes: { a: 1 } }),
    "m",
  );
  ok(shared.mode === "shared" && shared.model.network && shared.notes.a === 1);
  const content = modelContent({ model: await trainOnCpu(oddUsers()), notes: { a: 2 } });
  const personal = readAnyModel(content, "m");
  ok(personal.mode === "personal" && personal.model.userState && personal.notes.a === 2);
  const config = content.config.replace("semauto-personal", "semauto-other");
  throws(() => readAnyModel({ ...content, config }, "m"), {
    name: "InputError",
    message:
      "Cannot read m/config.json: format is 'semauto-other', expected 'semauto-personal' or 'semauto-shared'",
  });
  throws(() => readAnyModel({ ...content, config: "{" }, "m"), {
    name: "InputError",
    message: /^Cannot read m\/config.json: it is not valid JSON/,
  });
});
