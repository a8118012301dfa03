import noise from "../../shaders/cbow_noise.wgsl" with { type: "text" };
import scores from "../../shaders/cbow_scores.wgsl" with { type: "text" };
import sums from "../../shaders/cbow_sums.wgsl" with { type: "text" };
import update from "../../shaders/cbow_update.wgsl" with { type: "text" };
import { createBufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import {
  CBOW_EPSILON,
  type CbowSentence,
  type CbowTrainer,
  type CbowVectors,
  checkCbowVectors,
} from "./cbow.ts";
import { dispatchGroups } from "./dispatch.ts";

/** Sentences of one submission. */
const SLOTS = 64;

/** Words and noise of one submission, but for a single sentence that has more; far more than people's profiles need. */
const SUBMISSION_WORDS = 1 << 20;

/** Where the parameters of a sentence may begin in a uniform buffer. */
const SLOT_BYTES = 256;

/** Words of a workgroup, fixed in the shaders. */
const GROUP_WORDS = 32;

/**
 * What `cbowStep` does, on a GPU in float32: four dispatches a sentence, many sentences a submission, nothing read back before `vectors`.
 * Every sum has one owner and one order, so results repeat bit for bit on one device. Losses are not computed.
 *
 * @param gpu The device; stays the caller's.
 * @param start Where training begins; copied. The squares that vectors have seen begin at 0.
 * @returns The trainer; dispose of it to free the GPU's memory.
 * @throws {RangeError} Where the size is no multiple of 4 up to 1,024, or the matrices differ in length.
 * @throws {GpuError} Where the adapter cannot hold the vectors.
 */
export async function createGpuCbowTrainer(gpu: Gpu, start: CbowVectors): Promise<CbowTrainer> {
  checkCbowVectors(start);
  const { size } = start, count = start.input.length / size;
  const [summing, scoring, updating, noising] = await Promise.all([
    createKernel(gpu, "cbow_sums", sums),
    createKernel(gpu, "cbow_scores", scores),
    createKernel(gpu, "cbow_update", update),
    createKernel(gpu, "cbow_noise", noise),
  ]);
  using owned = new DisposableStack();
  const pool = owned.use(createBufferPool(gpu));
  const groups = Math.ceil(count / GROUP_WORDS);
  const vectorsOnGpu = (label: string, values: CbowVectors["input"]) =>
    values.length > 0 ? pool.upload(label, values) : pool.zeros(label, 4);
  const input = vectorsOnGpu("input", start.input), output = vectorsOnGpu("output", start.output);
  const inputSquares = pool.zeros("input squares", count);
  const outputSquares = pool.zeros("output squares", count);
  const capacity = Math.max(2 * count, Math.min(2 * count * SLOTS, SUBMISSION_WORDS));
  const ids = pool.zeros("ids", capacity);
  const weights = pool.zeros("weights", capacity);
  const parts = pool.zeros("sums", Math.max(4, groups * size));
  const errors = pool.zeros("errors", 2 * count);
  const errorSums = pool.zeros("error sums", Math.max(4, 2 * groups * size));
  const parameters = pool.uniform("steps", new ArrayBuffer(SLOTS * SLOT_BYTES));
  const slots = Array.from({ length: SLOTS }, (_, slot) => {
    const step = { buffer: parameters, offset: slot * SLOT_BYTES, size: SLOT_BYTES };
    return {
      summing: summing.bind([input, ids, parts, step]),
      scoring: scoring.bind([input, output, ids, weights, parts, errors, errorSums, step]),
      updating: updating.bind(
        [input, output, inputSquares, outputSquares, ids, parts, errors, errorSums, step],
      ),
      noising: noising.bind([output, outputSquares, ids, parts, errors, step]),
    };
  });

  const submit = (sentences: readonly CbowSentence[], rate: number) => {
    const { queue } = gpu.device;
    const idWords: number[] = [], weightWords: number[] = [];
    const words = new ArrayBuffer(SLOTS * SLOT_BYTES);
    const encoder = gpu.device.createCommandEncoder({ label: "cbow" });
    const pass = encoder.beginComputePass({ label: "cbow" });
    sentences.forEach((sentence, slot) => {
      const counts = [sentence.words.length, sentence.noise.length];
      const [wordGroups, noiseGroups] = counts.map((count) => Math.ceil(count / GROUP_WORDS));
      new Uint32Array(words, slot * SLOT_BYTES).set(
        [idWords.length, ...counts, weightWords.length, size / 4],
      );
      new Float32Array(words, slot * SLOT_BYTES).set([rate, CBOW_EPSILON], 5);
      for (const word of sentence.words) idWords.push(word);
      for (const word of sentence.noise) idWords.push(word);
      for (const weight of sentence.weights) weightWords.push(weight);
      const bound = slots[slot];
      dispatchGroups(gpu, pass, summing, bound.summing, wordGroups);
      dispatchGroups(gpu, pass, scoring, bound.scoring, wordGroups + noiseGroups);
      dispatchGroups(gpu, pass, updating, bound.updating, wordGroups);
      dispatchGroups(gpu, pass, noising, bound.noising, noiseGroups);
    });
    pass.end();
    queue.writeBuffer(parameters, 0, words);
    queue.writeBuffer(ids, 0, Uint32Array.from(idWords));
    if (weightWords.length > 0) queue.writeBuffer(weights, 0, Float32Array.from(weightWords));
    queue.submit([encoder.finish()]);
  };
  const buffers = owned.move();
  return {
    async train(sentences, rate) {
      const taught = sentences.filter(({ words }) => words.length > 1);
      for (const some of cutSubmissions(taught, capacity)) submit(some, rate);
      // Without a wait, work would pile up in the queue unseen.
      await gpu.device.queue.onSubmittedWorkDone();
      gpu.check();
      return NaN;
    },
    async vectors() {
      const [a, b] = await readBuffers(gpu, [input, output]);
      const take = (buffer: ArrayBuffer) => new Float32Array(buffer, 0, count * size);
      return { size, input: take(a), output: take(b) };
    },
    [Symbol.dispose]: () => buffers.dispose(),
  };
}

/** Cuts sentences, in their order, into runs that one submission can hold. */
function* cutSubmissions(
  sentences: readonly CbowSentence[],
  capacity: number,
): Generator<CbowSentence[]> {
  let some: CbowSentence[] = [], length = 0;
  for (const sentence of sentences) {
    const own = sentence.words.length + sentence.noise.length;
    if (some.length === SLOTS || some.length > 0 && length + own > capacity) {
      yield some;
      some = [];
      length = 0;
    }
    some.push(sentence);
    length += own;
  }
  if (some.length > 0) yield some;
}
