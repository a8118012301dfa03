import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Gpu } from "../../src/gpu/device.ts";
import { createDeepAutoencoder } from "../../src/kernels/deep_autoencoder.ts";
import { trainDeepNetwork } from "../../src/kernels/deep_autoencoder_cpu.ts";
import { gpuBackend } from "../../src/model/backend.ts";
import { buildDeepNetworks } from "../../src/model/deep_user_networks.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { createRandom } from "../../src/random.ts";
import { trainPersonal } from "../../src/train/personal.ts";
import { filed, randomDeepProblem } from "../_deep_fixtures.ts";
import { gpuTest } from "../_gpu.ts";
import { largestDifference } from "../_personal_fixtures.ts";
import { oddUsers, randomDataset, trainOnCpu } from "../model/_datasets.ts";

/** Users without items, with a few, around the workgroup size of 64, and with everything. */
const SIZES = [0, 1, 2, 7, 63, 64, 65, 90];

const STARTS: Record<string, Initialisation> = {
  constant: { kind: "constant", value: 0.1 },
  xavier: { kind: "xavier", seed: 7 },
};

async function compare(gpu: Gpu, initialisation: Initialisation, tiers?: readonly number[]) {
  const problem = randomDeepProblem(createRandom(3, "deep gpu"), {
    ...{ items: 90, attributes: 150, degree: 6, categories: 20, sizes: SIZES },
  });
  const users = SIZES.map((_, user) => user);
  const build = (precision: "float32" | "float64") =>
    buildDeepNetworks(users, problem.inputs, problem.users, problem.graph, problem.broader, {
      initialisation,
      precision,
    });
  const built = build("float32"), twin = build("float64"), { networks } = built;
  const { fits, train } = await createDeepAutoencoder(gpu, { tiers });
  const chosen = users.filter((n) => networks.itemStart[n] < networks.itemStart[n + 1]);
  ok(chosen.every((network) => fits(networks, network)));
  const before = built.state.activation.slice();
  await train(networks, chosen, built.state, { epochs: 0, learningRate: 1 });
  deepStrictEqual(built.state.activation, before);
  // In two goes, the second of several dispatches on a software adapter.
  for (const epochs of [1, 299]) {
    await train(networks, chosen, built.state, { epochs, learningRate: 1 });
    for (const n of chosen) trainDeepNetwork(networks, twin.state, n, { epochs, learningRate: 1 });
  }
  for (const part of ["activation", "weight", "up", "down", "loss"] as const) {
    const difference = largestDifference(built.state[part], twin.state[part]);
    ok(difference < 2e-5, `${part}: ${difference}`);
  }
  return built.state;
}

for (const [name, initialisation] of Object.entries(STARTS)) {
  gpuTest(
    `deep_autoencoder.wgsl equals its float64 twin, ${name} start, in every kind of memory`,
    async (gpu) => {
      const states = [];
      for (const tiers of [undefined, [1], [2]]) {
        states.push(await compare(gpu, initialisation, tiers));
      }
      // Where the vectors lie changes no bit.
      for (const state of states) deepStrictEqual(state, states[0]);
    },
  );
}

gpuTest("trainPersonal() with two layers gives the CPU's profiles on a GPU", async (gpu) => {
  using backend = await gpuBackend(gpu, { threads: 1 });
  const settings = { epochs: 50, learningRate: 1, layers: 2 } as const;
  for (const dataset of [filed(oddUsers()), filed(randomDataset(5, { users: 40 }))]) {
    const expected = await trainOnCpu(dataset, settings);
    const found = await trainPersonal(dataset, settings, backend);
    // A batch for every user: with whom a user is trained changes no bit.
    const alone = await trainPersonal(dataset, settings, { ...backend, batchEdges: 1 });
    deepStrictEqual(alone.activations, found.activations);
    deepStrictEqual(alone.broader, found.broader);
    deepStrictEqual(found.userState, expected.userState);
    deepStrictEqual(found.activations.indices, expected.activations.indices);
    ok(largestDifference(found.activations.values, expected.activations.values) < 1e-5);
    ok(largestDifference(found.broader!.weights, expected.broader!.weights) < 1e-5);
    strictEqual(
      largestDifference(found.broader!.activations.values, expected.broader!.activations.values) <
        1e-5,
      true,
    );
  }
});
