import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Gpu } from "../../src/gpu/device.ts";
import { createPersonalAutoencoder } from "../../src/kernels/personal_autoencoder.ts";
import { trainPersonalNetwork } from "../../src/kernels/personal_autoencoder_cpu.ts";
import { createPersonalAutoencoderLarge } from "../../src/kernels/personal_autoencoder_large.ts";
import { tierLimits, tierOf } from "../../src/kernels/personal_tiers.ts";
import { gpuBackend } from "../../src/model/backend.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { buildUserNetworks, type UserNetworks } from "../../src/model/user_networks.ts";
import { createRandom } from "../../src/random.ts";
import { gpuTest } from "../_gpu.ts";
import {
  activationsOf,
  decoderWeightsOf,
  largestDifference,
  oneUser,
  type PersonalProblem,
  plainDecoderWeights,
  plainNetwork,
  randomProblem,
} from "../_personal_fixtures.ts";
import { plainActivations, plainGradients, trainPlain } from "../_plain_network.ts";

const CONSTANT: Initialisation = { kind: "constant", value: 0.01 };
const XAVIER: Initialisation = { kind: "xavier", seed: 7 };
const seed = Number(Deno.env.get("SEMAUTO_TEST_SEED") ?? 1);

/** Users with 0, 1 and 2 items, around the workgroup size of 64, and with everything. */
const SIZES = [0, 1, 2, 7, 63, 64, 65, 90];

const problem = () =>
  randomProblem(createRandom(seed, "kernels"), {
    items: 90,
    attributes: 150,
    degree: 6,
    sizes: SIZES,
  });

function build(
  { inputs, users, graph }: PersonalProblem,
  initialisation: Initialisation,
  precision: "float32" | "float64" = "float64",
  collapse = true,
): UserNetworks {
  const all = users.ids.map((_, user) => user);
  return buildUserNetworks(all, inputs, users, graph, { initialisation, precision, collapse });
}

function trainOnCpu(built: UserNetworks, epochs: number, learningRate = 0.3): UserNetworks {
  for (let network = 0; network < built.networks.count; network++) {
    trainPersonalNetwork(built.networks, built.state, network, { epochs, learningRate });
  }
  return built;
}

for (const [name, initialisation] of Object.entries({ constant: CONSTANT, xavier: XAVIER })) {
  for (const collapse of [true, false]) {
    Deno.test(`trainPersonalNetwork() equals the plain equations, ${name} start, collapse ${collapse}`, () => {
      const made = problem();
      const built = trainOnCpu(build(made, initialisation, "float64", collapse), 60);
      SIZES.forEach((_, network) => {
        const plain = plainNetwork(made, built, network, initialisation);
        const loss = plain.x.length === 0 ? 0 : trainPlain(plain, 60, 0.3);
        ok(largestDifference(activationsOf(built, network), plainActivations(plain)) < 1e-12);
        const weights = decoderWeightsOf(built, network, made.graph);
        ok(largestDifference(weights, plainDecoderWeights(plain)) < 1e-12);
        ok(Math.abs(built.state.loss[network] - loss) < 1e-12);
      });
    });
  }
}

Deno.test("the plain equations' gradients equal finite differences", () => {
  const made = problem();
  const built = build(made, XAVIER);
  const network = 3;
  const plain = plainNetwork(made, built, network, XAVIER);
  const { g1, g2 } = plainGradients(plain);
  const step = 1e-6;
  let checked = 0;
  const check = (weights: number[][], gradients: number[][], r: number, c: number) => {
    const before = weights[r][c];
    weights[r][c] = before + step;
    const above = plainGradients(plain).loss;
    weights[r][c] = before - step;
    const below = plainGradients(plain).loss;
    weights[r][c] = before;
    ok(Math.abs((above - below) / (2 * step) - gradients[r][c]) < 1e-9);
    checked++;
  };
  plain.mask.forEach((row, i) =>
    row.forEach((has, f) => {
      if (!has) return;
      check(plain.w1, g1, i, f);
      check(plain.w2, g2, f, i);
    })
  );
  ok(checked > 20);
});

Deno.test("classes of equal attributes leave fewer edges and the same results", () => {
  const made = problem();
  const collapsed = trainOnCpu(build(made, CONSTANT), 40);
  const full = trainOnCpu(build(made, CONSTANT, "float64", false), 40);
  ok(collapsed.networks.edgeNode.length < 0.9 * full.networks.edgeNode.length);
  SIZES.forEach((_, network) => {
    ok(
      largestDifference(activationsOf(collapsed, network), activationsOf(full, network)) < 1e-13,
    );
  });
});

Deno.test("training in two steps equals training at once", () => {
  const made = problem();
  const once = trainOnCpu(build(made, CONSTANT), 30);
  const twice = trainOnCpu(trainOnCpu(build(made, CONSTANT), 10), 20);
  deepStrictEqual(twice.state, once.state);
});

Deno.test("a user whose ratings are all at the bottom keeps an all-zero profile", () => {
  const made = oneUser([0, 0], 2, [0, 1, 1], [0, 0, 1]);
  const built = trainOnCpu(build(made, CONSTANT), 100);
  deepStrictEqual(activationsOf(built, 0), [0, 0]);
  ok(decoderWeightsOf(built, 0, made.graph).every(Number.isFinite));
});

Deno.test("one item with one attribute trains", () => {
  const built = trainOnCpu(build(oneUser([1], 1, [0], [0]), CONSTANT), 100);
  ok(activationsOf(built, 0)[0] > 0.01);
  ok(built.state.loss[0] < 0.25);
});

Deno.test("a huge learning rate stays finite", () => {
  const built = trainOnCpu(build(problem(), XAVIER), 50, 1e6);
  ok(
    [...built.state.activation, ...built.state.weight, ...built.state.loss].every(Number.isFinite),
  );
});

const KERNELS = {
  personal_autoencoder: (gpu: Gpu) => createPersonalAutoencoder(gpu),
  "personal_autoencoder with 128 lanes": (gpu: Gpu) =>
    createPersonalAutoencoder(gpu, { lanes: 128 }),
  "personal_autoencoder with indices in storage": (gpu: Gpu) =>
    createPersonalAutoencoder(gpu, { tiers: [4] }),
  "personal_autoencoder with weights and indices in storage": (gpu: Gpu) =>
    createPersonalAutoencoder(gpu, { tiers: [6] }),
  personal_autoencoder_large: createPersonalAutoencoderLarge,
};

for (const [name, create] of Object.entries(KERNELS)) {
  for (const [start, initialisation] of Object.entries({ constant: CONSTANT, xavier: XAVIER })) {
    gpuTest(`${name} equals its float64 twin, ${start} start`, async (gpu) => {
      const made = problem();
      const trainer = await create(gpu);
      const built = build(made, initialisation, "float32");
      const chosen = SIZES.map((_, network) => network).filter((network) => SIZES[network] > 2);
      ok(chosen.every((network) => trainer.fits(built.networks, network)));
      const before = built.state.activation.slice();
      await trainer.train(built.networks, chosen, built.state, { epochs: 200, learningRate: 0.3 });
      const twin = trainOnCpu(build(made, initialisation), 200);
      let weights = 0, profile = 0, loss = 0;
      for (const network of chosen) {
        const { graph } = made;
        weights = Math.max(
          weights,
          largestDifference(
            decoderWeightsOf(built, network, graph),
            decoderWeightsOf(twin, network, graph),
          ),
        );
        profile = Math.max(
          profile,
          largestDifference(activationsOf(built, network), activationsOf(twin, network)),
        );
        loss = Math.max(
          loss,
          Math.abs(built.state.loss[network] / twin.state.loss[network] - 1),
        );
      }
      console.log(`${name}, ${start}: W2 ${weights}, profile ${profile}, loss ${loss} relative`);
      ok(weights < 1e-5 && profile < 5e-4 && loss < 1e-4);
      // Networks that were not chosen stay untouched.
      const untouched = built.networks.nodeStart[SIZES.indexOf(7)];
      deepStrictEqual(built.state.activation.slice(0, untouched), before.slice(0, untouched));
    });
  }
}

gpuTest("the GPU gives the same bits from run to run", async (gpu) => {
  const backend = await gpuBackend(gpu);
  const run = async () => {
    const built = build(problem(), CONSTANT, "float32");
    await backend.trainNetworks(built.networks, built.state, { epochs: 100, learningRate: 0.3 });
    return built.state;
  };
  deepStrictEqual(await run(), await run());
});

gpuTest("more epochs than one dispatch may run are cut without a trace", async (gpu) => {
  // 4,000 edges in one row per lane: about 200 iterations an epoch, so 1000 epochs need several dispatches.
  const made = randomProblem(createRandom(seed, "long"), {
    items: 200,
    attributes: 60,
    degree: 8,
    sizes: [200],
  });
  const trainer = await createPersonalAutoencoder(gpu);
  const built = build(made, CONSTANT, "float32");
  ok(trainer.fits(built.networks, 0));
  await trainer.train(built.networks, [0], built.state, { epochs: 1000, learningRate: 0.3 });
  const twin = trainOnCpu(build(made, CONSTANT), 1000);
  ok(largestDifference(activationsOf(built, 0), activationsOf(twin, 0)) < 5e-4);
});

gpuTest("users of every size go where they fit and get the same results", async (gpu) => {
  const sizes = [300, 1500, 3000, 9000, 5];
  const made = randomProblem(createRandom(seed, "tiers"), {
    items: 9000,
    attributes: 1000,
    degree: 3,
    sizes,
  });
  const built = build(made, CONSTANT, "float32");
  const small = await createPersonalAutoencoder(gpu);
  const tiers = sizes.map((_, network) =>
    tierOf(built.networks, network, tierLimits({ workgroupBytes: 32768, invocations: 256 }, 64))
  );
  // All in workgroup memory; W2 there; node vectors there; nothing; all in the smallest pool.
  ok(tiers[0] <= 3 && tiers[1] === 4 && tiers[2] >= 5 && tiers[3] === -1 && tiers[4] === 0);
  strictEqual(small.fits(built.networks, 3), gpu.facts.workgroupBytes >= 48 * 1024);
  const backend = await gpuBackend(gpu);
  await backend.trainNetworks(built.networks, built.state, { epochs: 20, learningRate: 0.3 });
  const twin = trainOnCpu(build(made, CONSTANT), 20);
  sizes.forEach((_, network) =>
    ok(largestDifference(activationsOf(built, network), activationsOf(twin, network)) < 5e-4)
  );
});

for (
  const [items, degree, why] of [
    [2114, 31, "65,534 edges, the most that 16 bits can count to in pairs"],
    [3855, 17, "65,535 edges, one weight too many once they are padded to an even number"],
    [2115, 31, "65,565 edges"],
  ] as const
) {
  gpuTest(`a user of ${why} is trained as the twin does`, async (gpu) => {
    // Item i has the attributes 31 i, 31 i + 1, ... around a circle, so that all rows are of one length and none is padded.
    const edgeItem = Array.from({ length: items * degree }, (_, e) => Math.floor(e / degree));
    const edgeAttribute = edgeItem.map((item, e) => (item * degree + e % degree) % items);
    const x = Array.from({ length: items }, (_, i) => i % 5 / 4);
    const made = oneUser(x, items, edgeItem, edgeAttribute);
    const built = build(made, XAVIER, "float32");
    strictEqual(built.networks.edgeNode.length, items * degree);
    const small = await createPersonalAutoencoder(gpu);
    strictEqual(small.fits(built.networks, 0), degree === 31 && items === 2114);
    const kernel = small.fits(built.networks, 0)
      ? small
      : await createPersonalAutoencoderLarge(gpu);
    await kernel.train(built.networks, [0], built.state, { epochs: 3, learningRate: 30 });
    const twin = trainOnCpu(build(made, XAVIER), 3, 30);
    ok(largestDifference(built.state.weight, twin.state.weight) < 1e-5);
    ok(largestDifference(built.state.activation, twin.state.activation) < 1e-5);
  });
}
