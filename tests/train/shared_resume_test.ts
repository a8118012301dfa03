import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Dataset } from "../../src/data/dataset.ts";
import { readSharedModel, sharedModelContent } from "../../src/model/shared_checkpoint.ts";
import { sharedCpuEngine } from "../../src/model/shared_cpu_engine.ts";
import type { SharedEngineMaker } from "../../src/model/shared_engine.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import { referenceEngine } from "../../src/model/shared_reference_engine.ts";
import type { TrainingEvent } from "../../src/train/shared_events.ts";
import {
  type GradientOptions,
  type GradientResult,
  type SharedGradientSettings,
  trainGradient,
} from "../../src/train/shared_gradient.ts";
import { datasetOf, randomDataset } from "../model/_datasets.ts";
import { quickSettings, train } from "./_shared.ts";

/** 40 users in batches of 8: five batches an epoch. */
const dataset = randomDataset(31, { users: 40, items: 30 });

/** What was learned, without the bytes, which depend on when memory is asked how large it is. */
const learned = ({ network, training: { bytes: _, ...training }, unfinished }: GradientResult) => ({
  parameters: network.parameters,
  training,
  unfinished,
});

/** A training that is interrupted after so many batches in all. */
async function interrupted(
  settings: SharedGradientSettings,
  batches: number,
  options: GradientOptions = {},
  makeEngine: SharedEngineMaker = referenceEngine,
): Promise<GradientResult> {
  const controller = new AbortController();
  return await trainGradient(dataset, settings, makeEngine, {
    threads: 1,
    ...options,
    signal: controller.signal,
    onProgress: ({ stage, done }) => {
      if (stage === "train" && done === batches) controller.abort();
    },
  });
}

/** A result as a model that went through a file. */
function throughFile(settings: SharedGradientSettings, result: GradientResult): SharedModel {
  const model = { settings, dataset, ...result };
  return readSharedModel(sharedModelContent({ model, notes: {} }), "m").model;
}

const ENGINES: Record<string, SharedEngineMaker> = {
  "the reference engine": referenceEngine,
  "a CPU thread": sharedCpuEngine({ threads: 1 }),
  "two CPU threads": sharedCpuEngine({ threads: 2 }),
};

for (const [name, makeEngine] of Object.entries(ENGINES)) {
  Deno.test(`a resumed gradient training gives the bits of an uninterrupted one on ${name}`, async () => {
    for (
      const settings of [
        quickSettings({ epochs: 5, validateEvery: 2, patience: 1, learningRate: 0.03 }),
        quickSettings({ epochs: 3, validateEvery: 0, optimiser: "sgd", biases: true }, {
          fansKind: "neighbourhood",
        }),
      ]
    ) {
      const options = { threads: 1 };
      const whole = await trainGradient(dataset, settings, makeEngine, options);
      const last = 5 * whole.training.epochs.length;
      // Within epochs, at their ends, before a validation and before the very last batch.
      for (const batches of [1, 4, 5, 7, 10, 11, 14, last - 1]) {
        const part = await interrupted(settings, batches, {}, makeEngine);
        ok(part.unfinished && !part.training.complete);
        strictEqual(part.unfinished.state.steps, batches);
        strictEqual(5 * part.unfinished.epoch + part.unfinished.batch, batches);
        const resume = throughFile(settings, part);
        const resumed = await trainGradient(dataset, settings, makeEngine, { ...options, resume });
        deepStrictEqual(learned(resumed), learned(whole));
      }
    }
  });
}

Deno.test("a gradient training may be interrupted again and again", async () => {
  const settings = quickSettings({ epochs: 4, validateEvery: 1 });
  const whole = await train(dataset, settings);
  let result = await interrupted(settings, 0);
  for (let batches = 1; result.unfinished; batches += 2) {
    result = await interrupted(settings, batches, { resume: throughFile(settings, result) });
  }
  deepStrictEqual(learned(result), learned(whole));
});

Deno.test("an interrupted gradient training has the best weights so far, or else the current ones", async () => {
  const settings = quickSettings({ epochs: 6, validateEvery: 2 });
  const early = await interrupted(settings, 8);
  strictEqual(early.training.bestEpoch, 1);
  deepStrictEqual(early.network.parameters, early.unfinished!.state.parameters);
  const late = await interrupted(settings, 13);
  strictEqual(late.training.bestEpoch, 2);
  const best = await interrupted(settings, 11);
  deepStrictEqual(late.network.parameters, best.network.parameters);
});

Deno.test("an interruption before a validation leaves it to the resumed training", async () => {
  const settings = quickSettings({ epochs: 3, validateEvery: 1 });
  const events: TrainingEvent[] = [];
  const part = await interrupted(settings, 10, { onEvent: (event) => events.push(event) });
  deepStrictEqual([part.unfinished!.epoch, part.unfinished!.batch], [1, 5]);
  strictEqual(part.training.epochs.length, 1);
  deepStrictEqual(events.at(-1), { event: "interrupted", epoch: 1, batch: 5 });
  events.length = 0;
  const resume = { settings, dataset, ...part };
  const resumed = await train(dataset, settings, {
    resume,
    onEvent: (event) => events.push(event),
  });
  deepStrictEqual(events.map(({ event }) => event).slice(0, 4), [
    "started",
    "resumed",
    "epoch",
    "validated",
  ]);
  deepStrictEqual(events[1], { event: "resumed", epoch: 1, batch: 5 });
  deepStrictEqual(learned(resumed), learned(await train(dataset, settings)));
});

Deno.test("trainGradient() takes no step when the signal has fired before", async () => {
  const settings = quickSettings({}, { neurons: "attributes" });
  const result = await train(dataset, settings, { signal: AbortSignal.abort() });
  strictEqual(result.unfinished!.state.steps, 0);
  deepStrictEqual(result.training.epochs, []);
  strictEqual(result.training.bestEpoch, 0);
  const resume = throughFile(settings, result);
  deepStrictEqual(
    learned(await train(dataset, settings, { resume })),
    learned(await train(dataset, settings)),
  );
});

Deno.test("trainGradient() leaves the model that it resumes as it was, and a complete one alone", async () => {
  const settings = quickSettings();
  const part = await interrupted(settings, 12);
  const before = structuredClone(learned(part));
  const resumed = await train(dataset, settings, { resume: { settings, dataset, ...part } });
  deepStrictEqual(learned(part), before);
  const again = await train(dataset, settings, {
    resume: { settings, dataset, ...resumed },
    onProgress: () => ok(false, "progress without work"),
  });
  strictEqual(again.network, resumed.network);
  strictEqual(again.training, resumed.training);
});

Deno.test("trainGradient() throws when it is to resume a training with other settings", async () => {
  const settings = quickSettings();
  const part = await interrupted(settings, 3);
  const resume = { settings, dataset, ...part };
  const others: [SharedGradientSettings, string][] = [
    [quickSettings({ learningRate: 0.5 }), "learning rate 0.01, expected 0.5"],
    [quickSettings({ epochs: 9 }), "number of epochs 4, expected 9"],
    [quickSettings({ loss: "multinomial" }), "loss squared-error, expected multinomial"],
    [quickSettings({ biases: true }), "biases false, expected true"],
    [quickSettings({ seed: 7 }), "seed 42, expected 7"],
    [quickSettings({}, { fans: 4 }), "number of fans 3, expected 4"],
    [quickSettings({}, { neurons: "fans" }), "neurons both, expected fans"],
  ];
  for (const [other, problem] of others) {
    await rejects(train(dataset, other, { resume }), {
      name: "UsageError",
      message: `Cannot resume the training: it was started with ${problem}`,
    });
  }
  const ridge = {
    ...resume,
    settings: { ...settings, training: { solver: "ridge", seed: 1 } as const },
    training: {
      solver: "ridge",
      fansPenalty: 1,
      attributePenalty: 1,
      trials: [],
      bytes: 0,
    } as const,
  };
  await rejects(train(dataset, settings, { resume: ridge }), {
    name: "UsageError",
    message: "Cannot resume the training: its solver is 'ridge', expected 'gradient'",
  });
});

Deno.test("trainGradient() throws when it is to resume a training on other data", async () => {
  const ratings = { ann: { Heat: 5, Ali: 1 }, bob: { Heat: 4, Ali: 2 } };
  const attributes = { Heat: ["genre: crime", "director: Mann"], Ali: ["director: Mann"] };
  const original = datasetOf(ratings, attributes);
  const stop = { signal: AbortSignal.abort() };
  const alone = quickSettings({}, { neurons: "attributes" });
  const resume = { settings: alone, dataset: original, ...await train(original, alone, stop) };
  const others: Record<string, Dataset> = {
    ratings: datasetOf({ ...ratings, bob: { Heat: 3, Ali: 2 } }, attributes),
    attributes: datasetOf(ratings, { ...attributes, Heat: ["genre: drama", "director: Mann"] }),
  };
  for (const [what, data] of Object.entries(others)) {
    await rejects(train(data, alone, { resume }), {
      name: "UsageError",
      message: `Cannot resume the training: its ${what} are others, expected the same data`,
    });
  }
  ok(await train(datasetOf(ratings, attributes), alone, { resume }));
});

Deno.test("trainGradient() throws when it is to resume from where no training can stand", async () => {
  const settings = quickSettings();
  const part = await interrupted(settings, 7);
  const { unfinished } = part;
  for (const change of [{ epoch: 0 }, { epoch: 2 }, { batch: 3 }, { batch: 6 }]) {
    const resume = { settings, dataset, ...part, unfinished: { ...unfinished!, ...change } };
    await rejects(train(dataset, settings, { resume }), {
      name: "UsageError",
      message:
        /^Cannot resume the training: it stands at epoch \d, batch \d, step 7, expected epoch 1, a batch up to 5 and as many steps$/,
    });
  }
});
