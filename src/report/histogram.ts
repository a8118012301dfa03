/** One bar of a histogram: values from `from` up to, but without, `to`; the last bar holds `to` as well. */
export interface Bin {
  /** Lower end. */
  readonly from: number;
  /** Upper end. */
  readonly to: number;
  /** How many values. */
  readonly count: number;
}

/**
 * Counts values in bars of equal width.
 *
 * @param values The values, all finite.
 * @param bins Number of bars, at least 1.
 * @returns The bars, from the least value to the greatest; one bar where all values are equal, none where there are none.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(histogram([0, 1, 1, 4], 2), [{ from: 0, to: 2, count: 3 }, { from: 2, to: 4, count: 1 }]);
 * ```
 */
export function histogram(values: ArrayLike<number>, bins: number): Bin[] {
  let least = Infinity, most = -Infinity;
  for (let k = 0; k < values.length; k++) {
    least = Math.min(least, values[k]);
    most = Math.max(most, values[k]);
  }
  if (values.length === 0) return [];
  if (least === most) return [{ from: least, to: most, count: values.length }];
  const counts = new Uint32Array(bins), width = (most - least) / bins;
  for (let k = 0; k < values.length; k++) {
    counts[Math.min(bins - 1, Math.floor((values[k] - least) / width))]++;
  }
  return Array.from(counts, (count, k) => ({
    from: least + k * width,
    to: k + 1 === bins ? most : least + (k + 1) * width,
    count,
  }));
}

/**
 * A value below which a share of all values lies, interpolated linearly.
 *
 * @param sorted Ascending values, at least one.
 * @param share From 0 to 1.
 * @returns The value.
 */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1), below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
