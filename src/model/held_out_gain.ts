import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { EdgeRows } from "../kernels/edge_topology.ts";
import { ndcg } from "../metrics/ndcg.ts";
import type { ItemSupport } from "./item_support.ts";
import { topList } from "./top_list.ts";

/** Length of the lists that penalties are judged by. */
export const VALIDATION_CUTOFF = 10;

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
  /** The networks' decoder weights side by side, (edges by neuron, networks). */
  readonly weights: Float32Array;
  /** Number of networks. */
  readonly networks: number;
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
  const { inputs, heldOut, relevantFrom, judged, rated, support, decoder, weights, networks } =
    task;
  const { items, attributes, itemStart, itemAttributes, encoder } = support;
  const hidden = new Float64Array(attributes), reached = new Uint32Array(attributes);
  const scores = new Float64Array(items * networks);
  const best = topList(VALIDATION_CUTOFF);
  const list = new Uint32Array(VALIDATION_CUTOFF), keys = new Float64Array(VALIDATION_CUTOFF);
  const candidates = new Uint32Array(items);
  const context = { cutoff: VALIDATION_CUTOFF, trainingCounts: rated };

  const speak = (neuron: number, h: number) => {
    for (let e = decoder.start[neuron]; e < decoder.start[neuron + 1]; e++) {
      let from = e * networks, to = decoder.column[e] * networks;
      for (const end = to + networks; to < end;) scores[to++] += h * weights[from++];
    }
  };
  const score = (user: number) => {
    scores.fill(0);
    let count = 0;
    for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
      const item = inputs.indices[k], x = inputs.values[k];
      for (let e = itemStart[item]; e < itemStart[item + 1]; e++) {
        const f = itemAttributes[e];
        if (hidden[f] === 0) reached[count++] = f;
        hidden[f] += x * encoder[f];
      }
      // Without fans neurons there are attributes only.
      if (decoder.rows > attributes) speak(attributes + item, x);
    }
    for (let k = 0; k < count; k++) {
      speak(reached[k], hidden[reached[k]]);
      hidden[reached[k]] = 0;
    }
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
      score(user);
      candidates.set(rated);
      for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
        candidates[inputs.indices[k]] = 0;
      }
      for (let network = 0; network < networks; network++) {
        for (let item = 0; item < items; item++) {
          if (candidates[item] === 1) best.offer(item, scores[item * networks + network]);
        }
        const size = best.take(list, 0, keys);
        task.values[n * networks + network] = ndcg.ofUser(
          { items: list.subarray(0, size), relevant },
          context,
        );
      }
    }
  };
}
