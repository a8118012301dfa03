import type { RunOptions } from "../events.ts";
import type { Gpu } from "../gpu/device.ts";
import type { CbowSentence, CbowTrainer, CbowVectors } from "../kernels/cbow.ts";
import { createGpuCbowTrainer } from "../kernels/cbow_gpu.ts";
import { createCbowTrainer } from "../kernels/cbow_wasm.ts";
import {
  type PersonalModel,
  type ProfileDefinition,
  userProfiles,
} from "../model/personal_model.ts";
import {
  type CompletionSettings,
  completionSettings,
  type ProfileCompletion,
} from "../model/profile_completion.ts";
import { type ProfileTokens, profileTokens } from "../model/profile_tokens.ts";
import { createRandom } from "../random.ts";
import { noiseWords } from "./noise_words.ts";

/** What completion is learned from, and where. */
export interface CompletionOptions extends Partial<CompletionSettings> {
  /** Which number of the network is the profile (default `activation`); recommendations must go by the same. */
  readonly profile?: ProfileDefinition;
  /** A GPU to use; it stays the caller's. Without one a CPU core computes, in WebAssembly. */
  readonly gpu?: Gpu;
}

/** Sentences between two looks at the abort signal and the clock. */
const SENTENCES_AT_ONCE = 64;

/**
 * Learns from the profiles of all users which attributes, at which levels, go together: a continuous bag of words with negative sampling
 * over profiles as sentences, the whole profile as the window, every token in the vocabulary. One profile after another is a step.
 *
 * What differs from gensim's word2vec, and why, is in docs/published_method.md: gradients of a profile are taken together and divided by
 * the number of words, steps are AdaGrad's, noise is held against the whole profile, and there is no subsampling.
 *
 * Source: Bellini et al., arXiv 1807.05006 (KaRS 2018); `cbowGradients` has the formulas.
 *
 * @param model A trained model of personal mode.
 * @param options Settings, the profile's definition and the device.
 * @param run Progress (stage `completion`, unit `profiles`) and abort signal.
 * @returns The vectors: on the CPU the same bits on every machine, on a GPU the same bits on one device.
 * @throws {UsageError} Where a setting is out of range.
 * @throws {GpuError} Where the GPU fails.
 * @throws The signal's reason, where the signal aborts.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 * import { cpuBackend } from "../model/backend.ts";
 * import { createRecommenders } from "../recommend/registry.ts";
 * import { trainPersonal } from "./personal.ts";
 *
 * const ratings = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
 * for (const user of ["ann", "bob", "cyd"]) for (const film of ["Heat", "Ali"]) ratings.add(user, film, 5);
 * ratings.add("ann", "Up", 5);
 * ratings.add("bob", "Up", 4);
 * for (const film of ["Heat", "Ali"]) graph.add(film, "director", "Michael Mann");
 * for (const film of ["Ali", "Up"]) graph.add(film, "decade", "2000s");
 * for (const film of ["Up"]) graph.add(film, "genre", "Animation");
 * const dataset = createDataset(ratings.build().interactions, graph.build(), { minItemsPerAttribute: 1 });
 * const model = await trainPersonal(dataset, { epochs: 20 }, await cpuBackend({ threads: 1 }));
 * const learned = await trainCompletion(model, { epochs: 5 });
 * const [recommender] = createRecommenders(model, ["attribute-sum"], { completion: { learned, kind: "sane" } });
 * strictEqual(recommender.name, "attribute-sum");
 * ```
 */
export async function trainCompletion(
  model: PersonalModel,
  options: CompletionOptions = {},
  run: RunOptions = {},
): Promise<ProfileCompletion> {
  const { profile = "activation", gpu, ...chosen } = options;
  const settings = completionSettings(chosen);
  run.signal?.throwIfAborted();
  const tokens = profileTokens(userProfiles(model, profile, "raw"));
  const start = firstVectors(tokens.attribute.length, settings);
  using trainer = gpu ? await createGpuCbowTrainer(gpu, start) : createCbowTrainer(start);
  const losses = await readProfiles(trainer, tokens, settings, run);
  return { settings, profile, tokens, vectors: await trainer.vectors(), losses };
}

/** Contexts begin small and at random; nothing is expected of anything yet. Source: word2vec. */
function firstVectors(words: number, { size, seed }: CompletionSettings): CbowVectors {
  const random = createRandom(seed, "completion vectors");
  const input = new Float32Array(words * size);
  for (let k = 0; k < input.length; k++) input[k] = (random.next() - 0.5) / size;
  return { size, input, output: new Float32Array(input.length) };
}

async function readProfiles(
  trainer: CbowTrainer,
  tokens: ProfileTokens,
  settings: CompletionSettings,
  { onProgress, signal }: RunOptions,
): Promise<number[]> {
  const { epochs, seed, learningRate } = settings;
  const users = taughtUsers(tokens);
  const total = epochs * users.length;
  const losses: number[] = [];
  let yielded = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = createRandom(seed, "completion order", `${epoch}`).shuffle(users.slice());
    const sentenceOf = sentences(tokens, settings, epoch);
    let loss = 0, words = 0;
    for (let at = 0; at < order.length; at += SENTENCES_AT_ONCE) {
      const some = Array.from(order.subarray(at, at + SENTENCES_AT_ONCE), sentenceOf);
      loss += await trainer.train(some, learningRate);
      for (const sentence of some) words += sentence.words.length;
      // A promise that is there already lets no timer or signal in.
      if (performance.now() - yielded > 50) {
        await new Promise((resolve) => setTimeout(resolve));
        yielded = performance.now();
      }
      signal?.throwIfAborted();
      const done = epoch * order.length + at + some.length;
      onProgress?.({ stage: "completion", done, total, unit: "profiles" });
    }
    losses.push(loss / words);
  }
  return losses;
}

/** Users whose profile has a word and a context. */
function taughtUsers({ sentenceStart }: ProfileTokens): Uint32Array {
  const users = Uint32Array.from({ length: sentenceStart.length - 1 }, (_, user) => user);
  return users.filter((user) => sentenceStart[user + 1] - sentenceStart[user] > 1);
}

/** Makes the sentences of an epoch, to be asked for in its order: the noise of each is drawn where that of the one before ended. */
function sentences(
  { words, sentenceStart, count }: ProfileTokens,
  { seed, draws, negatives, noisePower }: CompletionSettings,
  epoch: number,
): (user: number) => CbowSentence {
  const noise = noiseWords(count, noisePower);
  const random = createRandom(seed, "completion noise", `${epoch}`);
  return (user) => {
    const sentence = words.subarray(sentenceStart[user], sentenceStart[user + 1]);
    const number = Math.ceil(draws * sentence.length);
    const drawn = noise.draw(number, random);
    const weight = negatives * sentence.length / number;
    const weights = Float32Array.from(drawn.times, (times) => weight * times);
    return { words: sentence, noise: drawn.words, weights };
  };
}
