import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { BATCH_LOSSES } from "../../src/kernels/batch_loss_cpu.ts";
import type { SharedState, SharedTask } from "../../src/model/shared_engine.ts";
import { referenceEngine } from "../../src/model/shared_reference_engine.ts";
import { namedVectors } from "../../src/model/shared_state.ts";
import { stream } from "../kernels/_edges.ts";
import { randomBatch, randomProblem } from "./_shared_problem.ts";

const SIZES = { items: 7, neurons: 5, edges: 16, users: 4, biases: true, different: true };

function problem(key: string, objective: SharedTask["objective"], kind: "adam" | "sgd") {
  const { encoder, decoder, parameters, batch } = randomProblem(stream(key), SIZES, objective);
  const optimiser = { kind, weightDecay: 0 };
  const task: SharedTask = { encoder, decoder, objective, optimiser, batchSize: 4 };
  return { task, state: { parameters, steps: 0 } as SharedState, batch };
}

Deno.test("referenceEngine steps down the slope that differences of its own loss give", async () => {
  for (const loss of BATCH_LOSSES) {
    for (const activation of ACTIVATIONS) {
      for (const excludeOwnPath of [false, true]) {
        const what = `${loss}, ${activation}, ${excludeOwnPath}`;
        const { task, state, batch } = problem(what, { loss, activation, excludeOwnPath }, "sgd");
        const meanLoss = async (at: SharedState) => {
          using engine = await referenceEngine(task, at);
          await engine.step(batch, 1);
          return await engine.takeLoss() / SIZES.users;
        };
        using engine = await referenceEngine(task, state);
        await engine.step(batch, 1);
        const after = (await engine.read()).parameters;
        // relu bends, and a difference across the bend is no slope: half a step must give the same.
        for (const [name, vector] of namedVectors(state.parameters)) {
          for (let k = 0; k < vector.length; k++) {
            const slope = async (by: number) => {
              const moved = (w: number) => ({
                ...state,
                parameters: { ...state.parameters, [name]: vector.with(k, w) },
              });
              const up = Math.fround(vector[k] + by), down = Math.fround(vector[k] - by);
              return (await meanLoss(moved(up)) - await meanLoss(moved(down))) / (up - down);
            };
            const coarse = await slope(2e-3), fine = await slope(1e-3);
            if (activation === "relu" && Math.abs(coarse - fine) > 1e-3) continue;
            const taken = vector[k] - after[name]![k];
            ok(Math.abs(taken - fine) < 2e-3, `${what}: ${name}[${k}] ${taken} against ${fine}`);
          }
        }
      }
    }
  }
});

for (const kind of ["adam", "sgd"] as const) {
  Deno.test(`referenceEngine goes on from what it read with the same bits, ${kind}`, async () => {
    const objective = { loss: "squared-error", activation: "tanh", excludeOwnPath: true } as const;
    const { task, state } = problem("on", objective, kind);
    const batches = [1, 2, 3, 4].map((k) => randomBatch(stream("batch", `${k}`), 4, SIZES.items));
    using whole = await referenceEngine(task, state);
    for (const batch of batches) await whole.step(batch, 0.1);
    using first = await referenceEngine(task, state);
    for (const batch of batches.slice(0, 2)) await first.step(batch, 0.1);
    const read = await first.read();
    strictEqual(read.steps, 2);
    strictEqual(read.mean !== undefined, kind === "adam");
    using second = await referenceEngine(task, read);
    for (const batch of batches.slice(2)) await second.step(batch, 0.1);
    deepStrictEqual(await second.read(), await whole.read());
    // What was read is a copy.
    await first.step(batches[2], 0.1);
    strictEqual(read.steps, 2);
    using again = await referenceEngine(task, read);
    for (const batch of batches.slice(2)) await again.step(batch, 0.1);
    deepStrictEqual(await again.read(), await whole.read());
  });
}

Deno.test("referenceEngine hands over the loss of the steps since it was asked last", async () => {
  const objective = {
    loss: "squared-error",
    activation: "identity",
    excludeOwnPath: false,
  } as const;
  const { task, state, batch } = problem("loss", objective, "adam");
  using engine = await referenceEngine(task, state);
  strictEqual(await engine.takeLoss(), 0);
  await engine.step(batch, 0.01);
  const first = await engine.takeLoss();
  ok(first > 0);
  await engine.step(batch, 0.01);
  const second = await engine.takeLoss();
  ok(second > 0 && second < first);
  strictEqual(await engine.takeLoss(), 0);
});

Deno.test("referenceEngine takes off a share of the weights with decay", async () => {
  const objective = {
    loss: "squared-error",
    activation: "identity",
    excludeOwnPath: true,
  } as const;
  for (const kind of ["adam", "sgd"] as const) {
    const { task, state: { parameters: { encoder, decoder } } } = problem("decay", objective, kind);
    const optimiser = { kind, weightDecay: 0.5 };
    using engine = await referenceEngine({ ...task, optimiser }, {
      parameters: { encoder, decoder },
      steps: 0,
    });
    // Nobody has rated anything, and without biases nothing is scored: there is no slope.
    const { inputs: none } = randomBatch(stream("none"), 3, 0);
    const batch = { ...none, columns: SIZES.items };
    await engine.step({ inputs: batch, targets: batch }, 0.25);
    const after = (await engine.read()).parameters;
    deepStrictEqual(after.encoder, encoder.map((w) => w * (1 - 0.25 * 0.5)));
    deepStrictEqual(after.decoder, decoder.map((w) => w * (1 - 0.25 * 0.5)));
  }
});
