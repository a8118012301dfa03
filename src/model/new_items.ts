import { countRatings } from "../data/rating_counts.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { SharedNetwork } from "./shared_network.ts";

/**
 * Gives items that nobody rated the decoder weights that their attributes have elsewhere: W2[f, i] is the mean of W2[f, j] over the rated
 * items j with attribute f, each counted by the square root of its number of ratings, since weights of items with few ratings were
 * held near 0 by the penalty. A new item has no output bias of its own, and no fans.
 *
 * @param network The trained network; not changed.
 * @param ratings Training ratings, (users, items).
 * @returns The network with weights for new items; the same one where every item with attributes is rated.
 */
export function weighNewItems(network: SharedNetwork, ratings: SparseMatrix): SharedNetwork {
  const { decoder: graph, neurons, parameters } = network;
  const counts = countRatings(ratings);
  const isNew = (item: number) =>
    counts[item] === 0 && graph.itemStart[item + 1] > graph.itemStart[item];
  let any = false;
  for (let item = 0; item < graph.items && !any; item++) any = isNew(item);
  if (!any) return network;
  const sums = new Float64Array(neurons.attributes), weights = new Float64Array(neurons.attributes);
  const forEdges = (item: number, use: (edge: number, attribute: number) => void) => {
    for (let e = graph.itemStart[item]; e < graph.itemStart[item + 1]; e++) {
      const neuron = graph.itemAttributes[e];
      if (neuron < neurons.attributes) use(e, neuron);
    }
  };
  for (let item = 0; item < graph.items; item++) {
    const weight = Math.sqrt(counts[item]);
    if (weight === 0) continue;
    forEdges(item, (e, f) => {
      sums[f] += weight * parameters.decoder[e];
      weights[f] += weight;
    });
  }
  const decoder = parameters.decoder.slice();
  for (let item = 0; item < graph.items; item++) {
    if (!isNew(item)) continue;
    forEdges(item, (e, f) => decoder[e] = weights[f] === 0 ? 0 : sums[f] / weights[f]);
  }
  return { ...network, parameters: { ...parameters, decoder } };
}
