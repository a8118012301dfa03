import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { UserNetworks } from "./user_networks.ts";

/**
 * Where the decoder weights of each user start when all are listed by user, rated item and attribute of the item.
 *
 * @param ratings Ratings, (users, items).
 * @param graph The item-attribute graph.
 * @returns Offsets, (users + 1); the last one is the number of weights.
 */
export function decoderOffsets(ratings: SparseMatrix, graph: BipartiteGraph): Float64Array {
  const offsets = new Float64Array(ratings.rows + 1);
  for (let user = 0; user < ratings.rows; user++) {
    let edges = 0;
    for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
      const item = ratings.indices[k];
      edges += graph.itemStart[item + 1] - graph.itemStart[item];
    }
    offsets[user + 1] = offsets[user] + edges;
  }
  return offsets;
}

/**
 * W2 of one network on the edges of the graph: each attribute gets the weights of the node that stands for it, without
 * the factor q that they are stored with.
 *
 * @param built The networks, trained.
 * @param network Which of them.
 * @param graph The item-attribute graph.
 * @param out Receives one weight per edge, by rated item and then attribute, both ascending.
 */
export function writeDecoderWeights(
  built: UserNetworks,
  network: number,
  graph: BipartiteGraph,
  out: { [index: number]: number; length: number },
): void {
  const { networks, state } = built;
  const nodeOf = new Map<number, number>();
  for (let l = built.attributeStart[network]; l < built.attributeStart[network + 1]; l++) {
    nodeOf.set(built.attributes[l], built.attributeNode[l]);
  }
  const firstNode = networks.nodeStart[network];
  const weightOf = new Float64Array(networks.nodeStart[network + 1] - firstNode);
  let at = 0;
  for (let i = networks.itemStart[network]; i < networks.itemStart[network + 1]; i++) {
    for (let e = networks.itemRow[i]; e < networks.itemRow[i + 1]; e++) {
      const node = networks.edgeNode[e];
      weightOf[node] = state.weight[e] / Math.sqrt(networks.multiplicity[firstNode + node]);
    }
    const item = built.items[i];
    for (let k = graph.itemStart[item]; k < graph.itemStart[item + 1]; k++) {
      out[at++] = weightOf[nodeOf.get(graph.itemAttributes[k])!];
    }
  }
}
