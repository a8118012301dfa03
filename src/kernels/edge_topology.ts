import type { BipartiteGraph } from "../data/bipartite_graph.ts";

/** Numbers that kernels on the CPU read and write: float32 for speed, float64 as the reference. */
export type Floats = Float32Array | Float64Array;

/** Weighted edges seen from one end: a sparse matrix whose values lie in an array of their own. */
export interface EdgeRows {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
  /** Where each row starts in `column`, (rows + 1). */
  readonly start: Uint32Array;
  /** Column of each edge, by row, (edges). */
  readonly column: Uint32Array;
  /** Place of each edge's weight, (edges); absent where the weights lie in the order of `column`. */
  readonly edge?: Uint32Array;
}

/**
 * The edges between items and attributes from both ends. One array of weights serves both: it lies in the order of `byItem`, and
 * `byAttribute` reads it through a permutation.
 */
export interface EdgeTopology {
  /** Rows are items, columns attributes: the decoder, and back through the encoder. */
  readonly byItem: EdgeRows;
  /** Rows are attributes, columns items: the encoder, and back through the decoder. */
  readonly byAttribute: EdgeRows;
}

/**
 * Lays a graph out for the sparse kernels, in time linear in its edges.
 *
 * @param graph Items and their attributes.
 * @returns Its edges from both ends; arrays of the graph are shared, not copied.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 *
 * // Item 0 has attributes 0 and 1, item 1 has attribute 0: edges 0, 1 and 2 in this order.
 * const { byAttribute } = edgeTopology(bipartiteGraph(2, 2, [0, 0, 1], [0, 1, 0]));
 * deepStrictEqual([...byAttribute.edge!], [0, 2, 1]);
 * ```
 */
export function edgeTopology(graph: BipartiteGraph): EdgeTopology {
  const { items, attributes, itemStart, itemAttributes, attributeStart, attributeItems } = graph;
  const edge = new Uint32Array(itemAttributes.length);
  const next = attributeStart.slice(0, attributes);
  // Both lists ascend, so the edges of an attribute come up in the order of its items.
  for (let e = 0; e < itemAttributes.length; e++) edge[next[itemAttributes[e]]++] = e;
  return {
    byItem: { rows: items, columns: attributes, start: itemStart, column: itemAttributes },
    byAttribute: {
      rows: attributes,
      columns: items,
      start: attributeStart,
      column: attributeItems,
      edge,
    },
  };
}

/**
 * Users of a batch, rounded up to whole vectors of four: the width of the dense matrices of the sparse kernels.
 *
 * @param users Number of users, at least 0.
 * @returns The next multiple of 4.
 */
export function padLanes(users: number): number {
  return Math.ceil(users / 4) * 4;
}
