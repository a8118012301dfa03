import type { Model } from "../../../src/model/model.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../../src/model/shared_settings.ts";
import type { Dataset } from "../../../src/data/dataset.ts";
import { oddUsers, randomDataset, trainOnCpu } from "../../model/_datasets.ts";
import { type NetworkOptions, randomNetwork } from "../../model/_shared_networks.ts";

/** A model and the recommenders that it can be explained with. */
export interface Explainable {
  readonly model: Model;
  readonly recommenders: readonly string[];
}

/** Small models of both modes, with users of every odd kind, biases, other activations and both kinds of fans. */
export async function modelsOfEveryKind(): Promise<Explainable[]> {
  const personal = ["attribute-sum", "profile-knn"];
  const shared = (dataset: Dataset, seed: number, options: NetworkOptions = {}): Explainable => ({
    model: {
      settings: { ...DEFAULT_SHARED_SETTINGS, fansKind: options.fansKind ?? "pure" },
      dataset,
      network: randomNetwork(dataset.graph, seed, options),
      training: { solver: "ridge", fansPenalty: 1, attributePenalty: 1, trials: [], bytes: 0 },
    },
    recommenders: ["reconstruction"],
  });
  return [
    { model: await trainOnCpu(randomDataset(50)), recommenders: personal },
    { model: await trainOnCpu(oddUsers()), recommenders: personal },
    shared(randomDataset(51), 1),
    shared(randomDataset(52), 2, { biases: true, activation: "tanh" }),
    shared(randomDataset(53), 3, { neurons: "fans", fansKind: "neighbourhood", biases: true }),
    shared(oddUsers(), 4, { neurons: "attributes", activation: "relu", biases: true }),
    shared(oddUsers(), 5, { activation: "sigmoid" }),
  ];
}
