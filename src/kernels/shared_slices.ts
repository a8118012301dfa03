import { GpuError } from "../errors.ts";
import type { AdapterFacts } from "../gpu/device.ts";
import { cellLossWords } from "./cell_loss.ts";
import { padLanes } from "./edge_topology.ts";
import { RATED_CHUNK_EDGES } from "./rated_spmm.ts";
import { CHUNK_EDGES, countParts } from "./row_chunks.ts";
import type { SharedObjective, SharedTopology } from "./shared_step_cpu.ts";

/** How a batch goes through matrices that a binding holds. */
export interface BatchSlices {
  /** Width of the matrices, a multiple of 4. */
  readonly lanes: number;
  /** How many times that a full batch takes. */
  readonly count: number;
}

/**
 * Cuts a batch into slices of users, where a matrix of all of them would pass the adapter's binding limit.
 *
 * @param facts What a binding holds.
 * @param topology The edges.
 * @param objective Loss.
 * @param batchSize Users of a batch at most.
 * @returns One slice wherever it fits; else whole words of 32 lanes or blocks of 256 where there is room for them.
 * @throws {GpuError} Where not even four users fit.
 */
export function sliceBatch(
  { bindingBytes }: Pick<AdapterFacts, "bindingBytes">,
  { encoder, decoder, broader }: SharedTopology,
  { loss }: SharedObjective,
  batchSize: number,
): BatchSlices {
  const { rows: items, columns: neurons } = encoder.byItem;
  const rows = Math.max(
    ...[1, items, neurons],
    countParts(encoder.byAttribute, RATED_CHUNK_EDGES),
    countParts(decoder.byAttribute, RATED_CHUNK_EDGES),
    countParts(decoder.byItem, CHUNK_EDGES),
    ...(broader
      ? [
        broader.byItem.columns,
        countParts(broader.byItem, CHUNK_EDGES),
        countParts(broader.byAttribute, CHUNK_EDGES),
      ]
      : []),
    loss === "observed-squared-error" ? 0 : cellLossWords(loss, items, 1),
  );
  const most = Math.floor(bindingBytes / 16 / rows) * 4;
  if (most === 0) {
    throw new GpuError(
      `Cannot train on the GPU: a matrix of four users takes ${16 * rows} bytes, ` +
        `expected at most ${bindingBytes}`,
    );
  }
  const needed = padLanes(batchSize);
  const block = most >= 256 ? 256 : most >= 32 ? 32 : 4;
  const lanes = needed <= most ? needed : most - most % block;
  return { lanes, count: lanes === 0 ? 1 : Math.ceil(needed / lanes) };
}
