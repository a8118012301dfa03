import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";

/**
 * The attributes that users' personal networks have: those of any item that the user rated.
 *
 * @param ratings Ratings, (users, items).
 * @param graph Which item has which attribute.
 * @returns The cells of the users' profiles, (users, attributes), without values.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const ratings = sparseMatrix(1, 2, { row: [0, 0], column: [0, 1], value: [5, 3] }).matrix;
 * const graph = bipartiteGraph(2, 3, [0, 1, 1], [2, 0, 2]);
 * deepStrictEqual([...profileAttributes(ratings, graph).indices], [0, 2]);
 * ```
 */
export function profileAttributes(
  ratings: SparseMatrix,
  graph: BipartiteGraph,
): Omit<SparseMatrix, "values"> {
  const indptr = new Uint32Array(ratings.rows + 1);
  const indices: number[] = [];
  const seenBy = new Uint32Array(graph.attributes);
  for (let user = 0; user < ratings.rows; user++) {
    const start = indices.length;
    for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
      const item = ratings.indices[k];
      for (let e = graph.itemStart[item]; e < graph.itemStart[item + 1]; e++) {
        const attribute = graph.itemAttributes[e];
        if (seenBy[attribute] === user + 1) continue;
        seenBy[attribute] = user + 1;
        indices.push(attribute);
      }
    }
    // Ascending, as in every sparse matrix.
    const row = indices.splice(start).sort((a, b) => a - b);
    for (const attribute of row) indices.push(attribute);
    indptr[user + 1] = indices.length;
  }
  return {
    rows: ratings.rows,
    columns: graph.attributes,
    indptr,
    indices: Uint32Array.from(indices),
  };
}
