import type { CbowSentence } from "./cbow.ts";
import { CBOW_EPSILON } from "./cbow.ts";

/** Vectors in float64, and the squared gradients that each has seen. */
export interface CbowState {
  /** Numbers in a vector. */
  readonly size: number;
  /** (words, size). */
  readonly input: Float64Array;
  /** (words, size). */
  readonly output: Float64Array;
  /** Sum over steps of the mean square of the gradient of each input vector, (words). */
  readonly inputSquares: Float64Array;
  /** The same of the output vectors, (words). */
  readonly outputSquares: Float64Array;
}

/** The loss of a sentence and its gradient. */
export interface CbowGradients {
  /** The loss. */
  readonly loss: number;
  /** By the input vectors of the words, (words, size). */
  readonly input: Float64Array;
  /** By their output vectors as what is expected, (words, size). */
  readonly output: Float64Array;
  /** By the output vectors of the noise, (noise, size); of a word that is both, the parts add up. */
  readonly noise: Float64Array;
}

/**
 * The loss of one sentence w_1 .. w_n in a continuous bag of words with the whole sentence as the window, and its gradient, in float64:
 *
 *     h_t = (S - v_t) / (n - 1)    S = sum_j v_j    c = S / n
 *     L = - sum_t log s(h_t . u_t) - sum_q m_q log s(- c . u_q)
 *
 * with v and u the input and output vectors, s the logistic function, q the noise and m_q its weight. Each word is predicted from all
 * others, whose mean is the sum of all less its own, so that a sentence costs as much as it has words. Noise is held against the mean
 * of the whole sentence, which differs from h_t by one word in n, so that it is scored once a sentence and not once a word.
 *
 * With G_t = s(h_t . u_t) - 1, P = sum_t G_t u_t, G_q = m_q s(c . u_q), N = sum_q G_q u_q:
 *
 *     dL/dv_j = (P - G_j u_j) / (n - 1) + N / n    dL/du_t = G_t h_t    dL/du_q = G_q c
 *
 * Source: Mikolov et al. 2013, arXiv 1301.3781 (CBOW) and 1310.4546 (negative sampling); that the gradient of a mean divides by the
 * number of words, which word2vec and gensim leave out: İrsoy et al. 2021, arXiv 2012.15332.
 *
 * @param vectors The vectors.
 * @param sentence The words; fewer than two have no loss and no gradient.
 * @returns Loss and gradient.
 */
export function cbowGradients(
  { size, input, output }: Pick<CbowState, "size" | "input" | "output">,
  { words, noise, weights }: CbowSentence,
): CbowGradients {
  const n = words.length;
  const gradients = {
    input: new Float64Array(n * size),
    output: new Float64Array(n * size),
    noise: new Float64Array(noise.length * size),
  };
  if (n < 2) return { loss: 0, ...gradients };
  const sum = new Float64Array(size), positive = new Float64Array(size);
  const negative = new Float64Array(size), errors = new Float64Array(n);
  for (const word of words) for (let d = 0; d < size; d++) sum[d] += input[word * size + d];
  let loss = 0;
  noise.forEach((word, q) => {
    let score = 0;
    for (let d = 0; d < size; d++) score += sum[d] / n * output[word * size + d];
    loss += weights[q] * softplus(score);
    const error = weights[q] * logistic(score);
    for (let d = 0; d < size; d++) {
      negative[d] += error * output[word * size + d];
      gradients.noise[q * size + d] = error * sum[d] / n;
    }
  });
  words.forEach((word, t) => {
    let score = 0;
    const context = (d: number) => (sum[d] - input[word * size + d]) / (n - 1);
    for (let d = 0; d < size; d++) score += context(d) * output[word * size + d];
    loss += softplus(-score);
    errors[t] = -logistic(-score);
    for (let d = 0; d < size; d++) {
      positive[d] += errors[t] * output[word * size + d];
      gradients.output[t * size + d] = errors[t] * context(d);
    }
  });
  words.forEach((word, t) => {
    for (let d = 0; d < size; d++) {
      gradients.input[t * size + d] =
        (positive[d] - errors[t] * output[word * size + d]) / (n - 1) + negative[d] / n;
    }
  });
  return { loss, ...gradients };
}

/**
 * One step for one sentence: each vector moves against its gradient, with all gradients from the values before the step, at the rate
 * over the root of the squares that the vector has seen, this gradient's included. A noise vector moves after those of the words.
 *
 * Source: AdaGrad, Duchi, Hazan and Singer 2011, with one sum for each vector in place of one for each number.
 *
 * @param state Changed in place.
 * @param sentence The words.
 * @param rate Learning rate.
 * @returns The loss before the step.
 */
export function cbowStep(state: CbowState, sentence: CbowSentence, rate: number): number {
  const { size, input, output, inputSquares, outputSquares } = state;
  const { loss, ...gradients } = cbowGradients(state, sentence);
  if (sentence.words.length < 2) return loss;
  const move = (
    vectors: Float64Array,
    squares: Float64Array,
    word: number,
    gradient: Float64Array,
  ) => {
    squares[word] += gradient.reduce((sum, g) => sum + g * g, 0) / size;
    const step = rate / Math.sqrt(squares[word] + CBOW_EPSILON);
    for (let d = 0; d < size; d++) vectors[word * size + d] -= step * gradient[d];
  };
  const row = (matrix: Float64Array, r: number) => matrix.subarray(r * size, (r + 1) * size);
  sentence.words.forEach((word, t) => {
    move(output, outputSquares, word, row(gradients.output, t));
    move(input, inputSquares, word, row(gradients.input, t));
  });
  sentence.noise.forEach((word, q) => move(output, outputSquares, word, row(gradients.noise, q)));
  return loss;
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** log(1 + exp(x)), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
