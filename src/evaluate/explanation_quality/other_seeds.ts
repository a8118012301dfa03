import type { RunOptions } from "../../events.ts";
import { isShared, type Model } from "../../model/model.ts";
import type { Backend } from "../../model/training_backend.ts";
import { trainPersonal } from "../../train/personal.ts";
import { trainShared } from "../../train/shared.ts";

/** What a seed decides in the training of a model, and which seeds are others than its own. */
export interface SeedChoice {
  /** What the seed decides: a clause such as `the first weights (xavier)`. */
  readonly decides: string;
  /** Seeds to train with; none where nothing is drawn. */
  readonly seeds: readonly number[];
}

/** The first of the other seeds of models that were trained without one. */
const FIRST_SEED = 43;

/**
 * Chooses other seeds for a model: those that follow its own.
 *
 * @param model The model.
 * @param count How many, from 0.
 * @returns The seeds and what they decide; no seeds where nothing is drawn, as in a closed form with given penalties.
 */
export function otherSeeds(model: Model, count: number): SeedChoice {
  const after = (seed: number) => Array.from({ length: count }, (_, k) => seed + 1 + k);
  if (!isShared(model)) {
    const { initialisation } = model.settings;
    return initialisation.kind === "xavier"
      ? { decides: "the first weights (xavier)", seeds: after(initialisation.seed) }
      : {
        decides: "the first weights (xavier; this model's are constant)",
        seeds: after(FIRST_SEED - 1),
      };
  }
  const { training } = model.settings;
  if (training.solver === "gradient") {
    return {
      decides: "the first weights, the order of users, dropout and the held-out part",
      seeds: after(training.seed),
    };
  }
  const isGiven = training.fansPenalty !== undefined && training.attributePenalty !== undefined;
  return {
    decides: "the held-out part that the penalties are validated on",
    seeds: isGiven ? [] : after(training.seed),
  };
}

/**
 * Trains a model again with another seed, on the same data.
 *
 * @param model The model.
 * @param seed The seed.
 * @param backend Where to compute.
 * @param run Progress and abort signal.
 * @returns The other model.
 * @throws The signal's reason, where the signal aborts: half a training cannot be compared.
 */
export async function trainWithSeed(
  model: Model,
  seed: number,
  backend: Backend,
  run: RunOptions = {},
): Promise<Model> {
  const { dataset } = model;
  const trained = isShared(model)
    ? await trainShared(
      dataset,
      { ...model.settings, training: { ...model.settings.training, seed } },
      backend,
      run,
    )
    : await trainPersonal(
      dataset,
      { ...model.settings, initialisation: { kind: "xavier", seed } },
      backend,
      run,
    );
  run.signal?.throwIfAborted();
  return trained;
}
