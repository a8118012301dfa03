import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Dataset } from "../../src/data/dataset.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import type { ProgressEvent } from "../../src/events.ts";
import { gpuBackend } from "../../src/model/backend.ts";
import { isComplete } from "../../src/model/checkpoint.ts";
import { type PersonalModel, UserState } from "../../src/model/personal_model.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { trainPersonal } from "../../src/train/personal.ts";
import { gpuTest } from "../_gpu.ts";
import { largestDifference } from "../_personal_fixtures.ts";
import { trainPlain } from "../_plain_network.ts";
import {
  datasetOf,
  oddUsers,
  plainTwins,
  QUICK,
  randomDataset,
  trainOnCpu,
  userOf,
} from "../model/_datasets.ts";

const STARTS: Record<string, Initialisation> = {
  constant: { kind: "constant", value: 0.01 },
  xavier: { kind: "xavier", seed: 7 },
};

/** What was learned, without what was put in. */
const learned = ({ dataset: _, settings: __, ...rest }: PersonalModel) => rest;

/** The same data with some of the users only, in the order given. */
function onlyUsers(dataset: Dataset, users: readonly number[]): Dataset {
  const { ratings, users: ids } = dataset.interactions;
  const row: number[] = [], column: number[] = [], value: number[] = [];
  users.forEach((user, r) => {
    for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
      row.push(r);
      column.push(ratings.indices[k]);
      value.push(ratings.values[k]);
    }
  });
  return {
    ...dataset,
    interactions: {
      ...dataset.interactions,
      users: createVocabulary(users.map((user) => ids.ids[user])),
      ratings: sparseMatrix(users.length, ratings.columns, { row, column, value }).matrix,
    },
  };
}

/** What one user has learned. */
function partOf(model: PersonalModel, id: string) {
  const { indptr, indices, values } = model.activations;
  const user = userOf(model.dataset, id);
  return {
    attributes: [...indices.subarray(indptr[user], indptr[user + 1])],
    weights: [...values.subarray(indptr[user], indptr[user + 1])],
    loss: model.loss[user],
    state: model.userState[user],
  };
}

for (const [name, initialisation] of Object.entries(STARTS)) {
  Deno.test(`trainPersonal() gives a user the same bits whoever else is trained, ${name} start`, async () => {
    const dataset = randomDataset(10, { users: 30 });
    const settings = { ...QUICK, initialisation };
    const all = await trainOnCpu(dataset, settings);
    for (const chosen of [[7], [29, 3, 0], [...Array(30).keys()].reverse()]) {
      const some = await trainOnCpu(onlyUsers(dataset, chosen), settings);
      for (const user of chosen) {
        deepStrictEqual(partOf(some, `user ${user}`), partOf(all, `user ${user}`));
      }
    }
  });

  Deno.test(`trainPersonal() gives the same bits whatever the batches and threads, ${name} start`, async () => {
    const dataset = randomDataset(11, { users: 30 });
    const settings = { ...QUICK, initialisation };
    const train = async (batchEdges: number, threads: number) =>
      learned(await trainOnCpu(dataset, settings, { batchEdges, threads, keepWeights: true }));
    const one = await train(1, 1);
    deepStrictEqual(await train(100, 1), one);
    deepStrictEqual(await train(100, 3), one);
    deepStrictEqual(await train(1e9, 2), one);
  });
}

Deno.test("trainPersonal() reports the loss that the plain network's last epoch saw", async () => {
  const model = await trainOnCpu(randomDataset(12));
  const { settings } = model;
  const before = plainTwins({ ...model, settings: { ...settings, epochs: settings.epochs - 1 } });
  before.forEach((twin, user) => {
    const loss = trainPlain(twin, 1, settings.learningRate);
    ok(Math.abs(model.loss[user] - loss) < 1e-5);
  });
});

Deno.test("trainPersonal() says of each user whether there was anything to train on", async () => {
  const model = await trainOnCpu(oddUsers());
  const { Trained, NoBasis } = UserState;
  deepStrictEqual([...model.userState], [Trained, Trained, Trained, Trained, NoBasis, Trained]);
  deepStrictEqual(partOf(model, "no item with an attribute"), {
    attributes: [],
    weights: [],
    loss: 0,
    state: NoBasis,
  });
  ok(isComplete(model));
});

Deno.test("trainPersonal() tells how many users are done, and their mean loss", async () => {
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent) => events.push(event);
  const dataset = randomDataset(13, { users: 20 });
  const model = await trainOnCpu(dataset, QUICK, { batchEdges: 60, onProgress });
  ok(events.length > 3);
  for (const { stage, unit, total } of events) {
    deepStrictEqual([stage, unit, total], ["train", "users", 20]);
  }
  const done = events.map((event) => event.done);
  deepStrictEqual(done, [...new Set(done)].sort((a, b) => a - b));
  strictEqual(done.at(-1), 20);
  const trained = [...model.userState].filter((state) => state === UserState.Trained).length;
  const mean = model.loss.reduce((sum, loss) => sum + loss, 0) / trained;
  ok(Math.abs(events.at(-1)!.loss! - mean) < 1e-6);
});

Deno.test("trainPersonal() leaves users without a network out of the mean loss", async () => {
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent) => events.push(event);
  const one = datasetOf({ ann: { Heat: 5 }, bob: { Bare: 1 } }, { Heat: ["genre: crime"] });
  const model = await trainOnCpu(one, QUICK, { onProgress });
  strictEqual(events.at(-1)?.done, 2);
  strictEqual(events.at(-1)?.loss?.toFixed(6), model.loss[0].toFixed(6));
  const nobody = onlyUsers(one, [1]);
  await trainOnCpu(nobody, QUICK, { onProgress });
  strictEqual(events.at(-1)?.total, 1);
  strictEqual(events.at(-1)?.loss, undefined);
});

Deno.test("trainPersonal() trains nobody when the data hold no users or no ratings", async () => {
  const dataset = oddUsers();
  for (const users of [0, 3]) {
    const ratings = sparseMatrix(users, 5, { row: [], column: [], value: [] }).matrix;
    const ids = createVocabulary(["a", "b", "c"].slice(0, users));
    const interactions = { ...dataset.interactions, users: ids, ratings };
    const model = await trainOnCpu({ ...dataset, interactions }, QUICK, { keepWeights: true });
    deepStrictEqual([...model.activations.indptr], new Array(users + 1).fill(0));
    deepStrictEqual([...model.userState], new Array(users).fill(UserState.NoBasis));
    strictEqual(model.decoderWeights?.length, 0);
    ok(isComplete(model));
  }
});

Deno.test("trainPersonal() throws when a setting is out of range", async () => {
  await rejects(trainOnCpu(oddUsers(), { epochs: 0 }), {
    name: "UsageError",
    message: "Cannot train: epochs is 0, expected a whole number from 1",
  });
});

Deno.test("trainPersonal() throws when the learning rate makes a profile grow beyond all numbers", async () => {
  await rejects(trainOnCpu(oddUsers(), { epochs: 5, learningRate: 1e300 }), {
    name: "UsageError",
    message: /^Cannot train user 'ann': the profile became .*, expected finite numbers/,
  });
});

gpuTest(
  "trainPersonal() gives the same bits whatever the batches, and the CPU's profiles",
  async (gpu) => {
    const dataset = randomDataset(14, { users: 30 });
    const cpu = await trainOnCpu(dataset);
    const backend = await gpuBackend(gpu);
    const [one, other] = [
      await trainPersonal(dataset, QUICK, { ...backend, batchEdges: 1 }, { keepWeights: true }),
      await trainPersonal(dataset, QUICK, backend, { keepWeights: true }),
    ];
    deepStrictEqual(learned(one), learned(other));
    ok(largestDifference(one.activations.values, cpu.activations.values) < 5e-4);
  },
);
