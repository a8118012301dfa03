import type { Dataset } from "../../src/data/dataset.ts";
import type { SharedModel } from "../../src/model/shared_model.ts";
import type { GradientSettings, SharedSettings } from "../../src/model/shared_settings.ts";
import { quickSettings, train } from "../train/_shared.ts";
import { randomDataset } from "./_datasets.ts";

/** A small shared model; `batches` interrupts its training after so many. */
export async function sharedModel(
  { dataset = randomDataset(40, { users: 20 }), training = {}, network = {}, batches }: {
    readonly dataset?: Dataset;
    readonly training?: Partial<GradientSettings>;
    readonly network?: Partial<Omit<SharedSettings, "training">>;
    readonly batches?: number;
  } = {},
): Promise<SharedModel> {
  const settings = quickSettings({ epochs: 2, validateEvery: 1, ...training }, network);
  const controller = new AbortController();
  const result = await train(dataset, settings, {
    signal: controller.signal,
    onProgress: ({ stage, done }) => {
      if (stage === "train" && done === batches) controller.abort();
    },
  });
  return { settings, dataset, ...result };
}

/** The same network as if it came from the closed form. */
export async function ridgeModel(): Promise<SharedModel> {
  const { network, dataset } = await sharedModel();
  return {
    settings: {
      neurons: "both",
      fans: 3,
      fansKind: "pure",
      training: { solver: "ridge", seed: 42 },
    },
    dataset,
    network,
    training: {
      solver: "ridge",
      fansPenalty: 100.5,
      attributePenalty: 3,
      trials: [{ fansPenalty: 100.5, attributePenalty: 3, ndcg: 0.25 }],
      bytes: 4096,
    },
  };
}
