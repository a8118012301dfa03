import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { type Activation, ACTIVATIONS } from "./activation.ts";
import {
  checkLength,
  checkMatrix,
  type WasmEdgeRows,
  type WasmFloats,
} from "./edge_memory_wasm.ts";
import type { EdgeKernels } from "./edge_kernels_wasm.ts";

/** What the users of a batch have rated, as the input of the encoder: a sparse X instead of a dense one. */
export interface SparseInput {
  /**
   * Takes the users of a batch.
   *
   * @param inputs x, (all users, items): normalised or thinned out as it pleases.
   * @param users Rows of `inputs` that the lanes stand for, at most as many as lanes; lanes after them are 0.
   * @throws {RangeError} Where there are more users than lanes.
   */
  set(inputs: SparseMatrix, users: ArrayLike<number>): void;
  /**
   * H[f, b] = phi(bias[f] + sum over rated items i of b and edges e from i to f of w[e] x[b, i]).
   *
   * @param edges The topology's `byItem`.
   * @param weight w, (edges).
   * @param hidden H, (attributes, lanes), overwritten.
   * @param finish Bias, (attributes), and phi, both optional.
   * @throws {RangeError} Where an operand has not the shape that the edges and lanes ask for.
   */
  encode(
    edges: WasmEdgeRows,
    weight: WasmFloats,
    hidden: WasmFloats,
    finish?: { readonly bias?: WasmFloats; readonly activation?: Activation },
  ): void;
  /**
   * g[e] = sum over users b who rated the item i of edge e of x[b, i] B[column e, b].
   *
   * @param edges The topology's `byItem`.
   * @param b B, (attributes, lanes).
   * @param gradient g, (edges), overwritten unless `accumulate` says that it is to be added to.
   * @throws {RangeError} Where an operand has not the shape that the edges and lanes ask for.
   */
  gradient(
    edges: WasmEdgeRows,
    b: WasmFloats,
    gradient: WasmFloats,
    options?: { readonly accumulate?: boolean },
  ): void;
}

/**
 * The encoder and its gradient where X is sparse. A user rates a few items in a hundred, so that both take a fraction of what `spmm` and
 * `sddmm` take with the dense X, and X need not be spread out at all. Sums run over a user's items in their order, and over
 * the users in theirs: the same bits from run to run.
 *
 * @param kernels The kernels whose memory to use.
 * @param lanes Width of the matrices, a multiple of 4.
 * @returns The input, without users as yet.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { createEdgeKernels } from "./edge_kernels_wasm.ts";
 * import { edgeTopology } from "./edge_topology.ts";
 *
 * // Item 0 has attributes 0 and 1 (weights 1 and 2), item 1 has attribute 0 (weight 3); the user gave item 1 a 5.
 * const kernels = createEdgeKernels();
 * const byItem = kernels.place(edgeTopology(bipartiteGraph(2, 2, [0, 0, 1], [0, 1, 0])).byItem);
 * const weight = kernels.floats(3), hidden = kernels.floats(8);
 * weight.values.set([1, 2, 3]);
 * const input = createSparseInput(kernels, 4);
 * input.set(sparseMatrix(1, 2, { row: [0], column: [1], value: [5] }).matrix, [0]);
 * input.encode(byItem, weight, hidden);
 * deepStrictEqual([...hidden.values], [15, 0, 0, 0, 0, 0, 0, 0]);
 * ```
 */
export function createSparseInput(kernels: EdgeKernels, lanes: number): SparseInput {
  const { memory } = kernels;
  const first = memory.take(lanes + 1);
  let capacity = 0, items = 0, values = 0, count = 0, columns = -1;
  /** Operands that all kernels of a sparse input share. */
  const check = ({ from, addresses }: WasmEdgeRows) => {
    if (addresses[2] !== 0) {
      throw new RangeError("Cannot use edges by attribute: expected the edges by item");
    }
    if (columns !== from.rows && columns !== -1) {
      throw new RangeError(`Cannot use edges of ${from.rows} items: expected ${columns}`);
    }
  };
  return {
    set({ columns: itemCount, indptr, indices, values: x }, users) {
      if (users.length > lanes) {
        throw new RangeError(
          `Cannot set a batch: it has ${users.length} users, expected at most ${lanes}`,
        );
      }
      let entries = 0;
      for (let b = 0; b < users.length; b++) entries += indptr[users[b] + 1] - indptr[users[b]];
      if (entries > capacity) {
        // Memory is never given back, so it grows by doubling.
        capacity = Math.max(entries, 2 * capacity);
        items = memory.take(capacity);
        values = memory.take(capacity);
      }
      const bounds = new Uint32Array(memory.buffer, first, users.length + 1);
      const itemView = new Uint32Array(memory.buffer, items, capacity);
      const valueView = new Float32Array(memory.buffer, values, capacity);
      let at = 0;
      for (let b = 0; b < users.length; b++) {
        const start = indptr[users[b]], end = indptr[users[b] + 1];
        itemView.set(indices.subarray(start, end), at);
        valueView.set(x.subarray(start, end), at);
        at += end - start;
        bounds[b + 1] = at;
      }
      bounds[0] = 0;
      count = users.length;
      columns = itemCount;
    },
    encode(edges, weight, hidden, { bias, activation = "identity" } = {}) {
      check(edges);
      const { from, addresses: [start, column] } = edges;
      checkLength("weight", weight, from.column.length);
      checkMatrix("hidden", hidden, from.columns, lanes);
      if (bias) checkLength("bias", bias, from.columns);
      const input = [first, count, items, values, hidden.address, 4 * lanes];
      const kind = ACTIVATIONS.indexOf(activation);
      memory.exports.encode(
        ...[start, column, weight.address, from.columns, ...input, bias?.address ?? 0, kind],
      );
    },
    gradient(edges, b, gradient, { accumulate = false } = {}) {
      check(edges);
      const { from, addresses: [start, column] } = edges;
      checkMatrix("b", b, from.columns, lanes);
      checkLength("gradient", gradient, from.column.length);
      if (!accumulate) gradient.values.fill(0);
      const input = [first, count, items, values, b.address, 4 * lanes, gradient.address];
      memory.exports.encodeGradient(start, column, ...input);
    },
  };
}
