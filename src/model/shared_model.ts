import type { Dataset } from "../data/dataset.ts";
import type { SharedState } from "./shared_engine.ts";
import type { SharedNetwork } from "./shared_network.ts";
import type { SharedSettings } from "./shared_settings.ts";

/** What shared mode has learned: one network for the whole catalogue. */
export interface SharedModel {
  /** How it was built and trained. */
  readonly settings: SharedSettings;
  /** What it was trained on; its interactions hold the training ratings only. */
  readonly dataset: Dataset;
  /** The network. */
  readonly network: SharedNetwork;
  /** How the training went. */
  readonly training: SharedTraining;
  /** What `resume` goes on from; only where gradient descent was interrupted. */
  readonly unfinished?: UnfinishedGradient;
}

/** How a training went. */
export type SharedTraining = RidgeTraining | GradientTraining;

/** What the closed form chose. */
export interface RidgeTraining {
  /** Tells the solvers apart. */
  readonly solver: "ridge";
  /** lambda. */
  readonly fansPenalty: number;
  /** mu. */
  readonly attributePenalty: number;
  /** Each pair of penalties that was validated, in the order of the trials; empty where both were given. */
  readonly trials: readonly {
    /** lambda. */
    readonly fansPenalty: number;
    /** mu. */
    readonly attributePenalty: number;
    /** nDCG@10 on the held-out part. */
    readonly ndcg: number;
  }[];
  /** Bytes held at once beside the training data. */
  readonly bytes: number;
}

/** What gradient descent went through. */
export interface GradientTraining {
  /** Tells the solvers apart. */
  readonly solver: "gradient";
  /** One record for each epoch. */
  readonly epochs: readonly EpochRecord[];
  /** The epoch whose weights the network has: the best validated one, or the last. */
  readonly bestEpoch: number;
  /** False where the training was interrupted. */
  readonly complete: boolean;
  /** Bytes held at once beside the training data. */
  readonly bytes: number;
}

/** One epoch of gradient descent. */
export interface EpochRecord {
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Mean loss of a user, as the steps of the epoch saw it. */
  readonly loss: number;
  /** Learning rate of the epoch's last step. */
  readonly learningRate: number;
  /** nDCG@10 on the held-out part, where the epoch was validated. */
  readonly ndcg?: number;
}

/** Where an interrupted gradient descent stands. */
export interface UnfinishedGradient {
  /** Epochs finished. */
  readonly epoch: number;
  /** Batches finished of the epoch after these. */
  readonly batch: number;
  /** Sum of the losses of these batches' users. */
  readonly loss: number;
  /** Weights and moments after these batches. */
  readonly state: SharedState;
}
