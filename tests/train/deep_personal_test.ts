import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { broaderLayer } from "../../src/data/broader_layer.ts";
import { evidenceFinder } from "../../src/explain/evidence_finder.ts";
import { attributeScore } from "../../src/explain/registry.ts";
import { cpuBackend } from "../../src/model/backend.ts";
import { modelContent, readModel } from "../../src/model/checkpoint.ts";
import { buildDeepNetworks } from "../../src/model/deep_user_networks.ts";
import { broaderView, categoryParts, innerOffsets } from "../../src/model/deep_profiles.ts";
import {
  encoderWeights,
  networkInputs,
  type PersonalModel,
} from "../../src/model/personal_model.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import { retrainUser, withRetrainedUser } from "../../src/train/retrain_user.ts";
import { trainPersonal } from "../../src/train/personal.ts";
import { filed, plainDeepNetwork } from "../_deep_fixtures.ts";
import { plainDeepForward, trainPlainDeep } from "../_plain_deep_network.ts";
import { oddUsers, randomDataset, trainOnCpu } from "../model/_datasets.ts";

const dataset = filed(randomDataset(20, { users: 60 })), odd = filed(oddUsers());
const DEEP = { epochs: 30, learningRate: 1, layers: 2 } as const;

/** What was learned, without what was put in. */
const learned = ({ dataset: _, settings: __, ...rest }: PersonalModel) => rest;

Deno.test("trainPersonal() with two layers learns what the equations say, for users of every kind", async () => {
  for (const data of [odd, dataset]) {
    const model = await trainOnCpu(data, DEEP);
    const { users: { ids } } = data.interactions, inputs = networkInputs(data);
    const layer = broaderLayer(data), offsets = innerOffsets(model.activations, layer.graph);
    const { initialisation } = model.settings;
    ids.forEach((_, user) => {
      const problem = {
        inputs,
        users: data.interactions.users,
        graph: data.graph,
        broader: layer.graph,
      };
      const built = buildDeepNetworks([user], inputs, problem.users, data.graph, layer.graph, {
        initialisation,
      });
      const own = model.activations.values.subarray(
        model.activations.indptr[user],
        model.activations.indptr[user + 1],
      );
      if (built.items.length === 0) return strictEqual(own.length, 0);
      const plain = plainDeepNetwork(problem, built, 0, initialisation);
      const loss = trainPlainDeep(plain, DEEP.epochs, DEEP.learningRate);
      ok(Math.abs(loss - model.loss[user]) < 1e-7);
      const { a, h, c } = plainDeepForward(plain), broader = model.broader!.activations;
      own.forEach((value, l) => ok(Math.abs(value - a[l]) < 1e-6));
      const coarse = broader.values.subarray(broader.indptr[user], broader.indptr[user + 1]);
      coarse.forEach((value, g) => ok(Math.abs(value - c[g]) < 1e-6));
      // The parts of a category are h_f U1[f, g], and sum to c_g.
      const parts = categoryParts(model, model.broader!, offsets, user);
      const categories = broader.indices.subarray(broader.indptr[user], broader.indptr[user + 1]);
      categories.forEach((category, g) => {
        const sum = parts.get(category)!.reduce((total, { part }) => total + part, 0);
        ok(Math.abs(sum - c[g]) < 1e-6);
        let l = 0;
        plain.inner.forEach((row, f) => {
          if (!row[g]) return;
          const { part } = parts.get(category)![l++];
          ok(Math.abs(part - h[f] * plain.weights.u1[f][g]) < 1e-6);
        });
      });
    });
  }
});

Deno.test("with two layers the weights of the first, which were never stored, are those of the equations", async () => {
  for (
    const initialisation of [
      { kind: "constant", value: 0.1 },
      { kind: "xavier", seed: 3 },
    ] as const
  ) {
    const settings = { ...DEEP, learningRate: 20, initialisation };
    const model = await trainOnCpu(dataset, settings), inputs = networkInputs(dataset);
    const { users } = dataset.interactions, { graph: broader } = broaderLayer(dataset);
    let moved = 0;
    for (let user = 0; user < 10; user++) {
      const built = buildDeepNetworks([user], inputs, users, dataset.graph, broader, settings);
      const problem = { inputs, users, graph: dataset.graph, broader };
      const plain = plainDeepNetwork(problem, built, 0, initialisation);
      const before = structuredClone(plain.weights.w1);
      trainPlainDeep(plain, settings.epochs, settings.learningRate);
      encoderWeights(model, inputs, user).forEach(({ items, weights }, f) =>
        items.forEach((item, k) => {
          const i = built.items.indexOf(item), expected = plain.weights.w1[i][f];
          ok(Math.abs(weights[k] - expected) < 1e-5, `${weights[k]}, ${expected}`);
          moved = Math.max(moved, Math.abs(expected - before[i][f]));
        })
      );
    }
    ok(moved > 0.01, `${moved}`);
  }
});

Deno.test("trainPersonal() refuses two layers without broader categories", async () => {
  using backend = await cpuBackend({ threads: 1 });
  await rejects(trainPersonal(oddUsers(), DEEP, backend), { name: "UsageError" });
  await rejects(trainPersonal(odd, { ...DEEP, layers: 3 as 2 }, backend), {
    message: "Cannot train: the number of layers is 3, expected 1 or 2",
  });
});

Deno.test("threads and batches change no bit of two layers", async () => {
  using backend = await cpuBackend({ threads: 2 });
  const one = await trainOnCpu(dataset, DEEP),
    several = await trainPersonal(dataset, DEEP, {
      ...backend,
      batchEdges: 200,
    });
  deepStrictEqual(learned(several), learned(one));
});

Deno.test("a resumed training of two layers gives the bits of an uninterrupted one, through a file", async () => {
  const whole = await trainOnCpu(dataset, DEEP);
  const controller = new AbortController();
  const part = await trainOnCpu(dataset, DEEP, {
    batchEdges: 1,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  ok(part.userState.includes(0));
  const read = readModel(modelContent({ model: part, notes: {} }), "m").model;
  deepStrictEqual(learned(read), learned(part));
  deepStrictEqual(read.dataset.broader, dataset.broader);
  deepStrictEqual(learned(await trainOnCpu(dataset, DEEP, { resume: read })), learned(whole));
  await rejects(trainOnCpu(dataset, { ...DEEP, layers: 1 }, { resume: read }), {
    message: /it was started with 30 epochs, .*, 2 hidden layers, expected 30 epochs/,
  });
});

Deno.test("retraining without leaving anything out gives a user of two layers again", async () => {
  const model = await trainOnCpu(dataset, DEEP);
  using backend = await cpuBackend({ threads: 1 });
  const again = withRetrainedUser(
    model,
    3,
    new Set(),
    await retrainUser(model, 3, new Set(), backend),
  );
  deepStrictEqual(again.broader, model.broader);
  const view = broaderView(model),
    first = dataset.interactions.ratings.indices[
      dataset.interactions.ratings.indptr[3]
    ];
  const without = new Set([first]);
  const fewer = withRetrainedUser(view, 3, without, await retrainUser(view, 3, without, backend));
  const expected = broaderView(
    withRetrainedUser(model, 3, without, await retrainUser(model, 3, without, backend)),
  );
  deepStrictEqual(fewer.activations, expected.activations);
});

Deno.test("broaderView() recommends by categories, in parts that sum to the score, with shares of ratings that sum to 1", async () => {
  const model = broaderView(await trainOnCpu(dataset, DEEP));
  const [knn, sum] = createRecommenders(model, ["profile-knn", "attribute-sum"]);
  const find = evidenceFinder(model, "activation");
  const inputs = networkInputs(dataset);
  const inputOf = (user: number, item: number) =>
    inputs.values[inputs.indices.indexOf(item, inputs.indptr[user])];
  for (const recommender of [knn, sum]) {
    let reasons = 0;
    for (let user = 0; user < 10; user++) {
      const evidence = find(user);
      for (let item = 0; item < 10; item++) {
        const found = attributeScore(recommender, model.dataset.graph, user, item);
        if (!found) continue;
        const total = found.contributions.reduce((all, { value }) => all + value, 0);
        ok(Math.abs(total - found.score) <= 1e-9 * Math.max(1, Math.abs(found.score)));
        for (const { neuron } of found.contributions) {
          const { shares } = evidence(neuron)!;
          const sum = shares.reduce((all, { share }) => all + share, 0);
          // Ratings at the bottom of the scale put nothing in.
          const hasFlow = shares.some(({ item }) => inputOf(user, item) > 0);
          ok(Math.abs(sum - (hasFlow ? 1 : 0)) < 1e-9);
          reasons++;
        }
      }
    }
    ok(reasons > 100);
  }
});
