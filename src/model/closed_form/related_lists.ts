import { type GramMatrix, gramReader } from "./gram_matrix.ts";
import { topList } from "./top_list.ts";

/** Lists of related items while they are made, side by side. */
export interface RelatedLists {
  /** Most items in a list. */
  readonly width: number;
  /** Length of each item's list, (items). */
  readonly counts: Uint32Array;
  /** Related items, (items, width). */
  readonly items: Uint32Array;
  /** Their cosines, (items, width). */
  readonly similarities: Float32Array;
}

/**
 * Finds the items j with the largest G_ij / sqrt(G_jj) > 0 for some items i.
 *
 * @param gram G.
 * @param lists The result, written to.
 * @returns What does it for items `first` to `last` - 1; use one per thread.
 */
export function relatedLists(
  gram: GramMatrix,
  lists: RelatedLists,
): (first: number, last: number) => void {
  const { forRow } = gramReader(gram);
  const scale = Float64Array.from(gram.diagonal, (own) => own > 0 ? 1 / Math.sqrt(own) : 0);
  const best = topList(lists.width);
  const keys = new Float64Array(lists.width);
  return (first, last) => {
    for (let item = first; item < last; item++) {
      forRow(item, (other, value) => {
        const key = value * scale[other];
        if (key > 0 && other !== item) best.offer(other, key);
      });
      const at = item * lists.width;
      const count = best.take(lists.items.subarray(at), 0, keys);
      lists.counts[item] = count;
      for (let k = 0; k < count; k++) lists.similarities[at + k] = keys[k] * scale[item];
    }
  };
}
