import { deepStrictEqual, ok } from "node:assert/strict";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import { adamStep, createAdam } from "../../src/kernels/adam.ts";
import { numbersOnGpu, submitSteps } from "../../src/kernels/dispatch.ts";
import { createSgd, sgdStep } from "../../src/kernels/sgd.ts";
import { gpuTest } from "../_gpu.ts";
import { close, normals, stream } from "./_edges.ts";

/** Around the workgroup size. */
const LENGTHS = [0, 1, 2, 63, 64, 65, 1000];

const near = (found: number, expected: number) =>
  ok(Math.abs(found - expected) < 1e-12, `${found}, expected ${expected}`);

Deno.test("adamStep makes two steps worked by hand", () => {
  const weight = Float64Array.of(1), gradient = Float64Array.of(0.5);
  const state = { mean: new Float64Array(1), square: new Float64Array(1) };
  const settings = { learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0, weightDecay: 0.2 };
  // t = 1: m = 0.25, v = 0.0625; m / 0.5 = 0.5, v / 0.25 = 0.25; w = 1 - 0.1 (0.5 / 0.5 + 0.2).
  adamStep(weight, gradient, state, settings, 1);
  near(weight[0], 0.88);
  near(state.mean[0], 0.25);
  near(state.square[0], 0.0625);
  // t = 2, g = -1: m = 0.125 - 0.5 = -0.375, over 0.75 is -0.5; v = 0.046875 + 0.25 = 0.296875, over 0.4375 is 0.678571...
  gradient[0] = -1;
  adamStep(weight, gradient, state, settings, 2);
  near(state.mean[0], -0.375);
  near(state.square[0], 0.296875);
  near(weight[0], 0.88 - 0.1 * (-0.5 / Math.sqrt(0.296875 / 0.4375) + 0.2 * 0.88));
});

Deno.test("adamStep decays weights without a gradient, and moves none of them otherwise", () => {
  const weight = Float64Array.of(2), zero = new Float64Array(1);
  const state = { mean: new Float64Array(1), square: new Float64Array(1) };
  adamStep(weight, zero, state, { learningRate: 0.1, weightDecay: 0.5 }, 1);
  near(weight[0], 2 * (1 - 0.05));
  adamStep(weight, zero, state, { learningRate: 0.1 }, 2);
  near(weight[0], 1.9);
});

Deno.test("sgdStep makes a step worked by hand", () => {
  const weight = Float32Array.of(2, -1), gradient = Float32Array.of(0.5, 0);
  sgdStep(weight, gradient, { learningRate: 0.5, weightDecay: 0.25 });
  deepStrictEqual([...weight], [2 - 0.5 * (0.5 + 0.5), -1 + 0.5 * 0.25]);
});

gpuTest("adam equals its float64 twin over five steps and repeats to the bit", async (gpu) => {
  const adam = await createAdam(gpu);
  for (const length of LENGTHS) {
    const random = stream("adam", String(length));
    const settings = { learningRate: 0.01, weightDecay: 0.1, epsilon: 1e-7 };
    const start = normals(random, Math.min(length, 1000));
    const repeated = (from: Float64Array) =>
      Float64Array.from({ length }, (_, k) => from[k % 1000]);
    const weight = repeated(start);
    const state = { mean: new Float64Array(length), square: new Float64Array(length) };
    const gradients = [1, 2, 3, 4, 5].map(() => repeated(normals(random, start.length)));
    using pool = createBufferPool(gpu);
    const put = (from: Float64Array) => {
      const buffer = numbersOnGpu(pool, "", length);
      if (length > 0) gpu.device.queue.writeBuffer(buffer, 0, Float32Array.from(from));
      return buffer;
    };
    const runs = [0, 1].map(() => {
      const onWeight = put(weight), onGradient = put(weight);
      const onState = { mean: put(state.mean), square: put(state.square) };
      const step = adam.bind(pool, onWeight, onGradient, onState, length);
      gradients.forEach((gradient, k) => {
        if (length > 0) {
          gpu.device.queue.writeBuffer(onGradient, 0, Float32Array.from(gradient));
        }
        step.set(settings, k + 1);
        submitSteps(gpu, [step]);
      });
      return onWeight;
    });
    gradients.forEach((gradient, k) => adamStep(weight, gradient, state, settings, k + 1));
    const [first, again] = (await readBuffers(gpu, runs)).map((bytes) => new Float32Array(bytes));
    close(first, weight, 1e-6, `${length} weights`);
    ok(first.every((w, k) => w === again[k]));
  }
});

gpuTest("sgd equals its float64 twin", async (gpu) => {
  const sgd = await createSgd(gpu);
  // The last takes more workgroups than one dimension of a dispatch may have.
  for (const length of [...LENGTHS, 64 * 65_535 + 1]) {
    const random = stream("sgd", String(length));
    const settings = { learningRate: 0.3, weightDecay: 0.1 };
    const start = normals(random, 1000), slope = normals(random, 1000);
    const weight = Float64Array.from({ length }, (_, k) => start[k % 1000]);
    const gradient = Float64Array.from({ length }, (_, k) => slope[(k * 7) % 1000]);
    using pool = createBufferPool(gpu);
    const [onWeight, onGradient] = [weight, gradient].map((from) => {
      const buffer = numbersOnGpu(pool, "", length);
      if (length > 0) gpu.device.queue.writeBuffer(buffer, 0, Float32Array.from(from));
      return buffer;
    });
    const step = sgd.bind(pool, onWeight, onGradient, length);
    step.set(settings);
    submitSteps(gpu, [step]);
    sgdStep(weight, gradient, settings);
    const [bytes] = await readBuffers(gpu, [onWeight]);
    close(new Float32Array(bytes), weight, 1e-6, `${length} weights`);
  }
});
