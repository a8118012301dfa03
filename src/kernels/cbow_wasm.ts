import { openWords } from "./word_memory_wasm.ts";
import { CBOW_EPSILON, type CbowTrainer, type CbowVectors, checkCbowVectors } from "./cbow.ts";
import { PLAIN } from "./wasm/cbow_bytes.ts";

/** Where operands begin: the module keeps its tables of the exponential function below. */
const FIRST_BYTE = 8192;

interface Exports {
  readonly memory: WebAssembly.Memory;
  step(...operands: number[]): number;
  scores(...operands: number[]): void;
}

/** A module of its own, with room for arrays of so many four-byte elements. */
function instantiate(words: readonly number[]) {
  return openWords<Exports>(PLAIN, FIRST_BYTE, words, "hold word vectors");
}

/**
 * What `cbowStep` does, by WebAssembly with SIMD in float32, with all sums in one order: results are the same bits on every machine.
 *
 * @param start Where training begins; copied. The squares that vectors have seen begin at 0.
 * @returns The trainer, with memory of its own.
 * @throws {RangeError} Where the size is no multiple of 4, the matrices differ in length, or 4 GB do not hold them.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 *
 * // Words 0 and 1 go together: what is lost in predicting one from the other shrinks.
 * using trainer = createCbowTrainer({ size: 4, input: new Float32Array(12).fill(0.1), output: new Float32Array(12) });
 * const sentence = { words: Uint32Array.of(0, 1), noise: Uint32Array.of(2), weights: Float32Array.of(1) };
 * const first = await trainer.train([sentence], 0.1);
 * ok(await trainer.train([sentence], 0.1) < first);
 * ```
 */
export function createCbowTrainer(start: CbowVectors): CbowTrainer {
  checkCbowVectors(start);
  const { size } = start, count = start.input.length / size;
  const matrix = count * size;
  const { memory, step, addresses } = instantiate(
    [matrix, matrix, count, count, count, count, count, 4 * size + count],
  );
  const [input, output, inputSquares, outputSquares, words, noise, weights, scratch] = addresses;
  new Float32Array(memory.buffer, input).set(start.input);
  new Float32Array(memory.buffer, output).set(start.output);
  const wordsAt = new Uint32Array(memory.buffer, words, count);
  const noiseAt = new Uint32Array(memory.buffer, noise, count);
  const weightsAt = new Float32Array(memory.buffer, weights, count);
  return {
    // deno-lint-ignore require-await -- a GPU takes its time.
    async train(sentences, rate) {
      let loss = 0;
      for (const sentence of sentences) {
        if (sentence.words.length < 2) continue;
        wordsAt.set(sentence.words);
        noiseAt.set(sentence.noise);
        weightsAt.set(sentence.weights);
        const vectors = [input, output, inputSquares, outputSquares, 4 * size];
        const text = [words, sentence.words.length, noise, weights, sentence.noise.length];
        loss += step(...vectors, ...text, rate, CBOW_EPSILON, scratch);
      }
      return loss;
    },
    // deno-lint-ignore require-await -- a GPU takes its time.
    async vectors() {
      return {
        size,
        input: new Float32Array(memory.buffer, input, matrix).slice(),
        output: new Float32Array(memory.buffer, output, matrix).slice(),
      };
    },
    [Symbol.dispose]() {},
  };
}

/** Holds contexts against all words. */
export interface CbowScorer {
  /**
   * c . u_w of every word w.
   *
   * @param context c, (size).
   * @returns The scores, (words), overwritten by the next call.
   */
  scores(context: Float32Array): Float32Array;
}

/**
 * Makes what holds contexts against the output vectors of all words, by WebAssembly with SIMD in float32.
 *
 * @param vectors The vectors; the output ones are copied.
 * @returns The scorer, with memory of its own.
 * @throws {RangeError} As `createCbowTrainer`.
 */
export function createCbowScorer(vectors: CbowVectors): CbowScorer {
  checkCbowVectors(vectors);
  const { size, output } = vectors, count = output.length / size;
  const { memory, scores, addresses } = instantiate([output.length, size, count]);
  const [outputAt, contextAt, scoresAt] = addresses;
  new Float32Array(memory.buffer, outputAt).set(output);
  const found = new Float32Array(memory.buffer, scoresAt, count);
  const operand = new Float32Array(memory.buffer, contextAt, size);
  return {
    scores(context) {
      operand.set(context);
      scores(contextAt, outputAt, 4 * size, count, scoresAt);
      return found;
    },
  };
}
