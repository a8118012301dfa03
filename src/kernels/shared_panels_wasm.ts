import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { ACTIVATIONS } from "./activation.ts";
import { PANEL_LANES } from "./edge_kernels_wasm.ts";
import { MOST_PARTS, type SharedMemory } from "./shared_memory_wasm.ts";
import type { SharedBatch } from "./shared_step_cpu.ts";

/** Rows of a sparse matrix in the memory of a step. */
export interface PlacedRows {
  /** Where the bounds of the rows, the columns and the values are, bytes. */
  readonly addresses: readonly [indptr: number, indices: number, values: number];
  /** Number of entries. */
  readonly entries: number;
}

/** A batch in the memory of a step; plain numbers, to be sent to threads. */
export interface PlacedBatch {
  /** Number of users. */
  readonly users: number;
  /** x after dropout and normalisation. */
  readonly inputs: PlacedRows;
  /** What the scores are held against. */
  readonly targets: PlacedRows;
}

/** Puts batches into the memory of a step, each in place of the one before. */
export function createBatchPlace(
  { kernels: { memory }, plan: { batchSize } }: SharedMemory,
): (batch: SharedBatch) => PlacedBatch {
  const place = () => {
    const indptr = memory.take(batchSize + 1);
    let capacity = 0, indices = 0, values = 0;
    return (from: SparseMatrix): PlacedRows => {
      const entries = from.indices.length;
      if (entries > capacity) {
        // Memory is never given back, so it grows by doubling.
        capacity = Math.max(entries, 2 * capacity);
        indices = memory.take(capacity);
        values = memory.take(capacity);
      }
      new Uint32Array(memory.buffer, indptr, from.rows + 1).set(from.indptr);
      new Uint32Array(memory.buffer, indices, entries).set(from.indices);
      new Float32Array(memory.buffer, values, entries).set(from.values);
      return { addresses: [indptr, indices, values], entries };
    };
  };
  const inputs = place(), targets = place();
  return (batch) => ({
    users: batch.inputs.rows,
    inputs: inputs(batch.inputs),
    targets: targets(batch.targets),
  });
}

/**
 * Parts that a batch is cut into.
 *
 * @param users Users of the batch.
 * @returns How many parts have users.
 */
export function countParts(users: number): number {
  return Math.min(MOST_PARTS, Math.ceil(users / PANEL_LANES));
}

/**
 * Losses and gradients of a part of a batch: of panel `part`, `part + parts` and so on, in this order. What `sharedGradients` gives for these
 * users, in float32, but for the own paths' share in the gradients of weights, which `updateShared` takes out.
 *
 * @param memory Where everything is; the part's gradients and its users' losses are overwritten.
 * @param batch The batch.
 * @param part Which part.
 * @param thread Whose scratch to compute in.
 */
export function computePart(
  memory: SharedMemory,
  batch: PlacedBatch,
  part: number,
  thread: number,
): void {
  const { kernels, partBytes, parts } = memory;
  kernels.memory.exports.clear(parts[part].encoder.address, partBytes);
  const step = PANEL_LANES * countParts(batch.users);
  for (let from = PANEL_LANES * part; from < batch.users; from += step) {
    computePanel(memory, batch, from, part, thread);
  }
}

function computePanel(
  memory: SharedMemory,
  batch: PlacedBatch,
  from: number,
  part: number,
  thread: number,
): void {
  const { plan, kernels, encoder, decoder: { byItem, byNeuron }, parameters, own } = memory;
  const { hidden, back, scores, slopes, loss } = memory.scratch[thread];
  const { exports, buffer } = kernels.memory;
  const gradients = memory.parts[part];
  const { items, neurons, objective: { activation } } = plan;
  const users = Math.min(PANEL_LANES, batch.users - from), lanes = PANEL_LANES, stride = 4 * lanes;
  const [indptr, indices, values] = batch.inputs.addresses;
  const [start, column] = encoder.addresses;
  const entries = [indptr + 4 * from, users, indices, values] as const;
  exports.encode(
    ...[start, column, parameters.encoder.address, neurons, ...entries, hidden.address, stride],
    ...[parameters.hiddenBias?.address ?? 0, ACTIVATIONS.indexOf(activation)],
  );
  kernels.spmm(byItem, parameters.decoder, hidden, scores, lanes, { bias: parameters.outputBias });
  const inputs = viewRows(buffer, batch.inputs, batch.users, items);
  if (own) {
    const z = scores.values, c = own.values;
    forEntries(inputs, from, users, (item, x, b) => z[item * lanes + b] -= c[item] * x);
  }
  const losses = loss.run(scores, slopes, {
    targets: viewRows(buffer, batch.targets, batch.users, items),
    users: Uint32Array.from({ length: users }, (_, b) => from + b),
    scale: new Float64Array(users).fill(1 / batch.users),
  });
  memory.losses.set(losses, from);
  if (gradients.own) {
    const dz = slopes.values, p = gradients.own.values;
    forEntries(inputs, from, users, (item, x, b) => p[item] += x * dz[item * lanes + b]);
  }
  const more = { accumulate: true };
  kernels.sddmm(byItem, slopes, hidden, gradients.decoder, lanes, more);
  const slopeOf = { slopeOf: activation, values: hidden };
  kernels.spmm(byNeuron, parameters.decoder, slopes, back, lanes, slopeOf);
  exports.encodeGradient(
    ...[start, column, ...entries, back.address, stride, gradients.encoder.address],
  );
  const { hiddenBias, outputBias } = gradients;
  if (hiddenBias) exports.rowSums(back.address, neurons, stride, hiddenBias.address);
  if (outputBias) exports.rowSums(slopes.address, items, stride, outputBias.address);
}

function viewRows(
  buffer: ArrayBufferLike,
  { addresses: [indptr, indices, values], entries }: PlacedRows,
  rows: number,
  columns: number,
): SparseMatrix {
  return {
    rows,
    columns,
    indptr: new Uint32Array(buffer, indptr, rows + 1),
    indices: new Uint32Array(buffer, indices, entries),
    values: new Float32Array(buffer, values, entries),
  };
}

function forEntries(
  { indptr, indices, values }: SparseMatrix,
  from: number,
  users: number,
  visit: (item: number, value: number, lane: number) => void,
): void {
  for (let b = 0; b < users; b++) {
    for (let k = indptr[from + b]; k < indptr[from + b + 1]; k++) visit(indices[k], values[k], b);
  }
}
