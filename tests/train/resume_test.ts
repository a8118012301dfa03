import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Dataset } from "../../src/data/dataset.ts";
import type { ProgressEvent } from "../../src/events.ts";
import { isComplete, modelContent, readModel } from "../../src/model/checkpoint.ts";
import { type PersonalModel, userProfiles, UserState } from "../../src/model/personal_model.ts";
import { datasetOf, oddUsers, QUICK, randomDataset, trainOnCpu } from "../model/_datasets.ts";

const dataset = randomDataset(20, { users: 120 });

/** What was learned, without what was put in. */
const learned = ({ dataset: _, settings: __, ...rest }: PersonalModel) => rest;

/** A training that is interrupted by the first news of it; every user is a batch. */
async function interrupted(data: Dataset, keepWeights = false): Promise<PersonalModel> {
  const controller = new AbortController();
  return await trainOnCpu(data, QUICK, {
    batchEdges: 1,
    keepWeights,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
}

Deno.test("trainPersonal() comes back with the users finished so far when it is interrupted", async () => {
  const whole = await trainOnCpu(dataset, QUICK, { keepWeights: true });
  const part = await interrupted(dataset, true);
  ok(!isComplete(part));
  const states = new Set(part.userState);
  ok(states.has(UserState.Trained) && states.has(UserState.Untrained));
  const { indptr, values } = part.activations;
  const all = whole.activations;
  part.userState.forEach((state, user) => {
    const own = [...values.subarray(indptr[user], indptr[user + 1])];
    const expected = [...all.values.subarray(all.indptr[user], all.indptr[user + 1])];
    deepStrictEqual(own, state === UserState.Untrained ? [] : expected);
    strictEqual(part.loss[user], state === UserState.Untrained ? 0 : whole.loss[user]);
  });
  // An untrained user counts as one without a profile, not as an error.
  deepStrictEqual(userProfiles(part, "sum-of-weights", "min-max").indptr, indptr);
});

Deno.test("trainPersonal() trains nobody when the signal has fired before", async () => {
  const model = await trainOnCpu(dataset, QUICK, {
    signal: AbortSignal.abort(),
    onProgress: () => ok(false, "progress without work"),
  });
  ok(model.userState.every((state) => state === UserState.Untrained));
  strictEqual(model.activations.values.length, 0);
});

for (const keepWeights of [false, true]) {
  Deno.test(`a resumed training gives the bits of an uninterrupted one, keepWeights ${keepWeights}`, async () => {
    const whole = await trainOnCpu(dataset, QUICK, { keepWeights });
    let part = await interrupted(dataset, keepWeights);
    // Once more, and through a file.
    part = readModel(modelContent({ model: part, notes: {} }), "m").model;
    const resumed = await trainOnCpu(dataset, QUICK, { resume: part });
    deepStrictEqual(learned(resumed), learned(whole));
  });
}

Deno.test("trainPersonal() trains only the users that are left when it resumes", async () => {
  const part = await interrupted(dataset);
  const left = part.userState.filter((state) => state === UserState.Untrained).length;
  const totals = new Set<number>();
  await trainOnCpu(dataset, QUICK, {
    resume: part,
    onProgress: ({ total }: ProgressEvent) => totals.add(total),
  });
  deepStrictEqual([...totals], [left]);
  const whole = await trainOnCpu(dataset);
  const again = await trainOnCpu(dataset, QUICK, {
    resume: whole,
    onProgress: () => ok(false, "progress without work"),
  });
  deepStrictEqual(learned(again), learned(whole));
});

Deno.test("trainPersonal() leaves the model that it resumes as it was", async () => {
  const part = await interrupted(dataset, true);
  const before = structuredClone(learned(part));
  await trainOnCpu(dataset, QUICK, { resume: part });
  deepStrictEqual(learned(part), before);
});

Deno.test("trainPersonal() keeps decoder weights when the training that it resumes did", async () => {
  const resume = await trainOnCpu(oddUsers(), QUICK, { keepWeights: true });
  ok((await trainOnCpu(oddUsers(), QUICK, { resume })).decoderWeights);
  strictEqual(
    (await trainOnCpu(oddUsers(), QUICK, { resume, keepWeights: false })).decoderWeights,
    undefined,
  );
  const without = await trainOnCpu(oddUsers());
  strictEqual((await trainOnCpu(oddUsers(), QUICK, { resume: without })).decoderWeights, undefined);
  await rejects(trainOnCpu(oddUsers(), QUICK, { resume: without, keepWeights: true }), {
    name: "UsageError",
    message:
      "Cannot resume the training: it kept no decoder weights, expected them to be kept from the start",
  });
});

Deno.test("trainPersonal() throws when it is to resume a training with other settings", async () => {
  const resume = await trainOnCpu(oddUsers(), { epochs: 10 });
  for (
    const settings of [
      { epochs: 11 },
      { epochs: 10, learningRate: 0.03 },
      { epochs: 10, initialisation: { kind: "constant", value: 0.02 } },
      { epochs: 10, initialisation: { kind: "xavier", seed: 0.01 } },
    ] as const
  ) {
    await rejects(trainOnCpu(oddUsers(), settings, { resume }), {
      name: "UsageError",
      message:
        /^Cannot resume the training: it was started with 10 epochs, learning rate 0.3, constant start 0.01, expected /,
    });
  }
  const same = { epochs: 10, initialisation: { value: 0.01, kind: "constant" } } as const;
  ok(await trainOnCpu(oddUsers(), same, { resume }));
});

Deno.test("trainPersonal() throws when it is to resume a training on other data", async () => {
  const ratings = { ann: { Heat: 5, Ali: 1 }, bob: { Heat: 4, Ali: 2 } };
  const attributes = { Heat: ["genre: crime", "director: Mann"], Ali: ["director: Mann"] };
  const original = datasetOf(ratings, attributes);
  const resume = await trainOnCpu(original);
  // Each of these has the counts of the original.
  const others: Record<string, Dataset> = {
    users: datasetOf({ bob: ratings.bob, ann: ratings.ann }, attributes),
    ratings: datasetOf({ ...ratings, bob: { Heat: 3, Ali: 2 } }, attributes),
    attributes: datasetOf(ratings, { ...attributes, Heat: ["genre: drama", "director: Mann"] }),
    "numbers of attributes per item": datasetOf(ratings, {
      Ali: ["genre: crime", "director: Mann"],
      Heat: ["director: Mann"],
    }),
    "bounds of the ratings": datasetOf(ratings, attributes, { scale: { min: 1, max: 10 } }),
  };
  for (const [what, data] of Object.entries(others)) {
    deepStrictEqual(
      { ...data.statistics, scale: 0 },
      { ...original.statistics, scale: 0 },
    );
    await rejects(trainOnCpu(data, QUICK, { resume }), {
      name: "UsageError",
      message: `Cannot resume the training: its ${what} are others, expected the same data`,
    });
  }
  ok(await trainOnCpu(datasetOf(ratings, attributes), QUICK, { resume }));
});
