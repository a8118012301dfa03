import { valueLabel } from "../labels.ts";

/**
 * The number that a value is.
 *
 * @param value A decimal number, as text or as a literal in N-Triples.
 * @returns The number, or undefined.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(numberIn('"5400.0"^^<http://dbpedia.org/datatype/second>'), 5400);
 * strictEqual(numberIn("long"), undefined);
 * ```
 */
export function numberIn(value: string): number | undefined {
  const text = valueLabel(value).trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Cuts numbers into bins of about equal size, by quantiles: bins of equal width would put most items into one where numbers are
 * skewed, as lengths and prices are. Equal numbers share a bin, so that there may be fewer bins than asked for.
 *
 * @param numbers The numbers, in any order; repeated ones count each time.
 * @param count How many bins, at least 1.
 * @returns Names the bin of one of the numbers by the least and greatest number in it: `95 to 110`, or `95` where they are equal.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const numbers = [80, 95, 95, 101, 110, 240];
 * deepStrictEqual(numbers.map(binsOf(numbers, 3)), [
 *   "80 to 95", "80 to 95", "80 to 95", "101", "110 to 240", "110 to 240",
 * ]);
 * ```
 */
export function binsOf(numbers: readonly number[], count: number): (number: number) => string {
  const sorted = Float64Array.from(numbers, (number) => number || 0).sort();
  const bounds: [least: number, greatest: number][] = [];
  for (let bin = 0, from = 0; bin < count && from < sorted.length; bin++) {
    let to = Math.max(from + 1, Math.round((bin + 1) * sorted.length / count));
    while (to < sorted.length && sorted[to] === sorted[to - 1]) to++;
    bounds.push([sorted[from], sorted[to - 1]]);
    from = to;
  }
  const write = distinctTexts(bounds.flat());
  const labels = bounds.map(([least, greatest]) =>
    least === greatest ? write(least) : `${write(least)} to ${write(greatest)}`
  );
  return (number) => {
    const bin = bounds.findIndex(([, greatest]) => number <= greatest);
    return labels[bin < 0 ? labels.length - 1 : bin];
  };
}

/** Writes numbers with as few digits as keep them apart. */
function distinctTexts(numbers: readonly number[]): (number: number) => string {
  const distinct = new Set(numbers);
  for (let digits = 4;; digits++) {
    const format = new Intl.NumberFormat("en-US", {
      maximumSignificantDigits: digits,
      useGrouping: "min2",
    });
    const texts = new Set([...distinct].map((number) => format.format(number)));
    if (texts.size === distinct.size || digits === 21) return (number) => format.format(number);
  }
}
