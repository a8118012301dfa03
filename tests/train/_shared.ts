import type { Dataset } from "../../src/data/dataset.ts";
import { referenceEngine } from "../../src/model/shared_reference_engine.ts";
import {
  DEFAULT_GRADIENT_SETTINGS,
  type GradientSettings,
  type SharedSettings,
  sharedSettings,
} from "../../src/model/shared_settings.ts";
import {
  type GradientOptions,
  type GradientResult,
  type SharedGradientSettings,
  trainGradient,
} from "../../src/train/shared_gradient.ts";

/** Small batches and few epochs, so that tests are quick and still have several of both. */
export function quickSettings(
  training: Partial<GradientSettings> = {},
  network: Partial<Omit<SharedSettings, "training">> = {},
): SharedGradientSettings {
  const complete = {
    ...DEFAULT_GRADIENT_SETTINGS,
    batchSize: 8,
    epochs: 4,
    validateEvery: 2,
    patience: 3,
    learningRate: 0.01,
    dropout: 0.3,
    ...training,
  };
  return { ...sharedSettings({ fans: 3, ...network, training: complete }), training: complete };
}

/** Trains on the reference engine, on one thread. */
export function train(
  dataset: Dataset,
  settings: SharedGradientSettings,
  options: GradientOptions = {},
): Promise<GradientResult> {
  return trainGradient(dataset, settings, referenceEngine, { threads: 1, ...options });
}
