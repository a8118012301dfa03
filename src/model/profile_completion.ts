import { UsageError } from "../errors.ts";
import type { CbowVectors } from "../kernels/cbow.ts";
import type { ProfileDefinition } from "./personal_model.ts";
import type { ProfileTokens } from "./profile_tokens.ts";

/** How word vectors are learned from profiles. */
export interface CompletionSettings {
  /** Numbers in a vector, a multiple of 4 up to 1,024 (default 100). */
  readonly size: number;
  /** Times that every profile is read, at least 1 (default 50). */
  readonly epochs: number;
  /** Noise words that stand beside each word, above 0 (default 5, word2vec's). */
  readonly negatives: number;
  /**
   * Draws of noise for each word, above 0 (default 0.25): a draw counts `negatives` / `draws`. Fewer draws that count more expect the same,
   * with more variance and less work; a sentence of a thousand words has plenty.
   */
  readonly draws: number;
  /** Noise is drawn by counts to this power (default 0.75, word2vec's). */
  readonly noisePower: number;
  /** Learning rate of AdaGrad, above 0 (default 0.3). */
  readonly learningRate: number;
  /** Seed of the first vectors, the order of the profiles and the noise (default 42). */
  readonly seed: number;
}

/** Size, epochs, negatives and power as the papers and word2vec have them. */
export const DEFAULT_COMPLETION_SETTINGS: CompletionSettings = {
  size: 100,
  epochs: 50,
  negatives: 5,
  draws: 0.25,
  noisePower: 0.75,
  learningRate: 0.3,
  seed: 42,
};

/** What was learned of which attributes go together in profiles. */
export interface ProfileCompletion {
  /** How. */
  readonly settings: CompletionSettings;
  /** Which number of the networks the profiles were. */
  readonly profile: ProfileDefinition;
  /** The sentences that the profiles were. */
  readonly tokens: ProfileTokens;
  /** A pair of vectors for each token. */
  readonly vectors: CbowVectors;
  /** Mean loss of a word in each epoch, (epochs); NaN where it is not computed, on a GPU. */
  readonly losses: readonly number[];
}

/**
 * Fills in defaults and rejects what cannot be learned with.
 *
 * @param settings What the caller chose.
 * @returns Complete settings.
 * @throws {UsageError} Where a number is out of range.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(completionSettings({ epochs: 5 }).size, 100);
 * ```
 */
export function completionSettings(settings: Partial<CompletionSettings> = {}): CompletionSettings {
  const complete = { ...DEFAULT_COMPLETION_SETTINGS, ...settings };
  const { size, epochs, negatives, draws, noisePower, learningRate, seed } = complete;
  const check = (name: string, value: number, holds: boolean, wanted: string) => {
    if (holds) return;
    throw new UsageError(`Cannot complete profiles: ${name} is ${value}, expected ${wanted}`);
  };
  const sized = size >= 4 && size <= 1024 && size % 4 === 0;
  check("size", size, sized, "a multiple of 4 from 4 to 1024");
  check("epochs", epochs, Number.isInteger(epochs) && epochs >= 1, "an integer from 1");
  for (const [name, value] of Object.entries({ negatives, draws, learningRate })) {
    check(name, value, value > 0 && value < Infinity, "a number above 0");
  }
  check("noisePower", noisePower, Number.isFinite(noisePower), "a finite number");
  check("seed", seed, Number.isFinite(seed), "a finite number");
  return complete;
}
