/** The best few of many, as a heap with the worst of them on top. */
export interface TopList {
  /** How many there are. */
  readonly size: number;
  /** A key must exceed this to be taken: the least of a full list, and -Infinity before. */
  readonly least: number;
  /** Takes an item if it is among the best so far; items must be offered in ascending order. */
  offer(item: number, key: number): void;
  /**
   * Writes the items out, higher keys first, ties by ascending item, and empties the list.
   *
   * @param items Receives the items, from `at` on.
   * @param at Where.
   * @param keys Receives their keys likewise.
   * @returns How many there are.
   */
  take(items: Uint32Array, at: number, keys: Float64Array | Float32Array): number;
}

/**
 * Keeps the items with the highest keys.
 *
 * @param capacity How many to keep, from 0.
 * @returns The list, empty.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const list = topList(2), items = new Uint32Array(2), keys = new Float64Array(2);
 * for (const [item, key] of [[1, 0.5], [2, 0.9], [3, 0.5]]) list.offer(item, key);
 * list.take(items, 0, keys);
 * deepStrictEqual([...items], [2, 1]);
 * ```
 */
export function topList(capacity: number): TopList {
  const heapItems = new Uint32Array(capacity), heapKeys = new Float64Array(capacity);
  let size = 0, least = -Infinity;
  /** Whether heap place `a` is worse than `b`. */
  const worse = (a: number, b: number) =>
    heapKeys[a] < heapKeys[b] || (heapKeys[a] === heapKeys[b] && heapItems[a] > heapItems[b]);
  const swap = (a: number, b: number) => {
    const item = heapItems[a], key = heapKeys[a];
    heapItems[a] = heapItems[b];
    heapKeys[a] = heapKeys[b];
    heapItems[b] = item;
    heapKeys[b] = key;
  };
  const sink = (length: number) => {
    for (let at = 0, child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && worse(child + 1, child)) child++;
      if (!worse(child, at)) return;
      swap(at, child);
      at = child;
    }
  };
  return {
    get size() {
      return size;
    },
    get least() {
      return least;
    },
    offer(item, key) {
      if (size < capacity) {
        heapItems[size] = item;
        heapKeys[size] = key;
        for (let at = size++; at > 0;) {
          const parent = (at - 1) >> 1;
          if (!worse(at, parent)) break;
          swap(at, parent);
          at = parent;
        }
        if (size === capacity) least = heapKeys[0];
        return;
      }
      // An equal key comes with a higher item, so it never displaces one.
      if (!(key > least)) return;
      heapItems[0] = item;
      heapKeys[0] = key;
      sink(size);
      least = heapKeys[0];
    },
    take(items, at, keys) {
      for (let last = size - 1; last > 0; last--) {
        // The worst goes to the end again and again.
        swap(0, last);
        sink(last);
      }
      for (let k = 0; k < size; k++) {
        items[at + k] = heapItems[k];
        keys[at + k] = heapKeys[k];
      }
      const taken = size;
      size = 0;
      least = -Infinity;
      return taken;
    },
  };
}
