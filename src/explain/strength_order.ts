/** Puts cells in the order in which reasons are given. */
export interface StrengthOrder {
  /**
   * Orders the cells whose value is not 0, strongest first: by descending absolute value, ties by ascending cell.
   *
   * @param values Value of each cell, (cells), no NaN.
   * @returns The cells, a view that the next call overwrites.
   */
  order(values: Float64Array): Uint32Array;
}

/**
 * Makes what orders cells by strength; it keeps its memory from call to call. A merge sort over indices: a comparator called
 * for every pair takes several times as long, and an explanation through neighbours has thousands of reasons.
 *
 * @returns The order.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([...strengthOrder().order(Float64Array.of(1, 0, -3, 3, -1))], [2, 3, 0, 4]);
 * ```
 */
export function strengthOrder(): StrengthOrder {
  let from = new Uint32Array(0), to = new Uint32Array(0), sizes = new Float64Array(0);
  return {
    order(values) {
      if (values.length > from.length) {
        from = new Uint32Array(2 * values.length);
        to = new Uint32Array(2 * values.length);
        sizes = new Float64Array(2 * values.length);
      }
      let count = 0;
      for (let cell = 0; cell < values.length; cell++) {
        sizes[cell] = Math.abs(values[cell]);
        if (values[cell] !== 0) from[count++] = cell;
      }
      for (let width = 1; width < count; width *= 2) {
        for (let start = 0; start < count; start += 2 * width) {
          mergeRuns(from, to, sizes, start, width, count);
        }
        [from, to] = [to, from];
      }
      return from.subarray(0, count);
    },
  };
}

/** Merges the sorted runs at `start` and `start + width`; of equal cells that of the first run, the lower one, comes first. */
function mergeRuns(
  from: Uint32Array,
  to: Uint32Array,
  sizes: Float64Array,
  start: number,
  width: number,
  count: number,
): void {
  const middle = Math.min(start + width, count), end = Math.min(middle + width, count);
  let a = start, b = middle;
  for (let k = start; k < end; k++) {
    if (b >= end || (a < middle && sizes[from[a]] >= sizes[from[b]])) to[k] = from[a++];
    else to[k] = from[b++];
  }
}
