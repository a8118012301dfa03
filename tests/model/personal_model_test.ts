import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import {
  encoderWeights,
  networkInputs,
  type PersonalModel,
  type ProfileDefinition,
  type ProfileScaling,
  userProfiles,
} from "../../src/model/personal_model.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { largestDifference } from "../_personal_fixtures.ts";
import { plainActivations } from "../_plain_network.ts";
import {
  datasetOf,
  oddUsers,
  plainTwins,
  QUICK,
  randomDataset,
  trainOnCpu,
  userOf,
} from "./_datasets.ts";

const STARTS: Record<string, Initialisation> = {
  constant: { kind: "constant", value: 0.01 },
  xavier: { kind: "xavier", seed: 7 },
};

/** One user's row of the profiles as numbers. */
function profileOf(
  model: PersonalModel,
  id: string,
  definition: ProfileDefinition,
  scaling: ProfileScaling,
): number[] {
  const { indptr, values } = userProfiles(model, definition, scaling);
  const user = userOf(model.dataset, id);
  return [...values.subarray(indptr[user], indptr[user + 1])];
}

Deno.test("networkInputs() scales ratings by the bounds of the scale", () => {
  const { values } = networkInputs(
    datasetOf({ ann: { Heat: 1, Ali: 2, Up: 5 } }, { Heat: ["genre: crime"] }),
  );
  deepStrictEqual([...values], [0, 0.25, 1]);
  const implicit = datasetOf({ ann: { Heat: 3, Ali: 7 } }, { Heat: ["genre: crime"] }, {
    scale: "implicit",
  });
  deepStrictEqual([...networkInputs(implicit).values], [1, 1]);
});

for (const [name, initialisation] of Object.entries(STARTS)) {
  Deno.test(`userProfiles() gives the plain network's activations and sums of weights, ${name} start`, async () => {
    for (const dataset of [randomDataset(1), oddUsers()]) {
      const model = await trainOnCpu(dataset, { ...QUICK, initialisation });
      const twins = plainTwins(model);
      const activation = userProfiles(model, "activation", "raw");
      const sums = userProfiles(model, "sum-of-weights", "raw");
      twins.forEach((twin, user) => {
        const row = [activation.indptr[user], activation.indptr[user + 1]] as const;
        const expected = plainActivations(twin);
        ok(largestDifference(activation.values.subarray(...row), expected) < 1e-5);
        const expectedSums = twin.w2.map((_, f) =>
          twin.w1.reduce((sum, weights, i) => sum + (twin.mask[i][f] ? weights[f] : 0), 0)
        );
        ok(largestDifference(sums.values.subarray(...row), expectedSums) < 1e-4);
      });
    }
  });

  Deno.test(`encoderWeights() equals W1 of the plain network after training, ${name} start`, async () => {
    for (const dataset of [randomDataset(2), oddUsers()]) {
      const model = await trainOnCpu(dataset, { ...QUICK, initialisation });
      const inputs = networkInputs(dataset);
      let edges = 0;
      plainTwins(model).forEach((twin, user) => {
        const found = encoderWeights(model, inputs, user);
        strictEqual(found.length, twin.w2.length);
        const { graph } = dataset;
        const items = [...inputs.indices.subarray(inputs.indptr[user], inputs.indptr[user + 1])]
          .filter((item) => graph.itemStart[item] < graph.itemStart[item + 1]);
        found.forEach(({ items: with_f, inputs: x, weights }, f) => {
          const rows = items.flatMap((item, i) => twin.mask[i][f] ? [{ item, i }] : []);
          deepStrictEqual(with_f, rows.map(({ item }) => item));
          deepStrictEqual(x, rows.map(({ i }) => twin.x[i]));
          ok(largestDifference(weights, rows.map(({ i }) => twin.w1[i][f])) < 1e-5);
          edges += weights.length;
        });
      });
      ok(edges > 10);
    }
  });

  Deno.test(`encoderWeights() times ratings sum to the activation, ${name} start`, async () => {
    const model = await trainOnCpu(randomDataset(3), { ...QUICK, initialisation });
    const inputs = networkInputs(model.dataset);
    const { indptr, indices, values, rows } = model.activations;
    for (let user = 0; user < rows; user++) {
      encoderWeights(model, inputs, user).forEach(({ attribute, weights, inputs: x }, l) => {
        strictEqual(attribute, indices[indptr[user] + l]);
        const sum = weights.reduce((total, weight, k) => total + weight * x[k], 0);
        ok(Math.abs(sum - values[indptr[user] + l]) < 1e-12);
      });
    }
  });
}

Deno.test("userProfiles() stretches each user's row to 0 and 1 when min-max is asked for", async () => {
  const model = await trainOnCpu(randomDataset(4));
  for (const definition of ["activation", "sum-of-weights"] as const) {
    const raw = userProfiles(model, definition, "raw");
    const scaled = userProfiles(model, definition, "min-max");
    deepStrictEqual(scaled.indices, raw.indices);
    for (let user = 0; user < raw.rows; user++) {
      const row = [raw.indptr[user], raw.indptr[user + 1]] as const;
      const before = [...raw.values.subarray(...row)], after = [...scaled.values.subarray(...row)];
      const min = Math.min(...before), max = Math.max(...before);
      ok(max > min, `user ${user} has one weight only`);
      ok(largestDifference(after, before.map((v) => (v - min) / (max - min))) < 1e-6);
      strictEqual(Math.min(...after), 0);
      strictEqual(Math.max(...after), 1);
    }
  }
});

Deno.test("userProfiles() leaves the model as it was", async () => {
  const model = await trainOnCpu(randomDataset(5));
  const before = model.activations.values.slice();
  userProfiles(model, "activation", "min-max").values.fill(9);
  userProfiles(model, "activation", "raw").values.fill(9);
  deepStrictEqual(model.activations.values, before);
});

Deno.test("userProfiles() gives equal weights of 1 to a user of one item", async () => {
  const model = await trainOnCpu(oddUsers());
  const raw = profileOf(model, "one item", "activation", "raw");
  strictEqual(raw.length, 3);
  ok(raw[0] > 0.01 && raw.every((weight) => weight === raw[0]));
  for (const definition of ["activation", "sum-of-weights"] as const) {
    deepStrictEqual(profileOf(model, "one item", definition, "min-max"), [1, 1, 1]);
  }
});

Deno.test("userProfiles() gives a weight of 1 to a liked attribute that is the only one", async () => {
  const model = await trainOnCpu(oddUsers());
  const [raw, ...others] = profileOf(model, "one attribute", "activation", "raw");
  ok(raw > 0.01 && others.length === 0);
  for (const definition of ["activation", "sum-of-weights"] as const) {
    deepStrictEqual(profileOf(model, "one attribute", definition, "min-max"), [1]);
  }
});

Deno.test("userProfiles() gives zeros to a user whose ratings are all at the bottom", async () => {
  const model = await trainOnCpu(oddUsers());
  // Heat, Ali and Ran have 3 + 3 + 2 attributes, of which Heat and Ali share the director.
  const zeros = new Array(7).fill(0);
  for (const scaling of ["raw", "min-max"] as const) {
    const profile = profileOf(model, "all at the bottom", "activation", scaling);
    deepStrictEqual(profile, zeros);
  }
  // No step ever moved W1 from its start, so its sums count the items: two have the director, one the rest.
  const sums = profileOf(model, "all at the bottom", "sum-of-weights", "raw");
  deepStrictEqual(sums.toSorted(), [0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.02].map(Math.fround));
});

Deno.test("userProfiles() gives nothing to a user without a rated item that has an attribute", async () => {
  const model = await trainOnCpu(oddUsers());
  for (const definition of ["activation", "sum-of-weights"] as const) {
    for (const scaling of ["raw", "min-max"] as const) {
      deepStrictEqual(profileOf(model, "no item with an attribute", definition, scaling), []);
    }
  }
});

Deno.test("userProfiles() gives 0 to a user whose equal weights are below 0", async () => {
  const model = await trainOnCpu(oddUsers(), {
    ...QUICK,
    epochs: 1,
    initialisation: { kind: "constant", value: -1 },
  });
  ok(profileOf(model, "one attribute", "activation", "raw")[0] < 0);
  deepStrictEqual(profileOf(model, "one attribute", "activation", "min-max"), [0]);
});

Deno.test("encoderWeights() throws when there is no such user", async () => {
  const model = await trainOnCpu(oddUsers());
  for (const user of [-1, 6, NaN]) {
    throws(() => encoderWeights(model, networkInputs(model.dataset), user), {
      name: "UsageError",
      message: `Cannot find encoder weights: the user's index is ${user}, expected 0 to 5`,
    });
  }
});
