import { edgeTopology } from "../kernels/edge_topology.ts";
import { sharedGradients } from "../kernels/shared_step_cpu.ts";
import { movingState } from "./moving_state.ts";
import type { SharedEngine, SharedState, SharedTask } from "./shared_engine.ts";
import { deepOwnPaths, ownPaths } from "./shared_network.ts";
import { copyState, stateBytes } from "./shared_state.ts";

/**
 * The plain engine: one thread, every sum in float64, the state in float32. What other engines are held against, and what trains where
 * they cannot. Its steps do not give way to other work; the loop of the training does.
 *
 * @param task What to train.
 * @param state Where to start; copied.
 * @returns The engine.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // One item, one neuron: z = 0.5, the target is 1, so the loss is 0.25 and each weight's slope -0.5 or -1.
 * const graph = bipartiteGraph(1, 1, [0], [0]);
 * using engine = await referenceEngine({
 *   encoder: graph,
 *   decoder: graph,
 *   objective: { activation: "identity", loss: "squared-error", excludeOwnPath: false },
 *   optimiser: { kind: "sgd", weightDecay: 0 },
 *   batchSize: 1,
 * }, { parameters: { encoder: Float32Array.of(1), decoder: Float32Array.of(0.5) }, steps: 0 });
 * const x = sparseMatrix(1, 1, { row: [0], column: [0], value: [1] }).matrix;
 * await engine.step({ inputs: x, targets: x }, 0.25);
 * deepStrictEqual(await engine.takeLoss(), 0.25);
 * const { parameters } = await engine.read();
 * deepStrictEqual([...parameters.encoder, ...parameters.decoder], [1 + 0.25 * 0.5, 0.5 + 0.25 * 1]);
 * ```
 */
export function referenceEngine(task: SharedTask, state: SharedState): Promise<SharedEngine> {
  const { encoder, decoder, broader, objective } = task;
  const topology = {
    encoder: edgeTopology(encoder),
    decoder: edgeTopology(decoder),
    broader: broader && edgeTopology(broader),
    ownPaths: broader ? deepOwnPaths(encoder, decoder, broader) : ownPaths(encoder, decoder),
  };
  const moving = movingState(state, task.optimiser);
  let loss = 0;
  return Promise.resolve({
    kind: "cpu",
    description: "CPU (TypeScript in float64, 1 thread)",
    // X, Z, dZ and what the own path takes off are dense over items, H and dH over neurons; gradients are float64. A second layer has
    // M and its slopes, and K and its slopes over categories.
    bytes: stateBytes(moving.current()) +
      8 * task.batchSize * (4 * encoder.items + 2 * encoder.attributes) +
      8 * (encoder.itemAttributes.length + decoder.itemAttributes.length) +
      (broader
        ? 16 * task.batchSize * (broader.items + broader.attributes) +
          16 * broader.itemAttributes.length
        : 0),
    step(batch, learningRate) {
      const { losses, gradients } = sharedGradients(
        topology,
        moving.parameters,
        objective,
        batch,
      );
      for (const one of losses) loss += one;
      moving.step((name) => gradients[name]!, learningRate);
      return Promise.resolve();
    },
    takeLoss() {
      const taken = loss;
      loss = 0;
      return Promise.resolve(taken);
    },
    read: () => Promise.resolve(copyState(moving.current())),
    [Symbol.dispose]() {},
  });
}
