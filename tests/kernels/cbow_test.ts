import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { CbowSentence, CbowTrainer } from "../../src/kernels/cbow.ts";
import { cbowGradients, type CbowState, cbowStep } from "../../src/kernels/cbow_cpu.ts";
import { createGpuCbowTrainer } from "../../src/kernels/cbow_gpu.ts";
import { createCbowScorer, createCbowTrainer } from "../../src/kernels/cbow_wasm.ts";
import { createRandom, type Random } from "../../src/random.ts";
import { gpuTest } from "../_gpu.ts";

/** Vectors of about the size that training leaves, rounded to float32. */
function randomVectors(random: Random, words: number, size: number) {
  const numbers = () => Float32Array.from({ length: words * size }, () => random.normal() / 2);
  return { size, input: numbers(), output: numbers() };
}

function stateOf({ size, input, output }: ReturnType<typeof randomVectors>): CbowState {
  const words = input.length / size;
  return {
    size,
    input: Float64Array.from(input),
    output: Float64Array.from(output),
    inputSquares: new Float64Array(words),
    outputSquares: new Float64Array(words),
  };
}

function randomSentence(
  random: Random,
  vocabulary: number,
  words: number,
  noise: number,
): CbowSentence {
  const some = (count: number) =>
    random.shuffle(Uint32Array.from({ length: vocabulary }, (_, w) => w)).slice(0, count);
  const drawn = some(noise);
  return {
    words: some(words),
    noise: drawn,
    weights: Float32Array.from(drawn, () => 1 + random.integer(20)),
  };
}

Deno.test("cbowGradients() is the slope of its loss, by finite differences", () => {
  for (const [words, noise] of [[2, 0], [2, 3], [5, 9], [9, 9]]) {
    const random = createRandom(words, "finite differences");
    const { size, input, output } = stateOf(randomVectors(random, 9, 4));
    const sentence = randomSentence(random, 9, words, noise);
    const loss = () => cbowGradients({ size, input, output }, sentence).loss;
    const found = cbowGradients({ size, input, output }, sentence);
    const expected = { input: new Float64Array(36), output: new Float64Array(36) };
    const add = (to: Float64Array, ids: Uint32Array, rows: Float64Array) =>
      ids.forEach((id, k) => {
        for (let d = 0; d < size; d++) to[id * size + d] += rows[k * size + d];
      });
    add(expected.input, sentence.words, found.input);
    add(expected.output, sentence.words, found.output);
    add(expected.output, sentence.noise, found.noise);
    let largest = 0;
    for (const [numbers, slopes] of [[input, expected.input], [output, expected.output]]) {
      for (let k = 0; k < numbers.length; k++) {
        const value = numbers[k], h = 1e-5;
        numbers[k] = value + h;
        const above = loss();
        numbers[k] = value - h;
        const slope = (above - loss()) / (2 * h);
        numbers[k] = value;
        largest = Math.max(largest, Math.abs(slopes[k]));
        ok(
          Math.abs(slope - slopes[k]) < 1e-7 * Math.max(1, Math.abs(slope)),
          `${slope} is not ${slopes[k]}`,
        );
      }
    }
    ok(largest > 0.01);
  }
});

Deno.test("cbowGradients() predicts each word from the mean of the others, as written out", () => {
  // Two words and numbers that can be followed: v = (1), (3), u = (2), (1), noise of weight 2 at u = (-1); three numbers are 0.
  const at = (...first: number[]) => Float64Array.from(first.flatMap((x) => [x, 0, 0, 0]));
  const vectors = { size: 4, input: at(1, 3, 9), output: at(2, 1, -1) };
  const sentence = {
    words: Uint32Array.of(0, 1),
    noise: Uint32Array.of(2),
    weights: Float32Array.of(2),
  };
  const { loss } = cbowGradients(vectors, sentence);
  // Word 0 from word 1: 3 x 2; word 1 from word 0: 1 x 1; the mean of both against the noise: 2 x -1.
  const minusLog = (x: number) => Math.log(1 + Math.exp(-x));
  ok(Math.abs(loss - (minusLog(6) + minusLog(1) + 2 * minusLog(2))) < 1e-12);
});

/** The largest difference between a trainer's vectors and the twin's after the same steps, and how far vectors moved. */
async function differences(
  trainer: CbowTrainer,
  state: CbowState,
  sentences: readonly CbowSentence[],
) {
  const before = state.input.slice();
  let expected = 0;
  for (const sentence of sentences) expected += cbowStep(state, sentence, 0.1);
  const loss = await trainer.train(sentences, 0.1);
  const { input, output } = await trainer.vectors();
  let worst = 0, moved = 0;
  for (let k = 0; k < input.length; k++) {
    worst = Math.max(
      worst,
      Math.abs(input[k] - state.input[k]),
      Math.abs(output[k] - state.output[k]),
    );
    moved = Math.max(moved, Math.abs(before[k] - state.input[k]));
  }
  return { worst, moved, loss, expected };
}

const problems = fc.record({
  seed: fc.integer(),
  size: fc.constantFrom(4, 8, 100),
  lengths: fc.array(fc.constantFrom(0, 1, 2, 31, 32, 33, 65), { minLength: 0, maxLength: 4 }),
  noise: fc.constantFrom(0, 1, 31, 32, 33, 80),
});

Deno.test("createCbowTrainer() equals its float64 twin", async () => {
  let largest = 0;
  await fc.assert(
    fc.asyncProperty(problems, async ({ seed, size, lengths, noise }) => {
      const random = createRandom(seed);
      const start = randomVectors(random, 80, size);
      const sentences = lengths.map((words) => randomSentence(random, 80, words, noise));
      using trainer = createCbowTrainer(start);
      const { worst, moved, loss, expected } = await differences(
        trainer,
        stateOf(start),
        sentences,
      );
      largest = Math.max(largest, worst);
      ok(worst < 2e-5, `off by ${worst}`);
      ok(Math.abs(loss - expected) <= 1e-5 * Math.max(1, expected), `${loss} is not ${expected}`);
      strictEqual(moved > 0, lengths.some((words) => words > 1));
    }),
    { seed: 2018, numRuns: 60 },
  );
  console.log(`largest difference from float64 ${largest}`);
});

gpuTest("cbow_*.wgsl equal the float64 twin, and repeat bit for bit", async (gpu) => {
  let largest = 0;
  for (const [seed, size] of [4, 8, 100, 260].entries()) {
    for (const noise of [0, 1, 33, 80]) {
      const random = createRandom(seed, `noise ${noise}`);
      const start = randomVectors(random, 80, size);
      const sentences = [0, 1, 2, 33, 64, 80].map((words) =>
        randomSentence(random, 80, words, noise)
      );
      using trainer = await createGpuCbowTrainer(gpu, start);
      const { worst, moved } = await differences(trainer, stateOf(start), sentences);
      largest = Math.max(largest, worst);
      ok(worst < 5e-5, `off by ${worst}`);
      ok(moved > 0);
      using again = await createGpuCbowTrainer(gpu, start);
      await again.train(sentences, 0.1);
      deepStrictEqual(await again.vectors(), await trainer.vectors());
    }
  }
  console.log(`largest difference from float64 ${largest}`);
});

gpuTest(
  "createGpuCbowTrainer() takes more sentences than a submission and no words at all",
  async (gpu) => {
    const random = createRandom(5);
    const start = randomVectors(random, 20, 8);
    const sentences = Array.from({ length: 130 }, () => randomSentence(random, 20, 7, 5));
    using trainer = await createGpuCbowTrainer(gpu, start);
    const { worst } = await differences(trainer, stateOf(start), sentences);
    ok(worst < 5e-4, `off by ${worst}`);
    using empty = await createGpuCbowTrainer(gpu, {
      size: 4,
      input: new Float32Array(),
      output: new Float32Array(),
    });
    await empty.train([], 0.1);
    strictEqual((await empty.vectors()).input.length, 0);
  },
);

gpuTest(
  "createGpuCbowTrainer() asks for little memory beside the vectors, whatever the vocabulary",
  async (gpu) => {
    const words = 30_000, random = createRandom(6);
    const start = randomVectors(random, words, 4);
    // Fewer sentences than a submission takes, with more words than it has room for.
    const sentences = Array.from(
      { length: 55 },
      () => randomSentence(random, words, 10_000, 10_000),
    );
    const small = { ...gpu, facts: { ...gpu.facts, bindingBytes: 5 << 20 } };
    using trainer = await createGpuCbowTrainer(small, start);
    const { worst, moved } = await differences(trainer, stateOf(start), sentences);
    ok(worst < 5e-4, `off by ${worst}`);
    ok(moved > 0);
  },
);

Deno.test("createCbowScorer() holds a context against every word", () => {
  const start = randomVectors(createRandom(3), 33, 12);
  const { size, output } = start;
  const context = Float32Array.from({ length: size }, (_, d) => d - 5);
  createCbowScorer(start).scores(context).forEach((score, w) => {
    const expected = context.reduce((sum, c, d) => sum + c * output[w * size + d], 0);
    ok(Math.abs(score - expected) < 1e-5);
  });
  strictEqual(
    createCbowScorer({ size: 4, input: new Float32Array(), output: new Float32Array() }).scores(
      new Float32Array(4),
    ).length,
    0,
  );
});

Deno.test("createCbowTrainer() refuses vectors that are no quads", () => {
  const numbers = () => new Float32Array(12);
  for (const size of [0, 3, 6, 2048, NaN]) {
    throws(() => createCbowTrainer({ size, input: numbers(), output: numbers() }), RangeError);
  }
  throws(
    () => createCbowTrainer({ size: 4, input: numbers(), output: new Float32Array(8) }),
    RangeError,
  );
});

gpuTest("createGpuCbowTrainer() refuses vectors that are no quads", async (gpu) => {
  const wrong = { size: 6, input: new Float32Array(12), output: new Float32Array(12) };
  await rejects(createGpuCbowTrainer(gpu, wrong), RangeError);
});
