import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { adamStep } from "../../src/kernels/adam.ts";
import { BATCH_LOSSES } from "../../src/kernels/batch_loss_cpu.ts";
import {
  type SharedBatch,
  sharedGradients,
  type SharedObjective,
} from "../../src/kernels/shared_step_cpu.ts";
import { sharedCpuEngine } from "../../src/model/shared_cpu_engine.ts";
import type { SharedEngine, SharedState, SharedTask } from "../../src/model/shared_engine.ts";
import { stream } from "../kernels/_edges.ts";
import {
  PARAMETERS,
  type ProblemSizes,
  randomBatch,
  randomProblem,
  type SharedProblem,
} from "./_shared_problem.ts";

const SIZES: ProblemSizes = {
  items: 41,
  neurons: 30,
  edges: 200,
  users: 33,
  biases: true,
  different: false,
};

/** A power of two, so that it changes no bit of a gradient, and so large that the weights' own rounding does not show. */
const RATE = 64;

const OBJECTIVE: SharedObjective = {
  activation: "tanh",
  loss: "multinomial",
  excludeOwnPath: true,
};

function taskOf(
  { encoder, decoder, batch }: SharedProblem,
  objective: SharedObjective,
  kind: "adam" | "sgd",
  weightDecay = 0,
): SharedTask {
  const batchSize = Math.max(1, batch.inputs.rows);
  return { encoder, decoder, objective, optimiser: { kind, weightDecay }, batchSize };
}

const startOf = ({ parameters }: SharedProblem): SharedState => ({ parameters, steps: 0 });

/** Fails where a number is further from the expected one than 5e-6 of the largest expected one and 1e-7. */
function near(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  strictEqual(found.length, expected.length, what);
  let scale = 0;
  for (let k = 0; k < expected.length; k++) scale = Math.max(scale, Math.abs(expected[k]));
  for (let k = 0; k < expected.length; k++) {
    const difference = Math.abs(found[k] - expected[k]);
    ok(
      difference <= 5e-6 * scale + 1e-7,
      `${what}: [${k}] is ${found[k]}, expected ${expected[k]}`,
    );
  }
}

/** One step of descent against the reference: loss and gradients of all parameters. */
async function compareStep(
  problem: SharedProblem,
  objective: SharedObjective,
  what: string,
  threads = 1,
): Promise<void> {
  const { topology, parameters, batch } = problem;
  const expected = sharedGradients(topology, parameters, objective, batch);
  using engine = await sharedCpuEngine({ threads })(
    taskOf(problem, objective, "sgd"),
    startOf(problem),
  );
  await engine.step(batch, RATE);
  const after = (await engine.read()).parameters;
  for (const name of PARAMETERS) {
    const before = parameters[name], now = after[name];
    strictEqual(now === undefined, before === undefined);
    if (!before || !now) continue;
    const gradient = Float64Array.from(before, (w, k) => (w - now[k]) / RATE);
    near(gradient, expected.gradients[name]!, `${name}, ${what}`);
  }
  near([await engine.takeLoss()], [expected.losses.reduce((a, b) => a + b, 0)], `loss, ${what}`);
  strictEqual(await engine.takeLoss(), 0);
}

for (const loss of BATCH_LOSSES) {
  Deno.test(`a step follows the gradient of ${loss}, whatever the network`, async () => {
    for (const activation of ACTIVATIONS) {
      for (let kind = 0; kind < 8; kind++) {
        const objective = { activation, loss, excludeOwnPath: (kind & 1) > 0 };
        const sizes = { ...SIZES, biases: (kind & 2) > 0, different: (kind & 4) > 0 };
        const what = JSON.stringify({ ...objective, ...sizes });
        await compareStep(randomProblem(stream(what), sizes, objective), objective, what);
      }
    }
  });
}

Deno.test("a step takes batches and networks of any size", async () => {
  const shapes = [
    { users: 1 },
    { users: 31 },
    { users: 32 },
    { users: 256 },
    { users: 300 },
    { users: 4, edges: 0 },
    { users: 5, items: 1, neurons: 1, edges: 1 },
    { users: 3, items: 7, neurons: 0 },
    { users: 2, items: 1, neurons: 40, edges: 60 },
  ];
  for (const shape of shapes) {
    for (const loss of BATCH_LOSSES) {
      const objective = { ...OBJECTIVE, loss }, sizes = { ...SIZES, ...shape };
      const what = JSON.stringify({ loss, ...shape });
      await compareStep(randomProblem(stream(what), sizes, objective), objective, what);
    }
  }
});

Deno.test("users without ratings leave the network as it is", async () => {
  const problem = randomProblem(stream("empty"), { ...SIZES, biases: false }, OBJECTIVE);
  const { parameters } = problem;
  const empty = { ...problem.batch.inputs, indptr: new Uint32Array(34) };
  using engine = await sharedCpuEngine({ threads: 1 })(
    taskOf(problem, OBJECTIVE, "adam"),
    startOf(problem),
  );
  const nobody = { ...empty, indices: new Uint32Array(), values: new Float32Array() };
  await engine.step({ inputs: nobody, targets: nobody }, 0.1);
  const none = { hiddenBias: undefined, outputBias: undefined };
  deepStrictEqual((await engine.read()).parameters, { ...none, ...parameters });
  strictEqual(await engine.takeLoss(), 0);
});

Deno.test("steps of Adam follow the reference in float64", async () => {
  for (const loss of BATCH_LOSSES) {
    for (const activation of ACTIVATIONS) {
      const objective = { activation, loss, excludeOwnPath: true };
      const sizes = { ...SIZES, different: activation === "tanh" };
      const random = stream("adam", loss, activation);
      const problem = randomProblem(random, sizes, objective);
      const settings = { learningRate: 0.01, weightDecay: 0.1 };
      using engine = await sharedCpuEngine({ threads: 1 })(
        taskOf(problem, objective, "adam", 0.1),
        startOf(problem),
      );
      const widen = (vector?: Float32Array) => vector && Float64Array.from(vector);
      const { encoder, decoder, hiddenBias, outputBias } = problem.parameters;
      const weights = {
        encoder: widen(encoder)!,
        decoder: widen(decoder)!,
        hiddenBias: widen(hiddenBias),
        outputBias: widen(outputBias),
      };
      const zeros = (name: typeof PARAMETERS[number]) => ({
        mean: new Float64Array(weights[name]!.length),
        square: new Float64Array(weights[name]!.length),
      });
      const states = Object.fromEntries(PARAMETERS.map((name) => [name, zeros(name)]));
      for (let time = 1; time <= 5; time++) {
        const batch = randomBatch(random, sizes.users, sizes.items);
        const { gradients } = sharedGradients(problem.topology, weights, objective, batch);
        for (const name of PARAMETERS) {
          adamStep(weights[name]!, gradients[name]!, states[name], settings, time);
        }
        await engine.step(batch, settings.learningRate);
      }
      const { parameters, mean, square, steps } = await engine.read();
      strictEqual(steps, 5);
      for (const name of PARAMETERS) {
        const what = `${name}, ${loss}, ${activation}`;
        const check = (found: Float32Array, expected: Float64Array, bound: number) => {
          const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          found.forEach((value, k) =>
            ok(Math.abs(value - expected[k]) <= bound * scale, `${what}: ${value}, ${expected[k]}`)
          );
        };
        check(mean![name]!, states[name].mean, 1e-4);
        check(square![name]!, states[name].square, 1e-4);
        // Where a gradient is nearly 0 its direction is rounding, and a step is as long as any.
        const far = [...parameters[name]!].filter((w, k) =>
          Math.abs(w - weights[name]![k]) > 1e-4 * settings.learningRate * 5
        );
        ok(far.length <= 0.02 * weights[name]!.length, `${far.length} of ${what} are far off`);
        check(parameters[name]!, weights[name]!, 2 * 5 * settings.learningRate);
      }
    }
  }
});

/** Some steps on batches of 256 users of whom there are more and more ratings, so that the memory grows. */
async function train(engine: SharedEngine, batches: readonly SharedBatch[]): Promise<SharedState> {
  // Not awaited one by one: steps follow each other all the same.
  await Promise.all(batches.map((batch, k) => engine.step(batch, 0.01 / (k + 1))));
  return await engine.read();
}

Deno.test("the number of threads changes no bit", async () => {
  const sizes = { ...SIZES, items: 900, neurons: 300, edges: 4000, users: 256 };
  for (const loss of BATCH_LOSSES) {
    const objective = { ...OBJECTIVE, loss }, random = stream("threads", loss);
    const problem = randomProblem(random, sizes, objective);
    const batches = [2, 256, 200].map((users) => randomBatch(random, users, sizes.items));
    const states: SharedState[] = [], losses: number[] = [];
    for (const threads of [1, 2, 3]) {
      using engine = await sharedCpuEngine({ threads })(
        taskOf(problem, objective, "adam", 0.01),
        startOf(problem),
      );
      states.push(await train(engine, batches));
      losses.push(await engine.takeLoss());
    }
    ok(losses[0] > 0);
    for (const k of [1, 2]) {
      deepStrictEqual(states[k], states[0]);
      strictEqual(losses[k], losses[0]);
    }
  }
});

Deno.test("training that goes on from a state gives the bits of one that never stopped", async () => {
  for (const kind of ["adam", "sgd"] as const) {
    const random = stream("resume", kind), problem = randomProblem(random, SIZES, OBJECTIVE);
    const batches = [33, 20, 1, 33].map((users) => randomBatch(random, users, SIZES.items));
    const start = sharedCpuEngine({ threads: 1 }), task = taskOf(problem, OBJECTIVE, kind, 0.1);
    using whole = await start(task, startOf(problem));
    await train(whole, batches.slice(0, 2));
    const expected = await train(whole, batches.slice(2));
    using before = await start(task, startOf(problem));
    const between = await train(before, batches.slice(0, 2));
    using after = await start(task, between);
    deepStrictEqual(await train(after, batches.slice(2)), expected);
    strictEqual(expected.mean === undefined, kind === "sgd");
  }
});

Deno.test("memory follows edges and the batch, and does not grow from step to step", async () => {
  const random = stream("bytes"), problem = randomProblem(random, SIZES, OBJECTIVE);
  using engine = await sharedCpuEngine({ threads: 1 })(
    taskOf(problem, OBJECTIVE, "adam"),
    startOf(problem),
  );
  await train(engine, Array(3).fill(problem.batch));
  const { bytes } = engine;
  await train(engine, Array(20).fill(problem.batch));
  strictEqual(engine.bytes, bytes);
  // What a dense panel takes, thrice over, and the least that WebAssembly gives.
  ok(bytes < 3 * 2 * 128 * (SIZES.items + SIZES.neurons) + 2 ** 18, `${bytes} bytes`);
});

Deno.test("an engine refuses what does not fit it", async () => {
  const problem = randomProblem(stream("wrong"), SIZES, OBJECTIVE), { batch } = problem;
  const task = taskOf(problem, OBJECTIVE, "sgd"), start = sharedCpuEngine({ threads: 1 });
  const { encoder, ...others } = problem.parameters;
  await rejects(
    start(task, { parameters: { ...others, encoder: encoder.slice(1) }, steps: 0 }),
    /encoder has \d+ numbers, expected \d+/,
  );
  const wrong: [SharedBatch, RegExp][] = [
    [randomBatch(stream("wrong"), 34, SIZES.items), /34 users, expected 1 to 33/],
    [randomBatch(stream("wrong"), 0, SIZES.items), /0 users, expected 1 to 33/],
    [randomBatch(stream("wrong"), 3, 5), /5 items, expected 41/],
    [{ ...batch, targets: randomBatch(stream("wrong"), 3, SIZES.items).targets }, /of 3 users/],
  ];
  for (const [batch, message] of wrong) {
    using engine = await start(task, startOf(problem));
    await rejects(engine.step(batch, 1), { name: "RangeError", message });
  }
});

Deno.test("a step that fails, in a Worker too, makes all later calls say why", async () => {
  const objective = { ...OBJECTIVE, loss: "observed-squared-error" as const };
  const sizes = { ...SIZES, users: 64 };
  const problem = randomProblem(stream("failing"), sizes, objective);
  for (const threads of [1, 2]) {
    using engine = await sharedCpuEngine({ threads })(
      taskOf(problem, objective, "sgd"),
      startOf(problem),
    );
    // An item far outside of the memory.
    const targets = { ...problem.batch.targets, indices: problem.batch.targets.indices.slice() };
    targets.indices[0] = 2 ** 28;
    await rejects(engine.step({ ...problem.batch, targets }, 1), /Cannot take a step: .*memory/);
    await rejects(engine.step(problem.batch, 1), /Cannot take a step: .*memory/);
    await rejects(engine.read(), /Cannot take a step: .*memory/);
  }
});

Deno.test("an engine that is disposed of takes no step", async () => {
  const problem = randomProblem(stream("disposed"), { ...SIZES, users: 64 }, OBJECTIVE);
  const engine = await sharedCpuEngine({ threads: 2 })(
    taskOf(problem, OBJECTIVE, "sgd"),
    startOf(problem),
  );
  await engine.step(problem.batch, 1);
  engine[Symbol.dispose]();
  await rejects(engine.step(problem.batch, 1), /disposed of/);
});
