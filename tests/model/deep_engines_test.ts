import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { edgeTopology } from "../../src/kernels/edge_topology.ts";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { BATCH_LOSSES } from "../../src/kernels/batch_loss_cpu.ts";
import {
  ownWeight,
  sharedGradients,
  type SharedObjective,
} from "../../src/kernels/shared_step_cpu.ts";
import { deepCpuEngine } from "../../src/model/deep_cpu_engine.ts";
import type { SharedEngineMaker, SharedState, SharedTask } from "../../src/model/shared_engine.ts";
import { sharedCpuEngine } from "../../src/model/shared_cpu_engine.ts";
import { sharedGpuEngine } from "../../src/model/shared_gpu_engine.ts";
import {
  decodeItem,
  deepOwnPaths,
  encodeUser,
  hiddenValues,
} from "../../src/model/shared_network.ts";
import { referenceEngine } from "../../src/model/shared_reference_engine.ts";
import { namedVectors } from "../../src/model/shared_state.ts";
import { gpuTest } from "../_gpu.ts";
import { stream } from "../kernels/_edges.ts";
import { randomGraph, randomParameters, sharedTopology, sparseBatch } from "./_shared_problem.ts";

const GROUPS = ["encoder", "up", "down", "decoder"] as const;

/** Rows of more than 128 edges on either side, lanes that are no whole words and more than a panel; and the smallest problems. */
const SIZES = [
  { items: 171, neurons: 150, edges: 900, categories: 4, users: 37 },
  { items: 7, neurons: 5, edges: 20, categories: 9, users: 3 },
  { items: 1, neurons: 1, edges: 1, categories: 1, users: 1 },
  { items: 3, neurons: 2, edges: 0, categories: 1, users: 2 },
  { items: 40, neurons: 12, edges: 90, categories: 3, users: 64 },
];

function problem(
  sizes: typeof SIZES[number],
  choice: Omit<SharedObjective, "excludeOwnPath">,
  excludeOwnPath = false,
) {
  const random = stream("deep engine", JSON.stringify(sizes));
  const { neurons, categories, users } = sizes;
  const encoder = randomGraph(random, sizes), decoder = randomGraph(random, sizes);
  const broader = randomGraph(random, {
    items: neurons,
    neurons: categories,
    edges: neurons * 2,
  });
  const objective = { ...choice, excludeOwnPath };
  const task: SharedTask = {
    ...{ encoder, decoder, broader, objective, batchSize: users },
    optimiser: { kind: "sgd", weightDecay: 0 },
  };
  const inner = () =>
    Float32Array.from({ length: broader.itemAttributes.length }, () => 0.5 * random.normal());
  const parameters = {
    ...randomParameters(random, task, false, 0.5),
    up: inner(),
    down: inner(),
  };
  return {
    task,
    state: { parameters, steps: 0 } satisfies SharedState,
    topology: {
      ...sharedTopology(encoder, decoder, false),
      broader: edgeTopology(broader),
      ...(excludeOwnPath && { ownPaths: deepOwnPaths(encoder, decoder, broader) }),
    },
    batch: sparseBatch(random, users, sizes.items),
  };
}

for (const loss of BATCH_LOSSES) {
  for (const activation of ACTIVATIONS) {
    Deno.test(`two layers: sharedGradients() gives the slopes of ${loss} with ${activation}`, () => {
      let compared = 0;
      for (
        const [sizes, own] of SIZES.slice(1, 4).flatMap((s) => [[s, false], [s, true]] as const)
      ) {
        const { topology, state, task: { objective }, batch } = problem(
          sizes,
          { activation, loss },
          own,
        );
        const wide = Object.fromEntries(
          namedVectors(state.parameters).map(([name, vector]) => [name, Float64Array.from(vector)]),
        ) as Record<typeof GROUPS[number], Float64Array>;
        const meanLoss = () =>
          sharedGradients(topology, wide, objective, batch).losses
            .reduce((sum, one) => sum + one / sizes.users, 0);
        const { gradients } = sharedGradients(topology, wide, objective, batch);
        for (const name of GROUPS) {
          wide[name].forEach((value, k) => {
            const at = (changed: number) => {
              wide[name][k] = changed;
              return meanLoss();
            };
            const slope = (at(value + 1e-5) - at(value - 1e-5)) / 2e-5;
            // Nothing of these stands at relu's kink: that would show as half a slope.
            wide[name][k] = value;
            const gradient = gradients[name]![k];
            ok(
              Math.abs(gradient - slope) <= 1e-7 * Math.max(1, Math.abs(slope)),
              `${name}[${k}] is ${gradient}, expected ${slope}`,
            );
            compared++;
          });
        }
      }
      ok(compared > 40, `${compared} slopes`);
    });
  }
}

/** Holds one step, which at learning rate 1 takes the gradient off, and its loss against the reference. */
async function compare(makeEngine: SharedEngineMaker) {
  let largest = 0;
  for (const [sizes, own] of SIZES.flatMap((s) => [[s, false], [s, true]] as const)) {
    for (const loss of BATCH_LOSSES) {
      for (const activation of ACTIVATIONS) {
        const { task, state, batch } = problem(sizes, { activation, loss }, own);
        const [found, expected] = await Promise.all(
          [makeEngine, referenceEngine].map(async (make) => {
            using engine = await make(task, state);
            await engine.step(batch, 1);
            const loss = await engine.takeLoss();
            return { loss, parameters: (await engine.read()).parameters };
          }),
        );
        ok(Math.abs(found.loss - expected.loss) <= 1e-5 * (1 + expected.loss), `${loss}`);
        for (const [name, vector] of namedVectors(expected.parameters)) {
          const own = found.parameters[name]!;
          strictEqual(own.length, vector.length);
          vector.forEach((value, k) => {
            const error = Math.abs(value - own[k]) / (1 + Math.abs(value));
            ok(
              error < 1e-5,
              `${JSON.stringify(sizes)} ${loss} ${activation} ${name} ${k}: ${error}`,
            );
            largest = Math.max(largest, error);
          });
        }
      }
    }
  }
  ok(largest > 0);
}

Deno.test("two layers: the CPU's engine takes the reference's steps", () => compare(deepCpuEngine));

gpuTest(
  "two layers: the GPU's engine takes the reference's steps",
  (gpu) => compare(sharedGpuEngine(gpu)),
);

Deno.test("two layers: the CPU's engine takes Adam's steps, over batches of several sizes", async () => {
  const { task, state, batch } = problem(SIZES[0], { activation: "tanh", loss: "multinomial" });
  const adam = { ...task, optimiser: { kind: "adam", weightDecay: 0.1 } as const };
  const small =
    problem({ ...SIZES[0], users: 5 }, { activation: "tanh", loss: "multinomial" }).batch;
  const [found, expected] = await Promise.all(
    [sharedCpuEngine({ threads: 2 }), referenceEngine].map(async (make) => {
      using engine = await make(adam, state);
      for (const users of [batch, small, batch]) await engine.step(users, 0.01);
      return await engine.read();
    }),
  );
  strictEqual(found.steps, 3);
  for (const part of ["parameters", "mean", "square"] as const) {
    for (const [name, vector] of namedVectors(expected[part]!)) {
      vector.forEach((value, k) => ok(Math.abs(value - found[part]![name]![k]) < 1e-4));
    }
  }
});

Deno.test("two layers: a step without users moves nothing, and biases are refused", async () => {
  const { task, state, batch } = problem(SIZES[1], {
    activation: "identity",
    loss: "squared-error",
  });
  using engine = await deepCpuEngine(task, state);
  const none = {
    ...batch.inputs,
    rows: 0,
    indptr: new Uint32Array(1),
    indices: new Uint32Array(),
    values: new Float32Array(),
  };
  await engine.step({ inputs: none, targets: none }, 1);
  deepStrictEqual((await engine.read()).parameters, state.parameters);
  const biased = { ...state, parameters: { ...state.parameters, outputBias: new Float32Array(7) } };
  throws(() => deepCpuEngine(task, biased), { name: "RangeError" });
});

Deno.test("two layers: the own weight is what a unit of an item's input adds to its own score", () => {
  const { task, state, topology } = problem(SIZES[1], {
    activation: "identity",
    loss: "squared-error",
  }, true);
  const { items } = task.encoder;
  const network = {
    neurons: { attributes: task.encoder.attributes, fans: new Uint32Array() },
    encoder: task.encoder,
    decoder: task.decoder,
    broader: { graph: task.broader!, named: task.broader!.attributes },
    parameters: state.parameters,
    activation: "identity",
    input: { value: "seen", normalise: false },
  } as const;
  const hidden = hiddenValues(network);
  let some = 0;
  for (let item = 0; item < items; item++) {
    const one = sparseMatrix(1, items, { row: [0], column: [item], value: [1] }).matrix;
    encodeUser(network, one, 0, hidden);
    const own = ownWeight(topology.ownPaths, state.parameters, item);
    ok(Math.abs(own - decodeItem(network, hidden, item)) < 1e-9);
    if (own !== 0) some++;
  }
  ok(some > 2);
});
