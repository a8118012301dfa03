import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { leaveOutRatings } from "../../src/data/leave_out.ts";
import { cpuBackend } from "../../src/model/backend.ts";
import { type PersonalModel, UserState } from "../../src/model/personal_model.ts";
import { trainPersonal } from "../../src/train/personal.ts";
import { retrainUser, withRetrainedUser } from "../../src/train/retrain_user.ts";
import { oddUsers, QUICK, randomDataset, trainOnCpu, userOf } from "../model/_datasets.ts";

const XAVIER = { ...QUICK, initialisation: { kind: "xavier", seed: 5 } } as const;
const backend = await cpuBackend({ threads: 1 });

/** A user's profile as it was trained. */
function rowOf({ activations: { indptr, indices, values } }: PersonalModel, user: number) {
  const start = indptr[user], end = indptr[user + 1];
  return [[...indices.subarray(start, end)], [...values.subarray(start, end)]];
}

for (const settings of [QUICK, XAVIER]) {
  const kind = settings.initialisation?.kind ?? "constant";

  Deno.test(`retrainUser() gives the user's own profile to the bit when nothing is left out, ${kind}`, async () => {
    const model = await trainOnCpu(randomDataset(50), settings);
    for (let user = 0; user < 12; user++) {
      const again = await retrainUser(model, user, new Set(), backend);
      deepStrictEqual(rowOf(again, 0), rowOf(model, user));
      strictEqual(again.loss[0], model.loss[user]);
    }
  });

  Deno.test(`retrainUser() gives what a training without the ratings gives, ${kind}`, async () => {
    const model = await trainOnCpu(randomDataset(51), settings);
    const { dataset } = model;
    const { ratings } = dataset.interactions;
    for (let user = 0; user < 12; user++) {
      const rated = ratings.indices.subarray(ratings.indptr[user], ratings.indptr[user + 1]);
      for (const without of [new Set(rated.slice(0, 1)), new Set(rated.slice(1)), new Set(rated)]) {
        const interactions = leaveOutRatings(dataset.interactions, user, without);
        const all = await trainPersonal({ ...dataset, interactions }, settings, backend);
        const alone = await retrainUser(model, user, without, backend);
        deepStrictEqual(rowOf(alone, 0), rowOf(all, user));
        const replaced = withRetrainedUser(model, user, without, alone);
        deepStrictEqual({ ...replaced, decoderWeights: undefined }, all);
      }
    }
  });
}

Deno.test("retrainUser() leaves a user without a basis when nothing with an attribute is left", async () => {
  const model = await trainOnCpu(oddUsers());
  const bob = userOf(model.dataset, "bob");
  const { items, ratings } = model.dataset.interactions;
  const without = new Set(["Ali", "Up", "Ran"].map((id) => items.indexOf(id)!));
  const alone = await retrainUser(model, bob, without, backend);
  deepStrictEqual([...alone.userState], [UserState.NoBasis]);
  const other = withRetrainedUser(model, bob, without, alone);
  deepStrictEqual(rowOf(other, bob), [[], []]);
  strictEqual(other.dataset.interactions.ratings.indices.length, ratings.indices.length - 3);
  ok(rowOf(model, bob)[0].length > 0);
});

Deno.test("retrainUser() throws the signal's reason when it is stopped", async () => {
  const model = await trainOnCpu(randomDataset(52));
  const signal = AbortSignal.abort(new Error("enough"));
  await rejects(retrainUser(model, 0, new Set(), backend, { signal }), /^Error: enough$/);
});
