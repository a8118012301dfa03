import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import type { EdgeRows } from "../../kernels/edge_topology.ts";
import { createLaneScorer } from "../../kernels/lane_scores_wasm.ts";
import { ndcg } from "../../metrics/ndcg.ts";
import type { ItemSupport } from "./item_support.ts";
import { topList } from "./top_list.ts";

/** Length of the lists that penalties are judged by. */
const VALIDATION_CUTOFF = 10;

/** What several networks with the same edges are judged by on ratings that were held out. */
export interface HeldOutTask {
  /** x of the ratings kept for training, (users, items). */
  readonly inputs: SparseMatrix;
  /** The ratings held out, (users, items). */
  readonly heldOut: SparseMatrix;
  /** A held-out rating from here on is relevant. */
  readonly relevantFrom: number;
  /** The users who have one, ascending. */
  readonly judged: Uint32Array;
  /** 1 for items with a rating kept for training, (items): the candidates, except for those that the user rated. */
  readonly rated: Uint32Array;
  /** The networks' encoder. */
  readonly support: ItemSupport;
  /** The decoder's edges, by neuron: attributes, then items' fans; without its permutation. */
  readonly decoder: EdgeRows;
  /** The networks' decoder weights side by side, (edges by neuron, lanes). */
  readonly weights: Float32Array;
  /** Number of networks. */
  readonly networks: number;
  /** The same rounded up to whole vectors of four. */
  readonly lanes: number;
  /** Receives nDCG@10 of each judged user with each network, (judged, networks). */
  readonly values: Float64Array;
}

/**
 * Judges networks by nDCG@10 over all unrated items. Scores are summed neuron by neuron over those that the user's ratings reach,
 * for all networks at once.
 *
 * @param task What to judge.
 * @returns What does it for judged users `first` to `last` - 1; use one per thread.
 */
export function heldOutGain(task: HeldOutTask): (first: number, last: number) => void {
  const { inputs, heldOut, relevantFrom, judged, rated, support, networks, lanes } = task;
  const { items, attributes, itemStart, itemAttributes, encoder } = support;
  const scorer = createLaneScorer(task.decoder, task.weights, lanes);
  const { neurons, values } = scorer;
  const withFans = task.decoder.rows > attributes;
  const hidden = new Float64Array(attributes);
  const lists = Array.from({ length: networks }, () => topList(VALIDATION_CUTOFF));
  const least = new Float64Array(networks);
  const list = new Uint32Array(VALIDATION_CUTOFF), keys = new Float64Array(VALIDATION_CUTOFF);
  const candidates = new Uint32Array(items);
  const context = { cutoff: VALIDATION_CUTOFF, trainingCounts: rated };

  /** The user's hidden values, first those of attributes. */
  const encode = (user: number): number => {
    const start = inputs.indptr[user], end = inputs.indptr[user + 1];
    let count = 0;
    for (let k = start; k < end; k++) {
      const item = inputs.indices[k];
      for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
        const f = itemAttributes[e];
        if (hidden[f] === 0) neurons[count++] = f;
        hidden[f] += inputs.values[k] * encoder[f];
      }
    }
    for (let n = 0; n < count; n++) {
      values[n] = hidden[neurons[n]];
      hidden[neurons[n]] = 0;
    }
    for (let k = start; withFans && k < end; k++) {
      neurons[count] = attributes + inputs.indices[k];
      values[count++] = inputs.values[k];
    }
    return count;
  };
  const relevantItems = (user: number) => {
    const relevant = new Map<number, number>();
    for (let k = heldOut.indptr[user]; k < heldOut.indptr[user + 1]; k++) {
      if (heldOut.values[k] >= relevantFrom) relevant.set(heldOut.indices[k], 1);
    }
    return relevant;
  };
  return (first, last) => {
    for (let n = first; n < last; n++) {
      const user = judged[n], relevant = relevantItems(user);
      const scores = scorer.score(encode(user));
      candidates.set(rated);
      for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
        candidates[inputs.indices[k]] = 0;
      }
      least.fill(-Infinity);
      for (let item = 0; item < items; item++) {
        if (candidates[item] === 0) continue;
        const at = item * lanes;
        for (let network = 0; network < networks; network++) {
          // Most scores end here; the list is asked only about the others.
          if (scores[at + network] <= least[network]) continue;
          lists[network].offer(item, scores[at + network]);
          least[network] = lists[network].least;
        }
      }
      for (let network = 0; network < networks; network++) {
        const size = lists[network].take(list, 0, keys);
        task.values[n * networks + network] = ndcg.ofUser(
          { items: list.subarray(0, size), relevant },
          context,
        );
      }
    }
  };
}
