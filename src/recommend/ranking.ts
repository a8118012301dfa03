import { countRatings } from "../data/rating_counts.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import { checkIndex } from "./checks.ts";

/** Items of one list, best first. */
export interface RankedList {
  /** Index of each item, (length). */
  readonly items: Uint32Array;
  /** Score of each item, descending, (length). */
  readonly scores: Float64Array;
}

/**
 * Prepares the choice of each user's candidates: the items with at least one training rating that this user has not
 * rated in training. An item without any training rating is never a candidate.
 *
 * @param train Training ratings, (users, items).
 * @param seen What each user has rated already, (users, items), where that is not the training part (default: `train`).
 * @param alsoSeen More of that, (users, items), such as a validation part where the test part is judged.
 * @returns A function from a user's index to a mask, (items), 1 for a candidate and 0 otherwise. The mask is one and the
 * same array in every call, overwritten by the next one. The function throws a RangeError where there is no such user.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * const { matrix } = sparseMatrix(2, 3, { row: [0, 1, 1], column: [0, 0, 2], value: [5, 4, 1] });
 * const candidates = createCandidateMask(matrix);
 * deepStrictEqual([...candidates(0)], [0, 0, 1]);
 * ```
 */
export function createCandidateMask(
  train: SparseMatrix,
  seen: SparseMatrix = train,
  alsoSeen?: SparseMatrix,
): (user: number) => Uint8Array {
  const rated = Uint8Array.from(countRatings(train), (count) => count > 0 ? 1 : 0);
  const mask = new Uint8Array(train.columns);
  return (user) => {
    checkIndex("choose candidates", "user", user, seen.rows);
    mask.set(rated);
    for (const { indptr, indices } of alsoSeen ? [seen, alsoSeen] : [seen]) {
      for (let k = indptr[user]; k < indptr[user + 1]; k++) mask[indices[k]] = 0;
    }
    return mask;
  };
}

/**
 * The items with the highest scores, higher first; equal scores in ascending order of the item's index, so that a list
 * repeats exactly. Takes time O(items + found log n), where found counts the items that were among the best n when seen.
 *
 * @param scores Score of each item, (items); those of items that are no candidates are not looked at.
 * @param n Length of the list, from 0; a longer one than there are candidates gives all of them.
 * @param candidates 1 for items that may be listed and 0 for others, (items); without it, all may.
 * @returns The list.
 * @throws {UsageError} Where `n` is not an integer from 0.
 * @throws {RangeError} Where a candidate's score is not finite, or the mask has another length than the scores.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const list = topItems(Float64Array.of(0.5, 0.9, 0.5, 0.1), 3);
 * deepStrictEqual([...list.items], [1, 0, 2]);
 * deepStrictEqual([...list.scores], [0.9, 0.5, 0.5]);
 * ```
 */
export function topItems(
  scores: Float64Array | Float32Array,
  n: number,
  candidates?: Uint8Array,
): RankedList {
  if (!Number.isInteger(n) || n < 0) {
    throw new UsageError(`Cannot rank items: the length is ${n}, expected an integer from 0`);
  }
  if (candidates !== undefined && candidates.length !== scores.length) {
    throw new RangeError(
      `Cannot rank items: the mask has ${candidates.length} items, expected ${scores.length}`,
    );
  }
  // A heap with the worst of the best n on top: one comparison turns most items away.
  const heap = new Uint32Array(Math.min(n, scores.length));
  let size = 0;
  for (let item = 0; item < scores.length; item++) {
    if (candidates !== undefined && candidates[item] === 0) continue;
    // A comparison with NaN is false both ways and would misorder the list without a word.
    if (!Number.isFinite(scores[item])) {
      throw new RangeError(
        `Cannot rank items: the score of item ${item} is ${scores[item]}, expected a finite number`,
      );
    }
    if (size < heap.length) {
      heap[size] = item;
      siftUp(heap, size++, scores);
    } else if (size > 0 && isWorse(heap[0], item, scores)) {
      heap[0] = item;
      siftDown(heap, size, scores);
    }
  }
  const items = heap.slice(0, size);
  // Taking the worst off the top again and again fills the list from its end.
  for (let last = size - 1; last > 0; last--) {
    const worst = items[0];
    items[0] = items[last];
    siftDown(items, last, scores);
    items[last] = worst;
  }
  return { items, scores: Float64Array.from(items, (item) => scores[item]) };
}

/**
 * The place of an item in the ranking of all candidates, equal scores by ascending item as in lists.
 *
 * @param item Index of the item, a candidate.
 * @param scores Score of each item, (items).
 * @param candidates 1 for items that may be listed, (items).
 * @returns The place, from 1.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(placeOf(2, Float64Array.of(5, 9, 5, 7), Uint8Array.of(1, 0, 1, 1)), 3);
 * ```
 */
export function placeOf(item: number, scores: Float64Array, candidates: Uint8Array): number {
  let place = 1;
  for (let other = 0; other < scores.length; other++) {
    if (candidates[other] === 0) continue;
    if (scores[other] > scores[item] || (scores[other] === scores[item] && other < item)) place++;
  }
  return place;
}

function isWorse(a: number, b: number, scores: Float64Array | Float32Array): boolean {
  return scores[a] < scores[b] || (scores[a] === scores[b] && a > b);
}

function siftUp(heap: Uint32Array, from: number, scores: Float64Array | Float32Array): void {
  const item = heap[from];
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isWorse(item, heap[parent], scores)) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = item;
}

/** Moves the top of a heap of `size` items down to its place. */
function siftDown(heap: Uint32Array, size: number, scores: Float64Array | Float32Array): void {
  const item = heap[0];
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && isWorse(heap[child + 1], heap[child], scores)) child++;
    if (!isWorse(heap[child], item, scores)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = item;
}
