import { createVocabulary } from "../data/vocabulary.ts";
import type { DeepNetworks, DeepState } from "../kernels/deep_networks.ts";
import type { PersonalStep } from "../kernels/personal_networks.ts";
import { buildDeepNetworks, type DeepUserNetworks, innerScale } from "./deep_user_networks.ts";
import { readTrained } from "./trained_networks.ts";
import type { TrainedBatch, TrainingTask, UserBatch } from "./user_batch.ts";

/** Trains packed networks of two hidden layers in place. */
export type TrainDeepNetworks = (
  networks: DeepNetworks,
  state: DeepState,
  step: PersonalStep,
) => void | Promise<void>;

/**
 * Builds and trains the networks of a batch with a second hidden layer.
 *
 * @param task What all batches share; `broader` gives the layer.
 * @param batch The users.
 * @param precision Number type of the networks' state.
 * @param trainNetworks Trains them.
 * @returns What was learned.
 */
export async function trainDeepBatch(
  task: TrainingTask,
  batch: UserBatch,
  precision: "float32" | "float64",
  trainNetworks: TrainDeepNetworks,
): Promise<TrainedBatch> {
  const { graph, broader, settings } = task;
  const start = performance.now();
  const rows = batch.users.map((_, row) => row);
  const built = buildDeepNetworks(
    rows,
    batch.inputs,
    createVocabulary(batch.ids),
    graph,
    broader!,
    { initialisation: settings.initialisation, precision, collapse: task.collapse },
  );
  const ready = performance.now();
  await trainNetworks(built.networks, built.state, settings);
  const trained = performance.now();
  const { categoryStart, categories } = built;
  const inner = {
    categoryStart: Uint32Array.from(categoryStart),
    categories: categories.slice(),
    activations: categoryActivations(built),
    weights: innerWeights(built, task),
  };
  return {
    ...readTrained(task, batch, built),
    inner,
    preparing: ready - start + (performance.now() - trained),
    training: trained - ready,
  };
}

/** c_g of each category after the last step. */
function categoryActivations(built: DeepUserNetworks): Float32Array<ArrayBuffer> {
  const { networks, state } = built;
  const sums = new Float64Array(networks.categoryMultiplicity.length);
  const activations = new Float32Array(built.categories.length);
  for (let network = 0; network < networks.count; network++) {
    const first = networks.categoryStart[network];
    for (let c = networks.nodeStart[network]; c < networks.nodeStart[network + 1]; c++) {
      const hidden = Math.sqrt(networks.multiplicity[c]) / (1 + Math.exp(-state.activation[c]));
      for (let e = networks.innerRow[c]; e < networks.innerRow[c + 1]; e++) {
        sums[first + networks.innerCategory[e]] += hidden * state.up[e];
      }
    }
    for (let k = built.categoryStart[network]; k < built.categoryStart[network + 1]; k++) {
      const g = first + built.categoryNode[k];
      activations[k] = sums[g] / Math.sqrt(networks.categoryMultiplicity[g]);
    }
  }
  return activations;
}

/** U1 by user, attribute and category, without the factors that it is stored with. */
function innerWeights(
  built: DeepUserNetworks,
  { broader }: TrainingTask,
): Float32Array<ArrayBuffer> {
  const { networks, state } = built, { itemStart, itemAttributes } = broader!;
  const nodeOf = new Map<number, number>(), weights: number[] = [];
  for (let network = 0; network < networks.count; network++) {
    const first = networks.categoryStart[network];
    nodeOf.clear();
    for (let k = built.categoryStart[network]; k < built.categoryStart[network + 1]; k++) {
      nodeOf.set(built.categories[k], built.categoryNode[k]);
    }
    for (let l = built.attributeStart[network]; l < built.attributeStart[network + 1]; l++) {
      const node = networks.nodeStart[network] + built.attributeNode[l], f = built.attributes[l];
      for (let k = itemStart[f]; k < itemStart[f + 1]; k++) {
        const category = nodeOf.get(itemAttributes[k])!;
        let e = networks.innerRow[node];
        while (networks.innerCategory[e] !== category) e++;
        weights.push(state.up[e] / innerScale(networks, node, first, e));
      }
    }
  }
  return Float32Array.from(weights);
}
