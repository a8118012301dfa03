import { type Activation, activationSlope, activationValue } from "./activation.ts";
import type { EdgeRows, Floats } from "./edge_topology.ts";

/**
 * What becomes of the sums of `edgeSpmm` before they are stored, all of it optional: first `bias` (rows) is added, then phi is applied;
 * or, on the way back, the sum is multiplied by phi' where phi was `values`, (rows, lanes).
 */
export type Finish<Vector> =
  | { readonly bias?: Vector; readonly activation?: Activation }
  | { readonly slopeOf: Activation; readonly values: Vector };

/**
 * Y[r, :] = finish(sum over edges e of row r, in their order, of w[e] X[column(e), :]): the twin of `edge_spmm.wgsl`, in float64.
 *
 * @param edges The edges by the rows of Y.
 * @param weight w, (edges), in the order of the topology's `byItem`.
 * @param x (columns, lanes); a row is contiguous.
 * @param y (rows, lanes), overwritten.
 * @param lanes Width of x and y, at least 0.
 * @param finish What becomes of the sums.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { edgeTopology } from "./edge_topology.ts";
 *
 * // Item 0 has attributes 0 and 1 (weights 1 and 2), item 1 has attribute 0 (weight 3); two users.
 * const { byAttribute } = edgeTopology(bipartiteGraph(2, 2, [0, 0, 1], [0, 1, 0]));
 * const sums = new Float64Array(4);
 * edgeSpmm(byAttribute, Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30, 40), sums, 2);
 * deepStrictEqual([...sums], [1 * 10 + 3 * 30, 1 * 20 + 3 * 40, 2 * 10, 2 * 20]);
 * ```
 */
export function edgeSpmm(
  edges: EdgeRows,
  weight: Floats,
  x: Floats,
  y: Floats,
  lanes: number,
  finish: Finish<Floats> = {},
): void {
  const { rows, start, column, edge } = edges;
  const sums = new Float64Array(lanes);
  for (let r = 0; r < rows; r++) {
    sums.fill("values" in finish ? 0 : finish.bias?.[r] ?? 0);
    for (let k = start[r]; k < start[r + 1]; k++) {
      const w = weight[edge ? edge[k] : k], from = column[k] * lanes;
      for (let b = 0; b < lanes; b++) sums[b] += w * x[from + b];
    }
    const to = r * lanes;
    if ("values" in finish) {
      const { slopeOf, values } = finish;
      for (let b = 0; b < lanes; b++) {
        y[to + b] = sums[b] * activationSlope(slopeOf, values[to + b]);
      }
    } else if (finish.activation && finish.activation !== "identity") {
      const { activation } = finish;
      for (let b = 0; b < lanes; b++) y[to + b] = activationValue(activation, sums[b]);
    } else {
      y.set(sums, to);
    }
  }
}

/**
 * g[e] = sum_b A[row(e), b] B[column(e), b] for all edges e: the twin of `edge_sddmm.wgsl`, in float64.
 *
 * @param edges The topology's `byItem`: g lies in its order.
 * @param a (rows, lanes).
 * @param b (columns, lanes).
 * @param gradient g, (edges), overwritten.
 * @param lanes Width of a and b, at least 0.
 * @param options Whether to add to what is in `gradient` instead; by default not.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { edgeTopology } from "./edge_topology.ts";
 *
 * const { byItem } = edgeTopology(bipartiteGraph(1, 2, [0, 0], [0, 1]));
 * const gradient = new Float64Array(2);
 * edgeSddmm(byItem, Float64Array.of(1, 2), Float64Array.of(3, 4, 5, 6), gradient, 2);
 * deepStrictEqual([...gradient], [1 * 3 + 2 * 4, 1 * 5 + 2 * 6]);
 * ```
 */
export function edgeSddmm(
  edges: EdgeRows,
  a: Floats,
  b: Floats,
  gradient: Floats,
  lanes: number,
  options: { readonly accumulate?: boolean } = {},
): void {
  const { rows, start, column } = edges;
  for (let r = 0; r < rows; r++) {
    for (let k = start[r]; k < start[r + 1]; k++) {
      let sum = options.accumulate ? gradient[k] : 0;
      const left = r * lanes, right = column[k] * lanes;
      for (let lane = 0; lane < lanes; lane++) sum += a[left + lane] * b[right + lane];
      gradient[k] = sum;
    }
  }
}
