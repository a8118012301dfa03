import { createVocabulary } from "../data/vocabulary.ts";
import type { PackedResult, PackedStart } from "../kernels/personal_autoencoder.ts";
import { type PackedNetworks, packNetworks } from "../kernels/personal_packing.ts";
import { type TierLimits, tierOf } from "../kernels/personal_tiers.ts";
import type { TrainedBatch, TrainingTask, UserBatch } from "./user_batch.ts";
import { buildUserNetworks, type UserNetworks } from "./user_networks.ts";

/** Networks of one tier, ready to be uploaded. */
export interface PreparedPart {
  /** The networks. */
  readonly packed: PackedNetworks;
  /** Where they start. */
  readonly start: PackedStart;
  /** Row of each network in the batch, (count). */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Where the activation of each attribute is, users in the order of `rows`, (attributes of these users). */
  readonly attributeSlot: Uint32Array<ArrayBuffer>;
}

/** A batch whose networks are built and packed. */
export interface PreparedBatch {
  /** The result with everything that is known before training; activations and losses are still 0. */
  readonly result: TrainedBatch;
  /** Networks by tier. */
  readonly parts: readonly PreparedPart[];
  /** Rows of the users whose networks fit no tier. */
  readonly rest: readonly number[];
}

/**
 * Builds and packs the networks of a batch: all that a GPU needs a CPU for, so that Workers can do it.
 *
 * @param task What all batches share.
 * @param batch The users.
 * @param limits What packing must keep to.
 * @returns The batch, ready to be uploaded.
 */
export function prepareBatch(
  task: TrainingTask,
  batch: UserBatch,
  limits: TierLimits,
): PreparedBatch {
  const started = performance.now();
  const { initialisation } = task.settings;
  const rows = batch.users.map((_, row) => row);
  const built = buildUserNetworks(rows, batch.inputs, createVocabulary(batch.ids), task.graph, {
    initialisation,
    precision: "float32",
    collapse: task.collapse,
  });
  const { networks } = built;
  const occupied = [...rows].filter((row) => networks.itemStart[row] < networks.itemStart[row + 1]);
  const byTier = Map.groupBy(occupied, (row) => tierOf(networks, row, limits));
  const rest = byTier.get(-1) ?? [];
  byTier.delete(-1);
  const constant = initialisation.kind === "constant" ? initialisation.value : undefined;
  const parts = [...byTier].map(([tier, chosen]) =>
    preparePart(built, chosen, packNetworks(networks, chosen, tier, limits.lanes[tier]), constant)
  );
  return {
    result: {
      users: batch.users,
      attributeStart: Uint32Array.from(built.attributeStart),
      attributes: built.attributes.slice(),
      activations: new Float32Array(built.attributes.length),
      loss: new Float32Array(networks.count),
      preparing: performance.now() - started,
      training: 0,
    },
    parts,
    rest,
  };
}

function preparePart(
  built: UserNetworks,
  chosen: readonly number[],
  packed: PackedNetworks,
  constant: number | undefined,
): PreparedPart {
  const { networks, state, attributeStart, attributeNode } = built;
  const activation = new Float32Array(packed.nodeSlot.length);
  const weight = constant === undefined ? new Float32Array(packed.weights) : undefined;
  const attributes = chosen.reduce((sum, n) => sum + attributeStart[n + 1] - attributeStart[n], 0);
  const attributeSlot = new Uint32Array(attributes);
  let node = 0, edge = 0, attribute = 0;
  for (const network of chosen) {
    for (let l = attributeStart[network]; l < attributeStart[network + 1]; l++) {
      attributeSlot[attribute++] = packed.nodeSlot[node + attributeNode[l]];
    }
    for (let c = networks.nodeStart[network]; c < networks.nodeStart[network + 1]; c++) {
      activation[packed.nodeSlot[node++]] = state.activation[c];
    }
    if (!weight) continue;
    for (let e = networks.edgeStart[network]; e < networks.edgeStart[network + 1]; e++) {
      weight[packed.edgeSlot[edge++]] = state.weight[e];
    }
  }
  return {
    packed,
    start: { activation, weight: weight ?? constant! },
    rows: Uint32Array.from(chosen),
    attributeSlot,
  };
}

/** Writes what the GPU learned about one part into the batch's result. */
export function keepPart(
  result: TrainedBatch,
  { rows, attributeSlot }: PreparedPart,
  { activation, loss }: PackedResult,
): void {
  let attribute = 0;
  rows.forEach((row, index) => {
    for (let l = result.attributeStart[row]; l < result.attributeStart[row + 1]; l++) {
      result.activations[l] = activation[attributeSlot[attribute++]];
    }
    result.loss[row] = loss[index];
  });
}

/** Buffers of a prepared batch, to be moved and not copied between threads. */
export function buffersOfPrepared({ result, parts }: PreparedBatch): Transferable[] {
  const { users, attributeStart, attributes, activations, loss } = result;
  const arrays = [users, attributeStart, attributes, activations, loss];
  for (const { packed, start, rows, attributeSlot } of parts) {
    const { records, rows: packedRows, itemEdge, edgeItem, nodeSlot, edgeSlot } = packed;
    arrays.push(records, packedRows, itemEdge, edgeItem, nodeSlot, edgeSlot);
    arrays.push(start.activation, rows, attributeSlot);
    if (typeof start.weight !== "number") arrays.push(start.weight);
  }
  return arrays.map((array) => array.buffer);
}
