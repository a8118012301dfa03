import type { SharedBatch, SharedObjective, SharedParameters } from "../kernels/shared_step_cpu.ts";
import type { BipartiteGraph } from "../data/bipartite_graph.ts";

/** Everything that gradient descent carries from step to step. */
export interface SharedState {
  /** The weights. */
  readonly parameters: SharedParameters<Float32Array<ArrayBuffer>>;
  /** Adam's running means of gradients; absent with SGD. */
  readonly mean?: SharedParameters<Float32Array<ArrayBuffer>>;
  /** Adam's running means of their squares; absent with SGD. */
  readonly square?: SharedParameters<Float32Array<ArrayBuffer>>;
  /** Steps taken. */
  readonly steps: number;
}

/** What an engine is made for. */
export interface SharedTask {
  /** Edges from items into neurons. */
  readonly encoder: BipartiteGraph;
  /** Edges from neurons to items; may be the same graph. */
  readonly decoder: BipartiteGraph;
  /** Edges between neurons and broader categories, (neurons, categories), where there is a second hidden layer. */
  readonly broader?: BipartiteGraph;
  /** What a step computes. */
  readonly objective: SharedObjective;
  /** Which optimiser, with its weight decay. */
  readonly optimiser: { readonly kind: "adam" | "sgd"; readonly weightDecay: number };
  /** Users in a batch at most. */
  readonly batchSize: number;
}

/** Trains one shared network by gradient descent; owns what it takes on the device. */
export interface SharedEngine extends Disposable {
  /** Where it computes. */
  readonly kind: "cpu" | "gpu";
  /** One line on what it is. */
  readonly description: string;
  /** Bytes held at once for the training, on the CPU or the GPU; bounded by edges and the batch, never users x items. */
  readonly bytes: number;
  /**
   * Takes one step of the optimiser on the gradient of the batch's mean loss. Steps follow each other in the order of the calls. The same
   * steps from the same state give the same bits on one device, whatever the number of threads.
   *
   * @param batch At most `batchSize` users.
   * @param learningRate Of this step.
   */
  step(batch: SharedBatch, learningRate: number): Promise<void>;
  /** The sum of the losses of the users of all steps since the last call, in float64. */
  takeLoss(): Promise<number>;
  /** A copy of the state. */
  read(): Promise<SharedState>;
}

/** Makes an engine that starts from a state; the state is copied. */
export type SharedEngineMaker = (task: SharedTask, state: SharedState) => Promise<SharedEngine>;
