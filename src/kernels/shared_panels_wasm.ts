import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { ACTIVATIONS } from "./activation.ts";
import { PANEL_LANES } from "./edge_kernels_wasm.ts";
import { countParts, type SharedMemory } from "./shared_memory_wasm.ts";
import type { SharedBatch } from "./shared_step_cpu.ts";
import { computeUsers } from "./shared_users_wasm.ts";

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
  const compute = memory.users.length > 0 ? computeUsers : computePanel;
  const step = PANEL_LANES * countParts(batch.users);
  for (let from = PANEL_LANES * part; from < batch.users; from += step) {
    compute(memory, batch, from, part, thread);
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
  const { hidden, back, scores, slopes, input, loss } = memory.panels[thread];
  const { exports, buffer } = kernels.memory;
  const gradients = memory.parts[part];
  const { items, neurons, objective: { activation } } = plan;
  const lanes = PANEL_LANES, stride = 4 * lanes, kind = ACTIVATIONS.indexOf(activation);
  const users = Uint32Array.from(
    { length: Math.min(lanes, batch.users - from) },
    (_, b) => from + b,
  );
  input.set(viewRows(buffer, batch.inputs, batch.users, items), users);
  input.encode(encoder, parameters.encoder, hidden, { bias: parameters.hiddenBias, activation });
  kernels.spmm(byItem, parameters.decoder, hidden, scores, lanes, { bias: parameters.outputBias });
  if (own) input.subtractFrom(own, scores);
  const losses = loss.run(scores, slopes, {
    targets: viewRows(buffer, batch.targets, batch.users, items),
    users,
    scale: new Float64Array(users.length).fill(1 / batch.users),
  });
  memory.losses.set(losses, from);
  if (gradients.own) input.products(slopes, gradients.own);
  exports.backward(
    ...[...byNeuron.addresses, neurons, parameters.decoder.address, slopes.address, stride],
    ...[hidden.address, back.address, gradients.decoder.address, kind && kind + 4],
  );
  input.gradient(encoder, back, gradients.encoder, { accumulate: true });
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
