import { deepStrictEqual, notDeepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import {
  otherSeeds,
  trainWithSeed,
} from "../../../src/evaluate/explanation_quality/other_seeds.ts";
import { cpuBackend } from "../../../src/model/backend.ts";
import type { PersonalModel } from "../../../src/model/personal_model.ts";
import type { SharedModel } from "../../../src/model/shared_model.ts";
import { trainPersonal } from "../../../src/train/personal.ts";
import { QUICK, randomDataset } from "../../model/_datasets.ts";
import { ridgeModel, sharedModel } from "../../model/_shared_models.ts";

const dataset = randomDataset(4, { users: 8 });
const train = (initialisation: PersonalModel["settings"]["initialisation"]) =>
  cpuBackend({ threads: 1 }).then((backend) =>
    trainPersonal(dataset, { ...QUICK, initialisation }, backend)
  );

Deno.test("otherSeeds() follow the model's own, wherever something is drawn", async () => {
  const seeds = (model: PersonalModel | SharedModel) => otherSeeds(model, 2).seeds;
  deepStrictEqual(seeds(await train({ kind: "xavier", seed: 7 })), [8, 9]);
  deepStrictEqual(seeds(await train({ kind: "constant", value: 0.01 })), [43, 44]);
  deepStrictEqual(seeds(await sharedModel({ training: { seed: 5 } })), [6, 7]);
  const ridge = await ridgeModel();
  deepStrictEqual(seeds(ridge), [43, 44]);
  const training = { solver: "ridge", fansPenalty: 1, attributePenalty: 2, seed: 42 } as const;
  deepStrictEqual(seeds({ ...ridge, settings: { ...ridge.settings, training } }), []);
  deepStrictEqual(otherSeeds(ridge, 0).seeds, []);
});

Deno.test("trainWithSeed() trains as the seed alone would, and another seed otherwise", async () => {
  using backend = await cpuBackend({ threads: 1 });
  const first = await train({ kind: "xavier", seed: 7 });
  const again = await trainWithSeed(first, 8, backend) as PersonalModel;
  deepStrictEqual(again.activations, (await train({ kind: "xavier", seed: 8 })).activations);
  notDeepStrictEqual(again.activations, first.activations);
  const shared = await sharedModel({ dataset });
  const other = await trainWithSeed(shared, 8, backend) as SharedModel;
  deepStrictEqual(other.settings, {
    ...shared.settings,
    training: { ...shared.settings.training, seed: 8 },
  });
  notDeepStrictEqual(other.network.parameters.decoder, shared.network.parameters.decoder);
});

Deno.test("trainWithSeed() throws when it is interrupted: half a model cannot be compared", async () => {
  using backend = await cpuBackend({ threads: 1 });
  const model = await train({ kind: "xavier", seed: 7 });
  const signal = AbortSignal.abort(new Error("enough"));
  await rejects(trainWithSeed(model, 8, backend, { signal }), /enough/);
  strictEqual(model.dataset, dataset);
});
