import { UsageError } from "../errors.ts";

/** How the weights of a user's network start. */
export type Initialisation =
  /** Every weight of both layers is `value`; the released code takes 0.01. */
  | { readonly kind: "constant"; readonly value: number }
  /**
   * Each weight is uniform on +-sqrt(6 / (items + attributes)) of the user's network (Glorot and Bengio 2010, equation 16),
   * drawn from a stream that the seed and the user's id decide.
   */
  | { readonly kind: "xavier"; readonly seed: number };

/** How personal networks are trained. */
export interface PersonalSettings {
  /** Epochs of plain gradient descent, at least 1. */
  readonly epochs: number;
  /** Learning rate, above 0. */
  readonly learningRate: number;
  /** Start of the weights. */
  readonly initialisation: Initialisation;
  /**
   * Hidden layers (default 1). With 2 the broader categories of the data set's attributes stand behind these: items -> attributes ->
   * broader categories -> attributes -> items.
   */
  readonly layers?: 1 | 2;
}

/**
 * The settings of the released code of Bellini et al.; their papers report learning rate 0.03 and Xavier initialisation with
 * 1,000 or 10,000 epochs.
 */
export const DEFAULT_PERSONAL_SETTINGS: PersonalSettings = {
  epochs: 1000,
  learningRate: 0.3,
  initialisation: { kind: "constant", value: 0.01 },
};

/**
 * Fills in defaults and rejects what cannot be trained with.
 *
 * @param settings What the caller chose.
 * @returns Complete settings.
 * @throws {UsageError} Where a number is out of range.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(personalSettings({ epochs: 10 }).learningRate, 0.3);
 * ```
 */
export function personalSettings(settings: Partial<PersonalSettings> = {}): PersonalSettings {
  const complete = { ...DEFAULT_PERSONAL_SETTINGS, ...settings };
  const { epochs, learningRate, initialisation, layers } = complete;
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new UsageError(`Cannot train: epochs is ${epochs}, expected a whole number from 1`);
  }
  if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    throw new UsageError(
      `Cannot train: learning rate is ${learningRate}, expected a number above 0`,
    );
  }
  const start = initialisation.kind === "constant" ? initialisation.value : initialisation.seed;
  if (!Number.isFinite(start)) {
    throw new UsageError(
      `Cannot train: the ${initialisation.kind} initialisation is given ${start}, expected a finite number`,
    );
  }
  if (layers !== undefined && layers !== 1 && layers !== 2) {
    throw new UsageError(`Cannot train: the number of layers is ${layers}, expected 1 or 2`);
  }
  return complete;
}
