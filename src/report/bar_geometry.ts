/** Where a bar stands in a drawing that is 100 wide. */
export interface BarGeometry {
  /** Left end of the bar. */
  readonly x: number;
  /** Its width. */
  readonly width: number;
  /** Place of the axis. */
  readonly zero: number;
}

/**
 * Places a bar between the axis and a value.
 *
 * @param value The value.
 * @param low Least value of the drawing; 0 where it is above 0.
 * @param high Greatest value; 0 where it is below 0.
 * @returns Places from 0 to 100, rounded to hundredths so that reports are small.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(barGeometry(-1, -1, 3), { x: 0, width: 25, zero: 25 });
 * deepStrictEqual(barGeometry(3, -1, 3), { x: 25, width: 75, zero: 25 });
 * deepStrictEqual(barGeometry(0, 0, 0), { x: 0, width: 0, zero: 0 });
 * ```
 */
export function barGeometry(value: number, low: number, high: number): BarGeometry {
  const from = Math.min(0, low), to = Math.max(0, high);
  const place = (at: number) =>
    to > from ? Math.round(10000 * Math.min(1, Math.max(0, (at - from) / (to - from)))) / 100 : 0;
  const zero = place(0), end = place(value);
  const width = Math.round(100 * Math.abs(end - zero)) / 100;
  return { x: Math.min(zero, end), width, zero };
}
