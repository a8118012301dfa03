import { topItems } from "../recommend/ranking.ts";
import { type AdjustableRecommender, type Adjustment, whatIf } from "../recommend/what_if.ts";

/** A user's list with one item in it, to be asked when the item leaves. */
export interface ListLeaver {
  /** Index of the item. */
  readonly item: number;
  /** 1 for items that may be listed, (items). */
  readonly candidates: Uint8Array;
  /** Place of the item, from 1 to N. */
  readonly rank: number;
  /** The item at place N + 1; undefined where there is none. */
  readonly rival: number | undefined;
  /** How much the item's score is ahead of that of the rival; Infinity where there is none. */
  readonly margin: number;
  /** The user's weights, by neuron. */
  readonly weights: ReadonlyMap<number, number>;
  /**
   * Ranks all items again for the user as adjusted.
   *
   * @param adjustment What is different.
   * @returns Whether the item is not among the best N then.
   */
  leaves(adjustment: Adjustment): boolean;
  /**
   * The same, with what changed.
   *
   * @param adjustment What is different.
   * @returns The item's place, null where there is nothing to go by, and the items that came into the list, best first.
   */
  listWith(adjustment: Adjustment): { readonly rank: number | null; readonly entered: number[] };
}

/**
 * Ranks the items of a user and prepares to ask when one leaves the list.
 *
 * @param recommender Who ranks.
 * @param user Index of the user.
 * @param item Index of the item.
 * @param n Length of the list.
 * @param candidates 1 for items that may be listed, (items).
 * @returns What answers; undefined where the item is not in the list.
 */
export function listLeaver(
  recommender: AdjustableRecommender,
  user: number,
  item: number,
  n: number,
  candidates: Uint8Array,
): ListLeaver | undefined {
  const scores = new Float64Array(candidates.length);
  const person = whatIf(recommender, user);
  const list = (length: number, adjustment: Adjustment) =>
    topItems(scores, person.score(adjustment, scores) ? length : 0, candidates);
  const before = list(n + 1, {});
  const place = before.items.subarray(0, n).indexOf(item);
  if (place < 0) return undefined;
  const rival: number | undefined = before.items[n];
  return {
    item,
    candidates,
    rank: place + 1,
    rival,
    margin: rival === undefined ? Infinity : scores[item] - scores[rival],
    weights: person.weights,
    leaves: (adjustment) => !list(n, adjustment).items.includes(item),
    listWith(adjustment) {
      const { items } = list(candidates.length, adjustment);
      const rank = items.indexOf(item) + 1;
      return {
        rank: rank === 0 ? null : rank,
        entered: [...items.subarray(0, n)].filter((other) =>
          !before.items.subarray(0, n).includes(other)
        ),
      };
    },
  };
}
