import { ACTIVATIONS } from "./activation.ts";
import type { Finish } from "./edge_kernels_cpu.ts";
import type { EdgeRows } from "./edge_topology.ts";
import {
  checkLength,
  checkMatrix,
  checkRows,
  createEdgeMemory,
  type EdgeMemory,
  type WasmEdgeRows,
  type WasmFloats,
} from "./edge_memory_wasm.ts";

/** The sparse kernels of shared mode for one core, in float32 and WebAssembly with SIMD. */
export interface EdgeKernels {
  /** Whether the processor's fused multiply-add is used, where WebAssembly has the instruction for it. */
  readonly relaxed: boolean;
  /** Where operands live, for kernels in other modules. */
  readonly memory: EdgeMemory;
  /** Bytes of the memory. */
  readonly bytes: number;
  /** Takes `length` numbers of the memory, all 0; they are kept as long as the kernels. */
  floats(length: number): WasmFloats;
  /** Copies edges into the memory. */
  place(edges: EdgeRows): WasmEdgeRows;
  /**
   * What `edgeSpmm` does.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4 or an operand has not the length that they and the edges ask for.
   */
  spmm(
    edges: WasmEdgeRows,
    weight: WasmFloats,
    x: WasmFloats,
    y: WasmFloats,
    lanes: number,
    finish?: Finish<WasmFloats>,
  ): void;
  /**
   * What `edgeSddmm` does, for edges without a permutation.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4 or an operand has not the length that they and the edges ask for.
   */
  sddmm(
    edges: WasmEdgeRows,
    a: WasmFloats,
    b: WasmFloats,
    gradient: WasmFloats,
    lanes: number,
    options?: { readonly accumulate?: boolean },
  ): void;
  /**
   * Y[r, b] = exp(Z[r, b] - most[b]) with most[b] = max_r Z[r, b], and sum[b] = sum_r Y[r, b].
   *
   * @throws {RangeError} Where the lanes are no multiple of 4 or the operands are not of one shape.
   */
  softmax(z: WasmFloats, y: WasmFloats, most: WasmFloats, sum: WasmFloats): void;
  /**
   * sum[b] = sum_r Y[r, b]^2.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4 or do not divide Y.
   */
  squares(y: WasmFloats, sum: WasmFloats): void;
  /**
   * Y[r, b] *= factor[b] for all rows r.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4 or do not divide Y.
   */
  scaleLanes(y: WasmFloats, factor: WasmFloats): void;
}

/** Lanes at which these kernels run fastest: eight vectors of four, and matrices that stay in the processor's own cache. */
export const PANEL_LANES = 32;

/**
 * The twin of `edge_spmm.wgsl` and `edge_sddmm.wgsl` for one core. Operands live in the kernels' own memory, so that nothing is
 * copied between products: take them with `floats` once and use them again. A batch goes fastest in panels of `PANEL_LANES`
 * users, each panel a matrix of its own, because then the gathered rows stay in the second-level cache. The same call gives the
 * same bits on one machine; whether multiply-add is fused changes the last ones.
 *
 * @param options Which memory, by default one of their own; whether to leave out the fused multiply-add, for the same bits on all
 * machines, which by default is used where there is one.
 * @returns The kernels; use one per thread.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { edgeTopology } from "./edge_topology.ts";
 *
 * // H = relu(W X): item 0 has attributes 0 and 1 (weights 1 and -2), item 1 has attribute 0 (weight 3); four users.
 * const kernels = createEdgeKernels();
 * const encoder = kernels.place(edgeTopology(bipartiteGraph(2, 2, [0, 0, 1], [0, 1, 0])).byAttribute);
 * const weight = kernels.floats(3), x = kernels.floats(8), hidden = kernels.floats(8);
 * weight.values.set([1, -2, 3]);
 * x.values.set([1, 2, 3, 4, 1, 0, 0, 0]);
 * kernels.spmm(encoder, weight, x, hidden, 4, { activation: "relu" });
 * deepStrictEqual([...hidden.values], [4, 2, 3, 4, 0, 0, 0, 0]);
 * ```
 */
export function createEdgeKernels(
  options: { readonly relaxed?: boolean; readonly memory?: WebAssembly.Memory } = {},
): EdgeKernels {
  const memory = createEdgeMemory(options);
  const { exports } = memory;
  return {
    memory,
    get bytes() {
      return memory.bytes;
    },
    relaxed: memory.relaxed,
    floats: memory.floats,
    place: memory.place,
    spmm({ from, addresses: [start, column, edge] }, weight, x, y, lanes, finish = {}) {
      const { rows, columns } = from;
      const back = "values" in finish;
      checkLength("weight", weight, from.column.length);
      checkMatrix("x", x, columns, lanes);
      checkMatrix("y", y, rows, lanes);
      if (back) checkMatrix("values", finish.values, rows, lanes);
      const bias = back ? undefined : finish.bias;
      if (bias) checkLength("bias", bias, rows);
      if (lanes === 0) return;
      const named = ACTIVATIONS.indexOf((back ? finish.slopeOf : finish.activation) ?? "identity");
      const kind = back && named > 0 ? named + 4 : named;
      const values = back ? finish.values.address : 0;
      const operands = [weight.address, x.address, 4 * lanes, y.address, bias?.address ?? 0];
      exports.spmm(start, column, edge, rows, ...operands, kind, values);
    },
    sddmm({ from, addresses: [start, column, edge] }, a, b, gradient, lanes, options = {}) {
      if (edge !== 0) {
        throw new RangeError("Cannot take gradients by attribute: expected the edges by item");
      }
      checkMatrix("a", a, from.rows, lanes);
      checkMatrix("b", b, from.columns, lanes);
      checkLength("gradient", gradient, from.column.length);
      const operands = [a.address, b.address, 4 * lanes, gradient.address];
      exports.sddmm(start, column, from.rows, ...operands, options.accumulate ? 1 : 0);
    },
    softmax(z, y, most, sum) {
      const lanes = most.length, rows = checkRows(z, lanes);
      checkMatrix("y", y, rows, lanes);
      checkLength("sum", sum, lanes);
      exports.softmax(z.address, rows, 4 * lanes, y.address, most.address, sum.address);
    },
    squares(y, sum) {
      const rows = checkRows(y, sum.length);
      exports.squares(y.address, rows, 4 * sum.length, sum.address);
    },
    scaleLanes(y, factor) {
      const lanes = factor.length, rows = checkRows(y, lanes);
      exports.scaleLanes(y.address, rows, 4 * lanes, factor.address);
    },
  };
}
