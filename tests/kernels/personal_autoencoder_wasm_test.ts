import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { trainPersonalNetwork } from "../../src/kernels/personal_autoencoder_cpu.ts";
import {
  createPersonalAutoencoderWasm,
  instantiatePersonalWasm,
  type PersonalAutoencoderWasm,
} from "../../src/kernels/personal_autoencoder_wasm.ts";
import { RESULT } from "../../src/kernels/personal_wasm_layout.ts";
import type { Initialisation } from "../../src/model/personal_settings.ts";
import { buildUserNetworks, type UserNetworks } from "../../src/model/user_networks.ts";
import { createRandom } from "../../src/random.ts";
import {
  activationsOf,
  decoderWeightsOf,
  largestDifference,
  oneUser,
  type PersonalProblem,
  randomProblem,
} from "../_personal_fixtures.ts";

const CONSTANT: Initialisation = { kind: "constant", value: 0.01 };
const XAVIER: Initialisation = { kind: "xavier", seed: 7 };
const seed = Number(Deno.env.get("SEMAUTO_TEST_SEED") ?? 1);

/** Users without items, around the width of a vector, around 64 and with everything. */
const SIZES = [0, 1, 2, 3, 4, 5, 7, 63, 64, 65, 90];

const problem = () =>
  randomProblem(createRandom(seed, "wasm"), {
    items: 90,
    attributes: 150,
    degree: 6,
    sizes: SIZES,
  });

function build(
  { inputs, users, graph }: PersonalProblem,
  initialisation: Initialisation,
  precision: "float32" | "float64" = "float32",
  collapse = true,
): UserNetworks {
  const all = users.ids.map((_, user) => user);
  return buildUserNetworks(all, inputs, users, graph, { initialisation, precision, collapse });
}

function trainAll(
  trainer: PersonalAutoencoderWasm,
  built: UserNetworks,
  epochs: number,
  learningRate = 0.3,
): UserNetworks {
  for (let network = 0; network < built.networks.count; network++) {
    trainer.train(built.networks, built.state, network, { epochs, learningRate });
  }
  return built;
}

function trainTwin(built: UserNetworks, epochs: number, learningRate = 0.3): UserNetworks {
  for (let network = 0; network < built.networks.count; network++) {
    trainPersonalNetwork(built.networks, built.state, network, { epochs, learningRate });
  }
  return built;
}

/** Largest differences between two trainings of the same networks. */
function differences(found: UserNetworks, twin: UserNetworks, { graph }: PersonalProblem) {
  let weights = 0, profile = 0, loss = 0;
  for (let network = 0; network < found.networks.count; network++) {
    if (found.networks.itemStart[network] === found.networks.itemStart[network + 1]) continue;
    weights = Math.max(
      weights,
      largestDifference(
        decoderWeightsOf(found, network, graph),
        decoderWeightsOf(twin, network, graph),
      ),
    );
    profile = Math.max(
      profile,
      largestDifference(activationsOf(found, network), activationsOf(twin, network)),
    );
    const a = found.state.loss[network], b = twin.state.loss[network];
    // A tiny user is learnt by heart; what float32 then leaves of the loss is rounding, told by its root.
    loss = Math.max(loss, b > 1e-6 ? Math.abs(a / b - 1) : 100 * Math.abs(a ** 0.5 - b ** 0.5));
  }
  return { weights, profile, loss };
}

function meets(what: string, found: ReturnType<typeof differences>) {
  const { weights, profile, loss } = found;
  const digits = (value: number) => value.toExponential(1);
  console.log(
    `${what}: W2 ${digits(weights)}, profile ${digits(profile)}, loss ${digits(loss)} relative`,
  );
  ok(weights < 1e-5 && profile < 5e-4 && loss < 1e-4);
}

const relaxedTrainer = await createPersonalAutoencoderWasm();
const plainTrainer = await createPersonalAutoencoderWasm({ relaxed: false });

for (const trainer of new Set([relaxedTrainer, plainTrainer])) {
  const name = trainer.relaxed ? "relaxed SIMD" : "plain SIMD";
  for (const [start, initialisation] of Object.entries({ constant: CONSTANT, xavier: XAVIER })) {
    for (const collapse of [true, false]) {
      Deno.test(`the WebAssembly kernel equals its float64 twin, ${name}, ${start} start, collapse ${collapse}`, () => {
        const made = problem();
        const built = trainAll(trainer, build(made, initialisation, "float32", collapse), 200);
        const twin = trainTwin(build(made, initialisation, "float64", collapse), 200);
        meets(`${name}, ${start}, collapse ${collapse}`, differences(built, twin, made));
      });
    }
  }

  for (const golden of ["tiny3x4", "all_zero", "synth40x12"]) {
    for (const collapse of [true, false]) {
      Deno.test(`the WebAssembly kernel meets golden vector ${golden}, ${name}, collapse ${collapse}`, async () => {
        const vector = JSON.parse(
          await Deno.readTextFile(new URL(`../golden/${golden}.json`, import.meta.url)),
        );
        const made = oneUser(
          vector.x,
          vector.features.length,
          vector.edge_item,
          vector.edge_feature,
        );
        const built = build(made, { kind: "constant", value: vector.init }, "float32", collapse);
        let done = 0;
        for (const epochs of [1, 10, 100, 1000]) {
          trainAll(trainer, built, epochs - done, vector.lr);
          done = epochs;
          const loss = vector.loss_at_epoch[epochs];
          ok(Math.abs(built.state.loss[0] - loss) < 1e-4 * loss);
          ok(largestDifference(activationsOf(built, 0), vector.profile_at_epoch[epochs]) < 5e-4);
        }
        const order = vector.edge_item.map((_: number, e: number) => e).sort((
          a: number,
          b: number,
        ) =>
          vector.edge_item[a] - vector.edge_item[b] ||
          vector.edge_feature[a] - vector.edge_feature[b]
        );
        const expected = order.map((e: number) => vector.w2[e]);
        ok(largestDifference(decoderWeightsOf(built, 0, made.graph), expected) < 1e-5);
      });
    }
  }
}

Deno.test("the WebAssembly kernel takes float64 arrays and leaves other networks alone", () => {
  const made = problem();
  const built = build(made, CONSTANT, "float64");
  const network = SIZES.indexOf(63);
  const before = structuredClone(built.state);
  relaxedTrainer.train(built.networks, built.state, network, { epochs: 50, learningRate: 0.3 });
  const twin = build(made, CONSTANT, "float64");
  trainPersonalNetwork(twin.networks, twin.state, network, {
    epochs: 50,
    learningRate: 0.3,
  });
  ok(largestDifference(built.state.activation, twin.state.activation) < 5e-4);
  ok(largestDifference(built.state.weight, twin.state.weight) < 1e-5);
  const firstNode = built.networks.nodeStart[network];
  const lastNode = built.networks.nodeStart[network + 1];
  deepStrictEqual(
    built.state.activation.slice(0, firstNode),
    before.activation.slice(0, firstNode),
  );
  deepStrictEqual(built.state.activation.slice(lastNode), before.activation.slice(lastNode));
  notStrictEqual(built.state.activation[firstNode], before.activation[firstNode]);
});

Deno.test("the WebAssembly kernel gives the same bits from run to run and after other networks", async () => {
  const first = trainAll(relaxedTrainer, build(problem(), XAVIER), 100).state;
  const fresh = await createPersonalAutoencoderWasm();
  deepStrictEqual(trainAll(fresh, build(problem(), XAVIER), 100).state, first);
  deepStrictEqual(trainAll(fresh, build(problem(), XAVIER), 100).state, first);
});

Deno.test("training in two steps on the WebAssembly kernel equals training at once", () => {
  const once = trainAll(relaxedTrainer, build(problem(), CONSTANT), 30);
  const twice = trainAll(
    relaxedTrainer,
    trainAll(relaxedTrainer, build(problem(), CONSTANT), 10),
    20,
  );
  deepStrictEqual(twice.state, once.state);
  // Float64 arrays hold float32 numbers exactly.
  const again = trainAll(relaxedTrainer, build(problem(), CONSTANT, "float64"), 10);
  const whole = trainAll(relaxedTrainer, build(problem(), CONSTANT, "float64"), 30);
  deepStrictEqual(trainAll(relaxedTrainer, again, 20).state.weight, whole.state.weight);
});

Deno.test("a huge learning rate stays finite on the WebAssembly kernel", () => {
  const { activation, weight, loss } =
    trainAll(relaxedTrainer, build(problem(), XAVIER), 50, 1e6).state;
  ok([...activation, ...weight, ...loss].every(Number.isFinite));
});

Deno.test("a user with 3000 items trains on the WebAssembly kernel, which grows its memory", async () => {
  const made = randomProblem(createRandom(seed, "huge"), {
    items: 3000,
    attributes: 2000,
    degree: 10,
    sizes: [3000, 5],
  });
  const { relaxed } = relaxedTrainer;
  const trainer = await createPersonalAutoencoderWasm({ relaxed });
  const built = trainAll(trainer, build(made, CONSTANT), 20);
  meets("3000 items", differences(built, trainTwin(build(made, CONSTANT, "float64"), 20), made));
});

Deno.test("offsets of 32 bits take over where 64 KiB of hidden values or moves end", () => {
  for (const [items, attributes] of [[20_000, 300], [300, 40_000]]) {
    const made = randomProblem(createRandom(seed, "wide"), {
      items,
      attributes,
      degree: attributes > items ? 300 : 2,
      sizes: [items],
    });
    const built = trainAll(relaxedTrainer, build(made, CONSTANT, "float32", false), 3);
    const twin = trainTwin(build(made, CONSTANT, "float64", false), 3);
    meets(`${items} items, ${attributes} attributes`, differences(built, twin, made));
  }
});

Deno.test("logistic() of the WebAssembly kernel is within 3e-7 of float64, relative, over -80 to 80", async () => {
  for (const relaxed of [true, false]) {
    const { exports } = await instantiatePersonalWasm({ relaxed });
    const floats = new Float32Array(exports.memory.buffer, RESULT, 4);
    let largest = 0;
    const steps = 400_000;
    for (let k = 0; k <= steps; k += 4) {
      for (let lane = 0; lane < 4; lane++) floats[lane] = -80 + 160 * (k + lane) / (steps + 4);
      const at = floats.slice();
      exports.logistic4();
      for (let lane = 0; lane < 4; lane++) {
        const exact = 1 / (1 + Math.exp(-at[lane]));
        largest = Math.max(largest, Math.abs(floats[lane] / exact - 1));
      }
    }
    console.log(`logistic, relaxed ${relaxed}: ${largest.toExponential(2)} relative`);
    ok(largest < 3e-7);
    floats.set([-1e30, 1e30, 0, -0]);
    exports.logistic4();
    ok(floats[0] > 0 && floats[0] < 1e-34);
    strictEqual(floats[1], 1);
    strictEqual(floats[2], 0.5);
    strictEqual(floats[3], 0.5);
  }
});
