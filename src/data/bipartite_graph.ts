import { type SparseMatrix, sparseMatrix, transpose } from "./sparse_matrix.ts";

/** Edges between items and attributes, each listed from both ends; neighbours ascend. */
export interface BipartiteGraph {
  /** Number of items. */
  readonly items: number;
  /** Number of attributes. */
  readonly attributes: number;
  /** Where each item starts in `itemAttributes`, (items + 1). */
  readonly itemStart: Uint32Array;
  /** N(i), the attributes of each item, (edges). */
  readonly itemAttributes: Uint32Array;
  /** Where each attribute starts in `attributeItems`, (attributes + 1). */
  readonly attributeStart: Uint32Array;
  /** N(f), the items of each attribute, (edges). */
  readonly attributeItems: Uint32Array;
}

/**
 * Builds the graph from a list of edges in any order; an edge given twice counts once.
 *
 * @param items Number of items.
 * @param attributes Number of attributes.
 * @param edgeItem Item of each edge, (edges).
 * @param edgeAttribute Attribute of each edge, (edges).
 * @returns The graph.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const graph = bipartiteGraph(2, 2, [1, 0, 1], [0, 1, 1]);
 * deepStrictEqual([...graph.attributeItems], [1, 0, 1]);
 * ```
 */
export function bipartiteGraph(
  items: number,
  attributes: number,
  edgeItem: ArrayLike<number>,
  edgeAttribute: ArrayLike<number>,
): BipartiteGraph {
  const { matrix } = sparseMatrix(items, attributes, {
    row: edgeItem,
    column: edgeAttribute,
    value: new Uint8Array(edgeItem.length),
  });
  const back = transpose(matrix);
  return {
    items,
    attributes,
    itemStart: matrix.indptr,
    itemAttributes: matrix.indices,
    attributeStart: back.indptr,
    attributeItems: back.indices,
  };
}

/**
 * What of a data set's statistics changes with the graph.
 *
 * @param ratings Ratings, (users, items).
 * @param graph Attributes of the items.
 * @returns The numbers, as `DatasetStatistics` has them.
 */
export function graphStatistics(
  ratings: SparseMatrix,
  graph: BipartiteGraph,
): {
  readonly attributes: number;
  readonly edges: number;
  readonly itemsWithoutAttributes: number;
  readonly ratingsWithoutAttributes: number;
} {
  const bare = (item: number) => graph.itemStart[item + 1] === graph.itemStart[item];
  let itemsWithoutAttributes = 0, bareRatings = 0;
  for (let i = 0; i < graph.items; i++) if (bare(i)) itemsWithoutAttributes++;
  for (const item of ratings.indices) if (bare(item)) bareRatings++;
  return {
    attributes: graph.attributes,
    edges: graph.itemAttributes.length,
    itemsWithoutAttributes,
    ratingsWithoutAttributes: ratings.indices.length === 0
      ? 0
      : bareRatings / ratings.indices.length,
  };
}
