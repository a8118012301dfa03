import { decoderOffsets, writeDecoderWeights } from "./decoder_weights.ts";
import type { TrainedBatch, TrainingTask, UserBatch } from "./user_batch.ts";
import type { UserNetworks } from "./user_networks.ts";

/**
 * What trained networks have learned about attributes and, if wanted, W2.
 *
 * @param task The graph, and whether W2 is wanted.
 * @param batch The users.
 * @param built Their networks, trained.
 * @returns A result without the times, and without a second layer.
 */
export function readTrained(
  { graph, keepWeights }: TrainingTask,
  batch: UserBatch,
  built: UserNetworks,
): Omit<TrainedBatch, "preparing" | "training" | "inner"> {
  const { networks, state, attributeStart } = built;
  const activations = new Float32Array(built.attributes.length);
  for (let row = 0; row < networks.count; row++) {
    const firstNode = networks.nodeStart[row];
    for (let l = attributeStart[row]; l < attributeStart[row + 1]; l++) {
      activations[l] = state.activation[firstNode + built.attributeNode[l]];
    }
  }
  let decoderWeights: Float32Array<ArrayBuffer> | undefined;
  if (keepWeights) {
    const offsets = decoderOffsets(batch.inputs, graph);
    decoderWeights = new Float32Array(offsets[networks.count]);
    for (let row = 0; row < networks.count; row++) {
      writeDecoderWeights(
        built,
        row,
        graph,
        decoderWeights.subarray(offsets[row], offsets[row + 1]),
      );
    }
  }
  return {
    users: batch.users,
    attributeStart: Uint32Array.from(attributeStart),
    attributes: built.attributes.slice(),
    activations,
    loss: Float32Array.from(state.loss),
    decoderWeights,
  };
}
