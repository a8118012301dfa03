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
  /**
   * Z[i, b] -= factor[i] x[b, i].
   *
   * @param factor One number for each item, (items).
   * @param z Z, (items, lanes).
   * @throws {RangeError} Where an operand has not the shape that the items and lanes ask for.
   */
  subtractFrom(factor: WasmFloats, z: WasmFloats): void;
  /**
   * sums[i] += sum over users b of x[b, i] Z[i, b].
   *
   * @param z Z, (items, lanes).
   * @param sums One number for each item, (items).
   * @throws {RangeError} Where an operand has not the shape that the items and lanes ask for.
   */
  products(z: WasmFloats, sums: WasmFloats): void;
}

/**
 * The encoder and its gradient where X is sparse. A user rates a few items in a hundred, so that both take a fraction of what `spmm` and
 * `sddmm` take with the dense X. X is kept in pieces of four lanes, those that are not all 0, by item: popular items fill theirs, and each
 * edge finds the rows of its neuron in the cache for one piece after the other. Sums run over the items and the lanes in their order: the
 * same bits from run to run.
 *
 * @param kernels The kernels whose memory to use, 24 bytes for every four lanes of every item.
 * @param items Number of items.
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
 * const input = createSparseInput(kernels, 2, 4);
 * input.set(sparseMatrix(1, 2, { row: [0], column: [1], value: [5] }).matrix, [0]);
 * input.encode(byItem, weight, hidden);
 * deepStrictEqual([...hidden.values], [15, 0, 0, 0, 0, 0, 0, 0]);
 * ```
 */
export function createSparseInput(kernels: EdgeKernels, items: number, lanes: number): SparseInput {
  const { memory, memory: { exports } } = kernels;
  const most = items * Math.ceil(lanes / 4), stride = 4 * lanes;
  const pieces = memory.floats(4 * most), places = memory.words(2 * most);
  const gather = createGatherer(items);
  let count = 0;
  const checkEdges = ({ from, addresses }: WasmEdgeRows) => {
    if (addresses[2] !== 0) {
      throw new RangeError("Cannot use edges by attribute: expected the edges by item");
    }
    if (from.rows !== items) {
      throw new RangeError(`Cannot use edges of ${from.rows} items: expected ${items}`);
    }
  };
  const x = () => [pieces.address, places.address, count] as const;
  return {
    set(inputs, users) {
      if (users.length > lanes) {
        throw new RangeError(
          `Cannot set a batch: it has ${users.length} users, expected at most ${lanes}`,
        );
      }
      if (inputs.columns !== items) {
        throw new RangeError(
          `Cannot set a batch: it has ${inputs.columns} items, expected ${items}`,
        );
      }
      count = gather(inputs, users, pieces.values, places.values);
    },
    encode(edges, weight, hidden, { bias, activation = "identity" } = {}) {
      checkEdges(edges);
      const { from, addresses: [start, column] } = edges;
      checkLength("weight", weight, from.column.length);
      checkMatrix("hidden", hidden, from.columns, lanes);
      if (bias) checkLength("bias", bias, from.columns);
      exports.encode(
        ...[start, column, weight.address, from.columns, ...x(), hidden.address, stride],
        ...[bias?.address ?? 0, ACTIVATIONS.indexOf(activation)],
      );
    },
    gradient(edges, b, gradient, { accumulate = false } = {}) {
      checkEdges(edges);
      const { from, addresses: [start, column] } = edges;
      checkMatrix("b", b, from.columns, lanes);
      checkLength("gradient", gradient, from.column.length);
      if (!accumulate) gradient.values.fill(0);
      exports.encodeGradient(start, column, ...x(), b.address, stride, gradient.address);
    },
    subtractFrom(factor, z) {
      checkLength("factor", factor, items);
      checkMatrix("z", z, items, lanes);
      exports.subtractInput(...x(), factor.address, z.address, stride);
    },
    products(z, sums) {
      checkMatrix("z", z, items, lanes);
      checkLength("sums", sums, items);
      exports.inputProducts(...x(), z.address, stride, sums.address);
    },
  };
}

/** Cuts users' rows into pieces of four lanes, by item and within an item by lane; gives the number of pieces. */
function createGatherer(items: number) {
  const mark = new Uint32Array(items), next = new Uint32Array(items + 1);
  return (
    { indptr, indices, values }: SparseMatrix,
    users: ArrayLike<number>,
    pieces: Float32Array,
    places: Uint32Array,
  ): number => {
    mark.fill(0);
    next.fill(0);
    for (let b = 0; b < users.length; b++) {
      const group = 1 + (b >> 2), end = indptr[users[b] + 1];
      for (let k = indptr[users[b]]; k < end; k++) {
        const item = indices[k];
        if (mark[item] !== group) {
          mark[item] = group;
          next[item + 1]++;
        }
      }
    }
    for (let item = 0; item < items; item++) next[item + 1] += next[item];
    const count = next[items];
    pieces.fill(0, 0, 4 * count);
    mark.fill(0);
    for (let b = 0; b < users.length; b++) {
      const group = 1 + (b >> 2), end = indptr[users[b] + 1];
      for (let k = indptr[users[b]]; k < end; k++) {
        const item = indices[k];
        if (mark[item] !== group) {
          mark[item] = group;
          const piece = next[item]++;
          places[2 * piece] = item;
          places[2 * piece + 1] = 16 * (group - 1);
        }
        pieces[4 * (next[item] - 1) + (b & 3)] = values[k];
      }
    }
    return count;
  };
}
