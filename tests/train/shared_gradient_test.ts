import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Dataset } from "../../src/data/dataset.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { GpuError } from "../../src/errors.ts";
import type { ProgressEvent } from "../../src/events.ts";
import { adamStep } from "../../src/kernels/adam.ts";
import { edgeTopology } from "../../src/kernels/edge_topology.ts";
import { sharedGradients } from "../../src/kernels/shared_step_cpu.ts";
import { relatedItems } from "../../src/model/related_items.ts";
import { sharedCpuEngine } from "../../src/model/shared_cpu_engine.ts";
import type { SharedEngineMaker } from "../../src/model/shared_engine.ts";
import { ownPaths } from "../../src/model/shared_network.ts";
import { referenceEngine } from "../../src/model/shared_reference_engine.ts";
import { namedVectors } from "../../src/model/shared_state.ts";
import { scheduledRate } from "../../src/train/learning_rate.ts";
import { batchSource, drawBatch, epochBatches } from "../../src/train/shared_batches.ts";
import type { TrainingEvent } from "../../src/train/shared_events.ts";
import {
  type GradientResult,
  trainGradient,
  UnfinishedGradientError,
} from "../../src/train/shared_gradient.ts";
import { datasetOf, oddUsers, randomDataset } from "../model/_datasets.ts";
import { quickSettings, train } from "./_shared.ts";

const dataset = randomDataset(31, { users: 40, items: 30 });

/** A data set with other ratings. */
const withRatings = (data: Dataset, row: number[], column: number[], value: number[]): Dataset => {
  const { rows, columns } = data.interactions.ratings;
  const ratings = sparseMatrix(rows, columns, { row, column, value }).matrix;
  return { ...data, interactions: { ...data.interactions, ratings } };
};

Deno.test("trainGradient() takes the steps of a plain loop, and records the loss that they saw", async () => {
  const settings = quickSettings({ validateEvery: 0, epochs: 3, biases: true, activation: "tanh" });
  const { training } = settings;
  // A rate too small to count in float32 shows where it starts.
  const still = { ...settings, training: { ...training, learningRate: 1e-30 } };
  const { network } = await train(dataset, still);
  const parameters = {
    encoder: network.parameters.encoder.slice(),
    decoder: network.parameters.decoder.slice(),
    hiddenBias: network.parameters.hiddenBias!.slice().fill(0),
    outputBias: network.parameters.outputBias!.slice().fill(0),
  };
  const moments = new Map(
    namedVectors(parameters).map(([name, vector]) => [name, {
      mean: new Float32Array(vector.length),
      square: new Float32Array(vector.length),
    }]),
  );
  const { encoder, decoder } = network, { interactions } = dataset;
  const topology = {
    encoder: edgeTopology(encoder),
    decoder: edgeTopology(decoder),
    ownPaths: ownPaths(encoder, decoder),
  };
  const source = batchSource(interactions, training);
  const losses: number[] = [];
  let step = 0;
  for (let epoch = 1; epoch <= 3; epoch++) {
    let sum = 0;
    for (const users of epochBatches(source.inputs, epoch, training)) {
      const batch = drawBatch(source, users, epoch, training);
      const learningRate = scheduledRate(training, step++, 3 * 5);
      const found = sharedGradients(topology, parameters, training, batch);
      sum += found.losses.reduce((total, loss) => total + loss, 0);
      for (const [name, vector] of namedVectors(parameters)) {
        adamStep(vector, found.gradients[name]!, moments.get(name)!, { learningRate }, step);
      }
    }
    losses.push(sum / 40);
  }
  const trained = await train(dataset, settings);
  deepStrictEqual(trained.network.parameters, parameters);
  deepStrictEqual(trained.training.epochs.map(({ loss }) => loss), losses);
  deepStrictEqual(trained.training.epochs.map(({ epoch }) => epoch), [1, 2, 3]);
  strictEqual(trained.training.bestEpoch, 3);
  ok(trained.training.complete && trained.unfinished === undefined);
  ok(losses[2] < losses[0]);
});

Deno.test("trainGradient() keeps the weights of the best validated epoch", async () => {
  const settings = quickSettings({
    epochs: 12,
    validateEvery: 1,
    patience: 12,
    learningRate: 0.05,
    schedule: "constant",
  });
  const { network, training } = await train(dataset, settings);
  const ndcgs = training.epochs.map(({ ndcg }) => ndcg!);
  strictEqual(training.bestEpoch, ndcgs.indexOf(Math.max(...ndcgs)) + 1);
  ok(training.bestEpoch < 12, "the last epoch is the best, which shows nothing");
  // A constant rate does not know how many epochs there are: the training that ends there has these weights.
  const short = await train(dataset, {
    ...settings,
    training: { ...settings.training, epochs: training.bestEpoch },
  });
  deepStrictEqual(network.parameters, short.network.parameters);
  deepStrictEqual(training.epochs.slice(0, training.bestEpoch), short.training.epochs);
});

Deno.test("trainGradient() validates every so many epochs and the last, and stops when patience runs out", async () => {
  const at = async (change: Parameters<typeof quickSettings>[0]) => {
    const { training } = await train(dataset, quickSettings(change));
    return training.epochs.flatMap(({ epoch, ndcg }) => ndcg === undefined ? [] : [epoch]);
  };
  deepStrictEqual(await at({ epochs: 5, validateEvery: 2, patience: 9 }), [2, 4, 5]);
  deepStrictEqual(await at({ epochs: 3, validateEvery: 9 }), [3]);
  deepStrictEqual(await at({ epochs: 3, validateEvery: 0 }), []);
  const stopped = await train(
    dataset,
    quickSettings({ epochs: 200, validateEvery: 1, patience: 2, learningRate: 0.05 }),
  );
  const { epochs, bestEpoch, complete } = stopped.training;
  ok(epochs.length < 200 && complete);
  strictEqual(epochs.length, bestEpoch + 2);
});

Deno.test("trainGradient() tells what happens, as lines of JSON", async () => {
  const events: TrainingEvent[] = [];
  const onEvent = (event: TrainingEvent) => events.push(event);
  const settings = quickSettings({ epochs: 60, validateEvery: 1, patience: 2, learningRate: 0.05 });
  const { training } = await train(dataset, settings, { onEvent });
  deepStrictEqual(JSON.parse(JSON.stringify(events)), events);
  const [started, ...rest] = events;
  ok(started.event === "started");
  deepStrictEqual(started.settings, settings);
  deepStrictEqual([started.users, started.items, started.batches], [40, 30, 5]);
  deepStrictEqual([started.attributeNeurons, started.fansNeurons], [dataset.graph.attributes, 30]);
  ok(started.validationUsers > 5 && started.ratings < dataset.statistics.ratings);
  ok(started.bytes > 0 && started.engine.includes("CPU"));
  const expected: string[] = [];
  let best = -Infinity;
  for (const { ndcg } of training.epochs) {
    expected.push("epoch", "validated");
    if (ndcg! > best) expected.push("improved");
    best = Math.max(best, ndcg!);
  }
  deepStrictEqual(rest.map(({ event }) => event), [...expected, "stopped-early", "finished"]);
  const finished = rest.at(-1)!;
  ok(finished.event === "finished");
  deepStrictEqual([finished.epochs, finished.bestEpoch, finished.ndcg], [
    training.epochs.length,
    training.bestEpoch,
    best,
  ]);
});

Deno.test("trainGradient() trains on all data, and says so, where nothing can be held out", async () => {
  const events: TrainingEvent[] = [];
  // Nobody likes anything.
  const poor = datasetOf({ ann: { Heat: 2, Ali: 1 }, bob: { Heat: 1, Ali: 3 } }, {
    Heat: ["director: Mann"],
    Ali: ["director: Mann"],
  }, { scale: { min: 1, max: 5 } });
  const { training } = await train(poor, quickSettings(), {
    onEvent: (event) => events.push(event),
  });
  const [started, unvalidated] = events;
  ok(started.event === "started" && started.ratings === 4 && started.validationUsers === 0);
  deepStrictEqual(unvalidated, {
    event: "unvalidated",
    reason: "no user has a relevant rating to spare, so all data are trained on",
  });
  deepStrictEqual(training.epochs.map(({ ndcg }) => ndcg), new Array(4).fill(undefined));
  strictEqual(training.bestEpoch, 4);
});

Deno.test("trainGradient() tells how many batches are done, and the mean loss of the epoch", async () => {
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent) => events.push(event);
  const settings = quickSettings({ validateEvery: 0, epochs: 2 });
  const { training } = await train(dataset, settings, { onProgress });
  const batches = events.filter(({ stage }) => stage === "train");
  deepStrictEqual(batches.map(({ done }) => done), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  ok(
    batches.every(({ total, unit, share, done }) =>
      total === 10 && unit === "batches" && share === done / 10
    ),
  );
  strictEqual(batches[4].loss, training.epochs[0].loss);
  strictEqual(batches[9].loss, training.epochs[1].loss);
  ok(events.some(({ stage }) => stage === "relate"));
});

Deno.test("trainGradient() trains every kind of network with every loss on users of every kind", async () => {
  for (const neurons of ["both", "attributes", "fans"] as const) {
    for (const fansKind of ["pure", "neighbourhood"] as const) {
      for (const loss of ["squared-error", "multinomial", "observed-squared-error"] as const) {
        for (const input of ["graded", "scaled", "liked", "seen"] as const) {
          const settings = quickSettings({ loss, input, epochs: 2 }, { neurons, fansKind });
          const { network } = await train(oddUsers(), settings);
          ok(network.parameters.encoder.every(Number.isFinite));
          strictEqual(network.input.value, input);
          strictEqual(network.neurons.fans.length, neurons === "attributes" ? 0 : 5);
        }
      }
    }
  }
});

Deno.test("trainGradient() takes related items that are known already", async () => {
  const settings = quickSettings({ validateEvery: 0, epochs: 1 }, { neurons: "fans" });
  const related = await relatedItems(dataset.interactions, 3, { threads: 1 });
  const given = await train(dataset, settings, { related });
  const found = await train(dataset, settings);
  deepStrictEqual(given.network, found.network);
});

Deno.test("trainGradient() does not depend on the threads of the engine", async () => {
  const settings = quickSettings({ batchSize: 40 });
  const [one, two] = await Promise.all(
    [1, 2].map((threads) =>
      trainGradient(dataset, settings, sharedCpuEngine({ threads }), { threads })
    ),
  );
  deepStrictEqual(one.network, two.network);
  deepStrictEqual(one.training.epochs, two.training.epochs);
  const reference = await train(dataset, settings);
  for (const [k, { loss }] of one.training.epochs.entries()) {
    ok(Math.abs(loss - reference.training.epochs[k].loss) < 1e-4 * loss);
  }
});

Deno.test("trainGradient() throws when a setting is out of range or there is nothing to train on", async () => {
  const settings = quickSettings();
  const wrong = { ...settings, training: { ...settings.training, dropout: 1 } };
  await rejects(train(dataset, wrong), {
    name: "UsageError",
    message:
      "Cannot train a shared network: the dropout is 1, expected a number from 0 and below 1",
  });
  const ridge = { ...settings, training: { solver: "ridge", seed: 1 } };
  await rejects(train(dataset, ridge as unknown as typeof settings), {
    name: "UsageError",
    message: "Cannot train by gradient descent: the solver is 'ridge', expected 'gradient'",
  });
  for (const empty of [withRatings(dataset, [], [], []), withRatings(dataset, [0], [0], [1])]) {
    await rejects(train(empty, quickSettings({ input: "liked" })), {
      name: "UsageError",
      message:
        "Cannot train a shared network: the number of users with a rating that counts in the input is 0, expected at least 1",
    });
  }
});

Deno.test("trainGradient() throws when the loss grows beyond all numbers", async () => {
  const settings = quickSettings({ optimiser: "sgd", learningRate: 1e30, schedule: "constant" });
  await rejects(train(dataset, settings), {
    name: "UsageError",
    message:
      /^Cannot train a shared network: the loss became (NaN|Infinity) in epoch 1, expected finite numbers, which a smaller learning rate gives$/,
  });
  // One step leaves weights that no later loss could show.
  const last = {
    ...settings,
    training: {
      ...settings.training,
      batchSize: 99,
      epochs: 1,
      validateEvery: 0,
      learningRate: 1e300,
    },
  };
  await rejects(train(dataset, last), {
    name: "UsageError",
    message:
      /^Cannot train a shared network: a weight became -?Infinity in epoch 1, expected finite/,
  });
});

/** The reference engine as on a GPU that is lost at a step. */
const lostAt = (lost: number): SharedEngineMaker => async (task, state) => {
  const engine = await referenceEngine(task, state);
  let steps = state.steps;
  return {
    ...engine,
    kind: "gpu",
    step: (batch, rate) => {
      if (++steps === lost) throw new GpuError("Cannot go on: the device was lost");
      return engine.step(batch, rate);
    },
  };
};

Deno.test("trainGradient() keeps what was trained when the GPU is lost, and resumes from it", async () => {
  const settings = quickSettings();
  const whole = await train(dataset, settings);
  for (const [lost, epochs] of [[6, 1], [13, 2], [20, 3]]) {
    let error: UnfinishedGradientError | undefined;
    await rejects(trainGradient(dataset, settings, lostAt(lost), { threads: 1 }), (cause) => {
      error = cause as UnfinishedGradientError;
      return error instanceof UnfinishedGradientError && error.cause instanceof GpuError &&
        error.message === "Cannot go on: the device was lost";
    });
    const { training, unfinished } = error!.model;
    ok(training.solver === "gradient" && !training.complete);
    strictEqual(training.epochs.length, epochs);
    deepStrictEqual([unfinished!.epoch, unfinished!.batch], [epochs, 0]);
    const resumed = await train(dataset, settings, { resume: error!.model });
    deepStrictEqual(resumed.network.parameters, whole.network.parameters);
    // A GPU's losses are asked for once an epoch, and sum up in another order.
    const found = (result: GradientResult) =>
      result.training.epochs.map((record) => ({ ...record, loss: record.loss.toFixed(9) }));
    deepStrictEqual(found(resumed), found(whole));
  }
  // In the first epoch there is nothing to keep.
  await rejects(trainGradient(dataset, settings, lostAt(5), { threads: 1 }), GpuError);
});
