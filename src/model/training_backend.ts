import type {
  PersonalNetworks,
  PersonalState,
  PersonalStep,
} from "../kernels/personal_networks.ts";
import type { SharedEngineMaker } from "./shared_engine.ts";
import type { TrainedBatch, TrainingTask, UserBatch } from "./user_batch.ts";

/** Something that trains networks: it allocates what it needs by itself and keeps nothing between calls. */
export interface Backend extends Disposable {
  /** Where it computes. */
  readonly kind: "cpu" | "gpu";
  /** One line on what it is and why it was chosen. */
  readonly description: string;
  /** CPU cores that it may use. */
  readonly threads: number;
  /** Makes what trains a shared network by gradient descent. */
  readonly sharedEngine: SharedEngineMaker;
  /** Number type that the state should have. */
  readonly precision: "float32" | "float64";
  /**
   * User edges to train together: enough to keep it busy, few enough to bound memory, to report progress and to stop within
   * a second when asked.
   */
  readonly batchEdges: number;
  /**
   * Trains every network from its state on.
   *
   * @param networks The packed networks.
   * @param state Changed in place.
   * @param step Epochs and learning rate.
   */
  trainNetworks(
    networks: PersonalNetworks,
    state: PersonalState,
    step: PersonalStep,
  ): Promise<void>;
  /**
   * Builds and trains the networks of many users, batch by batch. Which batch a user is in, and what else is trained, changes
   * no bit of the user's result.
   *
   * @param task What all batches share.
   * @param batches The users; taken one by one, so they may be made as they are needed.
   * @param keep Called with each trained batch, in the order in which they are done.
   * @param signal Begins no further batch.
   */
  trainUsers(
    task: TrainingTask,
    batches: Iterable<UserBatch>,
    keep: (trained: TrainedBatch) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}
