/** One step's words: a sentence, and words that were drawn as noise. */
export interface CbowSentence {
  /** The words of the sentence, (words), each once; a sentence of fewer than two has no context and teaches nothing. */
  readonly words: Uint32Array;
  /** The words drawn as noise, (noise), each once; one may be of the sentence. */
  readonly noise: Uint32Array;
  /** How much each noise word counts, (noise): the number of times it was drawn times what a draw stands for. */
  readonly weights: Float32Array;
}

/** What is learned of each word: a vector that it adds to a context, and one that a context is held against. */
export interface CbowVectors {
  /** Numbers in a vector, a multiple of 4 up to 1,024. */
  readonly size: number;
  /** The vectors of words as context, (words, size). */
  readonly input: Float32Array<ArrayBuffer>;
  /** The vectors of words as what is expected, (words, size). */
  readonly output: Float32Array<ArrayBuffer>;
}

/** Keeps the state of a training and takes its steps, one after another, each from what the one before left. */
export interface CbowTrainer extends Disposable {
  /**
   * Takes a step for each sentence, in their order.
   *
   * @param sentences Few enough to wait for: nothing stops them.
   * @param rate Learning rate.
   * @returns The sum of their losses before each step, or NaN where it is not known.
   */
  train(sentences: readonly CbowSentence[], rate: number): Promise<number>;
  /** A copy of the vectors as they are now. */
  vectors(): Promise<CbowVectors>;
}

/** Keeps a first step from dividing by 0; far below any squared gradient that matters. */
export const CBOW_EPSILON = 1e-12;

/**
 * Refuses what no trainer takes.
 *
 * @param vectors Where training begins.
 * @throws {RangeError} Where the size is no multiple of 4 up to 1,024, or the matrices differ in length.
 */
export function checkCbowVectors({ size, input, output }: CbowVectors): void {
  const sized = Number.isInteger(size) && size >= 4 && size <= 1024 && size % 4 === 0;
  if (sized && input.length % size === 0 && input.length === output.length) return;
  throw new RangeError(
    `Cannot train word vectors: they have ${size} numbers, and ${input.length} and ${output.length} in all, ` +
      "expected a multiple of 4 up to 1024, and as many of both for each word",
  );
}
