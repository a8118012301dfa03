import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { GpuError } from "../../src/errors.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { adamStep } from "../../src/kernels/adam.ts";
import { BATCH_LOSSES } from "../../src/kernels/batch_loss_cpu.ts";
import { sgdStep } from "../../src/kernels/sgd.ts";
import {
  type SharedBatch,
  sharedGradients,
  type SharedObjective,
  type SharedParameters,
} from "../../src/kernels/shared_step_cpu.ts";
import type { SharedState, SharedTask } from "../../src/model/shared_engine.ts";
import { sharedGpuEngine } from "../../src/model/shared_gpu_engine.ts";
import { gpuTest } from "../_gpu.ts";
import { close, stream } from "../kernels/_edges.ts";
import {
  type ProblemSizes,
  randomGraph,
  randomParameters,
  rowsOf,
  sharedTopology,
  sparseBatch,
} from "./_shared_problem.ts";

/** Of gradients of about 1, which are differences of float32 weights; sums have some hundred terms. */
const BOUND = 3e-6;

/** Rows of more than 32 and 128 edges, and lanes that are no whole words. */
const SIZES: Pick<ProblemSizes, "items" | "neurons" | "edges"> = {
  items: 171,
  neurons: 23,
  edges: 700,
};
const USERS = 37;

type Names = keyof SharedParameters<unknown>;
const NAMES: readonly Names[] = ["encoder", "decoder", "hiddenBias", "outputBias"];

interface Choice extends SharedObjective {
  readonly biases: boolean;
  readonly same: boolean;
}

/** A network, users and a start. */
function problem(choice: Choice, sizes = SIZES, users = USERS) {
  const random = stream("engine", JSON.stringify([sizes, users, choice.biases, choice.same]));
  const encoder = randomGraph(random, sizes);
  const decoder = choice.same ? encoder : randomGraph(random, sizes);
  const { activation, loss, excludeOwnPath } = choice;
  const objective: SharedObjective = { activation, loss, excludeOwnPath };
  const task: SharedTask = {
    ...{ encoder, decoder, objective, batchSize: users },
    optimiser: { kind: "sgd", weightDecay: 0 },
  };
  const batch = sparseBatch(random, users, sizes.items);
  const parameters = randomParameters(random, task, choice.biases, 0.4);
  const state: SharedState = { parameters, steps: 0 };
  return { task, batch, state, topology: sharedTopology(encoder, decoder), random };
}

const PLAIN: Choice = {
  ...{ activation: "tanh", loss: "multinomial", excludeOwnPath: true },
  ...{ biases: true, same: false },
};

function* choices(): Generator<Choice> {
  for (const loss of BATCH_LOSSES) {
    for (const activation of ACTIVATIONS) {
      for (const biases of [false, true]) {
        for (const excludeOwnPath of [false, true]) {
          for (const same of [false, true]) {
            yield { loss, activation, biases, excludeOwnPath, same };
          }
        }
      }
    }
  }
}

const wide = (
  parameters: SharedParameters<Float32Array>,
): SharedParameters<Float64Array<ArrayBuffer>> =>
  mapped(parameters, (vector) => Float64Array.from(vector));

function mapped<From, To>(
  parameters: SharedParameters<From>,
  map: (vector: From, name: Names) => To,
): SharedParameters<To> {
  const found: Partial<Record<Names, To>> = {};
  for (const name of NAMES) {
    const vector = parameters[name];
    if (vector) found[name] = map(vector, name);
  }
  return found as SharedParameters<To>;
}

const total = (losses: Float64Array) => losses.reduce((sum, loss) => sum + loss, 0);

function sameLoss(found: number, expected: number, what: string) {
  ok(
    Math.abs(found - expected) <= 3e-6 * (1 + Math.abs(expected)),
    `${what}: ${found}, ${expected}`,
  );
}

/** Holds the gradient of a batch, which a step of learning rate 1 takes off, against the reference. */
async function compareGradient(
  gpu: Gpu,
  make: ReturnType<typeof sharedGpuEngine>,
  { task, batch, state, topology }: ReturnType<typeof problem>,
  what: string,
) {
  using engine = await make(task, state);
  await engine.step(batch, 1);
  const loss = await engine.takeLoss(), { parameters, steps } = await engine.read();
  gpu.check();
  const expected = sharedGradients(topology, wide(state.parameters), task.objective, batch);
  strictEqual(steps, state.steps + 1);
  sameLoss(loss, total(expected.losses), what);
  for (const name of NAMES) {
    const before = state.parameters[name], after = parameters[name];
    strictEqual(after?.length, before?.length);
    if (!before || !after) continue;
    const found = Float64Array.from(after, (w, k) => before[k] - w);
    close(found, expected.gradients[name]!, BOUND, `${what}, ${name}`);
  }
  return parameters;
}

gpuTest("sharedGpuEngine() steps along the reference's gradient", async (gpu) => {
  const make = sharedGpuEngine(gpu);
  for (const choice of choices()) {
    await compareGradient(gpu, make, problem(choice), JSON.stringify(choice));
  }
});

gpuTest("sharedGpuEngine() steps along the gradient at every size", async (gpu) => {
  const make = sharedGpuEngine(gpu);
  const sizes: [Pick<ProblemSizes, "items" | "neurons" | "edges">, users: number][] = [
    [{ items: 1, neurons: 1, edges: 1 }, 1],
    [{ items: 5, neurons: 3, edges: 0 }, 3],
    [{ items: 4, neurons: 2, edges: 5 }, 4],
    [{ items: 64, neurons: 65, edges: 300 }, 32],
    [{ items: 63, neurons: 8, edges: 250 }, 33],
    [{ items: 65, neurons: 130, edges: 500 }, 258],
  ];
  for (const [size, users] of sizes) {
    for (const loss of BATCH_LOSSES) {
      const what = `${loss}, ${JSON.stringify(size)}, ${users} users`;
      await compareGradient(gpu, make, problem({ ...PLAIN, loss }, size, users), what);
    }
  }
});

gpuTest(
  "sharedGpuEngine() takes slices of lanes where a binding does not hold a batch",
  async (gpu) => {
    for (const loss of BATCH_LOSSES) {
      const choice = { ...PLAIN, loss };
      const whole = problem(choice);
      // Twelve lanes of 171 rows, and with the multinomial loss of a little more: four slices, the last with one user.
      const bindingBytes = 4 * 171 * 15;
      const small: Gpu = { ...gpu, facts: { ...gpu.facts, bindingBytes } };
      const sliced = await compareGradient(gpu, sharedGpuEngine(small), whole, `slices, ${loss}`);
      const plain = await compareGradient(gpu, sharedGpuEngine(gpu), whole, `whole, ${loss}`);
      for (const name of NAMES) close(sliced[name]!, plain[name]!, BOUND, `${loss}, ${name}`);
    }
    const tiny: Gpu = { ...gpu, facts: { ...gpu.facts, bindingBytes: 4 * 171 * 3 } };
    const { task, state } = problem(PLAIN);
    await rejects(async () => await sharedGpuEngine(tiny)(task, state), GpuError);
  },
);

gpuTest(
  "sharedGpuEngine() takes several steps of either optimiser, with small batches",
  async (gpu) => {
    const make = sharedGpuEngine(gpu);
    for (const kind of ["adam", "sgd"] as const) {
      for (const loss of BATCH_LOSSES) {
        const { task: { batchSize: _, ...rest }, batch, state, topology } = problem({
          ...PLAIN,
          loss,
        });
        const weightDecay = 0.02, learningRate = kind === "adam" ? 0.01 : 0.3;
        const task: SharedTask = { ...rest, batchSize: 20, optimiser: { kind, weightDecay } };
        const rows = (from: number, to: number) =>
          rowsOf(batch, Array.from({ length: to - from }, (_, k) => from + k));
        // Full, smaller, more entries than before, one user who has nothing, nobody.
        const batches = [rows(0, 20), rows(20, 29), rows(17, 37), rows(2, 3), rows(0, 0)];
        using engine = await make(task, state);
        const parameters = wide(state.parameters);
        const mean = mapped(parameters, (w) => new Float64Array(w.length));
        const square = mapped(parameters, (w) => new Float64Array(w.length));
        let expected = 0;
        for (const [k, batch] of batches.entries()) {
          const rate = learningRate / (k + 1);
          await engine.step(batch, rate);
          const { losses, gradients } = sharedGradients(
            topology,
            parameters,
            task.objective,
            batch,
          );
          expected += total(losses);
          mapped(parameters, (weight, name) => {
            const settings = { learningRate: rate, weightDecay };
            if (kind === "sgd") return sgdStep(weight, gradients[name]!, settings);
            const moments = { mean: mean[name]!, square: square[name]! };
            adamStep(weight, gradients[name]!, moments, settings, k + 1);
          });
        }
        const what = `${kind}, ${loss}`;
        sameLoss(await engine.takeLoss(), expected, what);
        const found = await engine.read();
        strictEqual(found.steps, batches.length);
        // Adam divides by the root of a square: where a gradient is all rounding, so is the step.
        mapped(parameters, (w, name) => {
          const steady = w.map((_, n) => kind === "sgd" || square[name]![n] > 1e-13 ? 1 : 0);
          const masked = (vector: ArrayLike<number>) => steady.map((on, n) => on * vector[n]);
          close(masked(found.parameters[name]!), masked(w), 1e-4, `${what}, ${name}`);
          if (kind === "adam") {
            close(found.mean![name]!, mean[name]!, BOUND, `${what}, mean of ${name}`);
            close(found.square![name]!, square[name]!, BOUND, `${what}, square of ${name}`);
          }
        });
        strictEqual(kind === "adam", found.mean !== undefined && found.square !== undefined);
      }
    }
  },
);

/** Four batches that differ in size. */
function batchesOf(batch: SharedBatch): SharedBatch[] {
  const rows = (first: number, count: number) => Array.from({ length: count }, (_, k) => first + k);
  return [rows(0, 20), rows(20, 17), rows(5, 20), rows(11, 3)].map((r) => rowsOf(batch, r));
}

gpuTest("sharedGpuEngine() goes on from a state as if it had never stopped", async (gpu) => {
  const make = sharedGpuEngine(gpu);
  for (const kind of ["adam", "sgd"] as const) {
    for (const loss of BATCH_LOSSES) {
      const { task, batch, state } = problem({ ...PLAIN, loss });
      const settings: SharedTask = { ...task, optimiser: { kind, weightDecay: 0.01 } };
      const batches = batchesOf(batch);
      using whole = await make(settings, state);
      // Not awaited one by one: steps follow each other in the order of the calls.
      const steps = batches.map((batch, k) => whole.step(batch, 0.1 / (k + 1)));
      const taken = whole.takeLoss();
      await Promise.all(steps);
      let half: SharedState, losses: number;
      {
        using first = await make(settings, state);
        for (const [k, batch] of batches.slice(0, 2).entries()) {
          await first.step(batch, 0.1 / (k + 1));
        }
        half = await first.read();
        losses = await first.takeLoss();
        // What was read is a copy, and reading changes nothing.
        await first.step(batches[2], 0.1 / 3);
        await first.step(batches[3], 0.1 / 4);
        deepStrictEqual(await first.read(), await whole.read());
      }
      using second = await make(settings, half);
      await second.step(batches[2], 0.1 / 3);
      await second.step(batches[3], 0.1 / 4);
      deepStrictEqual(await second.read(), await whole.read());
      sameLoss(losses + await second.takeLoss(), await taken, kind);
    }
  }
});

gpuTest("takeLoss() gives each loss once, and 0 before any step", async (gpu) => {
  const sizes = { items: 5, neurons: 3, edges: 9 };
  const { task, batch, state, topology } = problem({ ...PLAIN, loss: "squared-error" }, sizes, 9);
  // So many lanes that a history holds 16 steps.
  using engine = await sharedGpuEngine(gpu)({ ...task, batchSize: 4096 }, state);
  strictEqual(await engine.takeLoss(), 0);
  const { losses } = sharedGradients(topology, wide(state.parameters), task.objective, batch);
  // Not awaited: the losses of steps that were asked for are taken.
  const steps = Array.from({ length: 40 }, () => engine.step(batch, 0));
  sameLoss(await engine.takeLoss() / steps.length, total(losses), "mean of all steps");
  await Promise.all(steps);
  strictEqual(await engine.takeLoss(), 0);
  await engine.step(batch, 0);
  sameLoss(await engine.takeLoss(), total(losses), "one step more");
});

gpuTest("sharedGpuEngine() says how many bytes it holds", async (gpu) => {
  const { task, batch, state } = problem(PLAIN);
  using engine = await sharedGpuEngine(gpu)(task, state);
  const before = engine.bytes;
  const parameters = NAMES.reduce((sum, name) => sum + state.parameters[name]!.length, 0);
  const matrices = 40 * (3 * SIZES.items + 2 * SIZES.neurons);
  ok(before > 4 * (2 * parameters + matrices), `${before} bytes`);
  // A history of losses, edges in both orders, parts, and a little for each dispatch.
  ok(before < 4 * (2 * parameters + matrices) + (1 << 18) + 80_000, `${before} bytes`);
  await engine.step(batch, 0.1);
  const entries = batch.inputs.values.length + batch.targets.values.length;
  ok(engine.bytes >= before + 12 * entries);
  strictEqual(engine.kind, "gpu");
  ok(engine.description.includes(gpu.facts.name));
});

gpuTest("sharedGpuEngine() refuses more users than a batch may have", async (gpu) => {
  const { task, batch, state } = problem(PLAIN);
  using engine = await sharedGpuEngine(gpu)({ ...task, batchSize: 36 }, state);
  await rejects(async () => await engine.step(batch, 0.1), /37 users, expected at most 36/);
});
