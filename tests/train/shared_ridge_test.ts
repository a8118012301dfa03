import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Dataset } from "../../src/data/dataset.ts";
import { perUserHoldout } from "../../src/data/split.ts";
import { evaluate, findValue } from "../../src/evaluate/protocol.ts";
import type { ProgressEvent } from "../../src/events.ts";
import { readRatings } from "../../src/formats/ratings.ts";
import { readTriples } from "../../src/formats/triples.ts";
import { createDataset } from "../../src/data/dataset.ts";
import { ndcg } from "../../src/metrics/ndcg.ts";
import {
  DEFAULT_GRADIENT_SETTINGS,
  DEFAULT_SHARED_SETTINGS,
  type RidgeSettings,
  type SharedSettings,
} from "../../src/model/shared_settings.ts";
import { mostPopular } from "../../src/recommend/baselines.ts";
import { bestTrial } from "../../src/train/penalty_search.ts";
import { trainRidge } from "../../src/train/shared_ridge.ts";
import { realDataTest } from "../_real_data.ts";
import { networkRecommender } from "./_network_recommender.ts";
import { dataOf, tasteData } from "./_shared_data.ts";

function settingsOf(
  settings: Partial<Omit<SharedSettings, "training">> = {},
  training: Partial<RidgeSettings> = {},
): SharedSettings {
  return {
    ...DEFAULT_SHARED_SETTINGS,
    fans: 9,
    ...settings,
    training: { solver: "ridge", seed: 42, ...training },
  };
}

const given = { fansPenalty: 10, attributePenalty: 3 };

Deno.test("trainRidge() gives a network of named neurons with the fixed encoder", async () => {
  const data = tasteData();
  const { graph } = data;
  const { network, training } = await trainRidge(data, settingsOf({}, given), { threads: 1 });
  deepStrictEqual(network.input, { value: "graded", normalise: false });
  strictEqual(network.activation, "identity");
  deepStrictEqual(Object.keys(network.parameters), ["encoder", "decoder"]);
  deepStrictEqual([network.neurons.attributes, network.neurons.fans.length], [
    graph.attributes,
    graph.items,
  ]);
  deepStrictEqual({ ...training, bytes: 0 }, { solver: "ridge", ...given, trials: [], bytes: 0 });
  ok(training.bytes > 4 * graph.items ** 2);
  const { encoder, parameters: { encoder: weights, decoder } } = network;
  strictEqual(weights.length, encoder.itemAttributes.length);
  weights.forEach((weight, e) => {
    const neuron = encoder.itemAttributes[e];
    const items = encoder.attributeStart[neuron + 1] - encoder.attributeStart[neuron];
    strictEqual(weight, Math.fround(neuron < graph.attributes ? 1 / Math.sqrt(items) : 1));
  });
  ok(decoder.buffer instanceof ArrayBuffer && decoder.every(Number.isFinite));
});

Deno.test("trainRidge() takes attributes alone and fans alone", async () => {
  const data = tasteData();
  const one = await trainRidge(data, settingsOf({ neurons: "attributes" }, given));
  strictEqual(one.network.decoder, data.graph);
  deepStrictEqual([one.network.neurons.fans.length, one.network.neurons.attributes], [
    0,
    data.graph.attributes,
  ]);
  const { network } = await trainRidge(data, settingsOf({ neurons: "fans" }, given));
  strictEqual(network.neurons.attributes, 0);
  ok(network.parameters.encoder.every((weight) => weight === 1));
  ok(network.parameters.decoder.some((weight) => weight !== 0));
});

Deno.test("trainRidge() gives the same bits on any number of threads", async () => {
  const data = tasteData();
  const one = await trainRidge(data, settingsOf(), { threads: 1 });
  ok(one.training.trials.length >= 12);
  const { bytes: _, ...kept } = one.training;
  for (const threads of [2, 3]) {
    const { network, training } = await trainRidge(data, settingsOf(), { threads });
    deepStrictEqual(network, one.network);
    const { bytes: _, ...others } = training;
    deepStrictEqual(others, kept);
  }
});

Deno.test("trainRidge() takes the penalties that validated best, and trains with them on all ratings", async () => {
  const data = tasteData();
  const { network, training } = await trainRidge(data, settingsOf(), { threads: 1 });
  const { fansPenalty, attributePenalty } = bestTrial(training.trials);
  deepStrictEqual([training.fansPenalty, training.attributePenalty], [
    fansPenalty,
    attributePenalty,
  ]);
  const again = await trainRidge(data, settingsOf({}, { fansPenalty, attributePenalty }));
  deepStrictEqual(again.network, network);
});

Deno.test("trainRidge() validates only the penalty that is missing", async () => {
  const data = tasteData();
  const fans = await trainRidge(data, settingsOf({}, { attributePenalty: 7 }), { threads: 1 });
  ok(fans.training.trials.length >= 4);
  ok(fans.training.trials.every(({ attributePenalty }) => attributePenalty === 7));
  const attributes = await trainRidge(data, settingsOf({}, { fansPenalty: 7 }), { threads: 1 });
  ok(attributes.training.trials.length >= 3);
  ok(attributes.training.trials.every(({ fansPenalty }) => fansPenalty === 7));
  strictEqual(attributes.training.fansPenalty, 7);
  // Without fans neurons nothing hangs on lambda.
  const alone = await trainRidge(data, settingsOf({ neurons: "attributes" }), { threads: 1 });
  strictEqual(new Set(alone.training.trials.map(({ fansPenalty }) => fansPenalty)).size, 1);
  const settled = settingsOf({ neurons: "fans" }, { fansPenalty: 5 });
  deepStrictEqual((await trainRidge(data, settled)).training.trials, []);
});

Deno.test("trainRidge() weighs less the larger the penalties are", async () => {
  const data = tasteData();
  let before = Infinity;
  for (const penalty of [0.01, 1, 100, 1e6]) {
    const settings = settingsOf({}, { fansPenalty: penalty, attributePenalty: penalty });
    const { network } = await trainRidge(data, settings, { threads: 1 });
    const power = network.parameters.decoder.reduce((sum, w) => sum + w * w, 0);
    ok(power > 0 && power < before);
    before = power;
  }
});

Deno.test("trainRidge() falls back to the middle of the grid where nothing can be validated", async () => {
  const attributes = ["a x", "b x", "c y"];
  for (
    const [data, expected] of [
      // Everybody has one rating; one user alone; one item alone.
      [dataOf(["u a 5", "v b 1"], attributes), [200, 20]],
      [dataOf(["u a 5"], ["a x"]), [200, 20]],
      [dataOf(["u a 1", "u b 2", "v a 5"], attributes), [200, 20]],
    ] as const
  ) {
    const { network, training } = await trainRidge(data, settingsOf());
    deepStrictEqual(training.trials, []);
    deepStrictEqual([training.fansPenalty, training.attributePenalty], expected);
    ok(network.parameters.decoder.every(Number.isFinite));
  }
});

Deno.test("trainRidge() trains on a single user", async () => {
  const lines = [..."abcdef"].map((item) => `u ${item} 1`);
  const data = dataOf(lines, ["a x", "b x", "c x", "d y"]);
  const { network, training } = await trainRidge(data, settingsOf());
  ok(network.parameters.decoder.some((weight) => weight > 0));
  // What is held out has no other rating, so no list can hold it.
  deepStrictEqual(training.trials.map(({ ndcg }) => ndcg), new Array(12).fill(0));
  deepStrictEqual([training.fansPenalty, training.attributePenalty], [200, 20]);
});

Deno.test("trainRidge() leaves the weights of unrated items, and attributes of nobody's, at 0", async () => {
  // "c" and its attribute "z" occur in the catalogue, but not among the training ratings.
  const whole = dataOf(["u a 5", "u b 4", "u c 5", "v a 5", "v b 5"], ["a x", "b x", "c z"]);
  const { ratings } = whole.interactions;
  const keep = [0, 1, 3, 4];
  const train = {
    ...ratings,
    indptr: Uint32Array.of(0, 2, 4),
    indices: ratings.indices.filter((_, k) => keep.includes(k)),
    values: ratings.values.filter((_, k) => keep.includes(k)),
  };
  const data: Dataset = { ...whole, interactions: { ...whole.interactions, ratings: train } };
  const { network } = await trainRidge(data, settingsOf({}, given));
  const { decoder: { itemStart }, parameters: { decoder } } = network;
  const of = (item: string) => {
    const i = data.interactions.items.indexOf(item)!;
    return [...decoder.subarray(itemStart[i], itemStart[i + 1])];
  };
  deepStrictEqual(of("c"), [0]);
  ok(of("a").every((weight) => weight > 0));
});

Deno.test("trainRidge() tells of its progress, and stops with the signal's reason", async () => {
  const data = tasteData();
  for (const threads of [1, 2]) {
    const stages: string[] = [];
    const onProgress = ({ stage, done, total, share }: ProgressEvent) => {
      if (stages.at(-1) !== stage) stages.push(stage);
      ok(done <= total && share! >= 0 && share! <= 1);
    };
    await trainRidge(data, settingsOf(), { threads, onProgress });
    deepStrictEqual(stages.slice(0, 3), ["relate", "solve", "validate"]);
    deepStrictEqual(stages.slice(-2), ["relate", "solve"]);
    for (const stage of ["relate", "solve", "validate"]) {
      const controller = new AbortController(), reason = new Error(`enough of ${stage}`);
      const options = {
        threads,
        signal: controller.signal,
        onProgress: (event: ProgressEvent) => event.stage === stage && controller.abort(reason),
      };
      await rejects(trainRidge(data, settingsOf(), options), reason);
    }
  }
});

Deno.test("trainRidge() refuses other solvers and settings out of range", async () => {
  const data = tasteData({ users: 5, items: 8 });
  await rejects(
    trainRidge(data, { ...DEFAULT_SHARED_SETTINGS, training: DEFAULT_GRADIENT_SETTINGS }),
    {
      name: "UsageError",
      message: "Cannot train in closed form: the solver is 'gradient', expected 'ridge'",
    },
  );
  await rejects(trainRidge(data, settingsOf({}, { fansPenalty: 0 })), { name: "UsageError" });
  await rejects(trainRidge(data, settingsOf(), { threads: 0 }), { name: "UsageError" });
});

realDataTest(
  "trainRidge() recommends at least 1.8 times as well as popularity on MovieLens 100K",
  async (folder) => {
    const open = async (name: string) => {
      const path = `${folder}/movielens-100k-dbpedia/${name}`;
      return { name, stream: (await Deno.open(path)).readable };
    };
    const { interactions } = await readRatings(await open("u.data.gz"));
    const knowledge = await readTriples(await open("attributes.tsv.gz"));
    const { train, test } = perUserHoldout(interactions.ratings, interactions.users);
    const whole = createDataset(interactions, knowledge);
    const data = { ...whole, interactions: { ...interactions, ratings: train } };
    const { network, training } = await trainRidge(data, DEFAULT_SHARED_SETTINGS);
    const options = { cutoffs: [10], relevantFrom: 4, metrics: [ndcg] };
    const [ours, popular] = await Promise.all(
      [networkRecommender(network, data.interactions), mostPopular(train)].map(async (one) =>
        findValue(await evaluate(one, { train, test }, options), "ndcg", 10).value
      ),
    );
    console.log(
      `nDCG@10: shared ${ours.toFixed(3)} (lambda ${training.fansPenalty}, mu ` +
        `${training.attributePenalty}), most-popular ${popular.toFixed(3)}`,
    );
    ok(ours >= 1.8 * popular);
  },
);
