/**
 * Numbers as people read them in a report. The page's script uses the same functions, so that both parts write alike.
 *
 * @module
 */

/** A typographic minus, which stands as high as a plus. */
const MINUS = "\u2212";

/**
 * A number to three significant digits.
 *
 * @param value Any finite number.
 * @param options `sign`: write a plus before numbers above 0. `digits`: significant digits (default 3).
 * @returns Its text.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(numberText(-0.01234), "\u22120.0123");
 * strictEqual(numberText(2, { sign: true }), "+2.00");
 * strictEqual(numberText(0, { sign: true }), "0");
 * ```
 */
export function numberText(
  value: number,
  options: { readonly sign?: boolean; readonly digits?: number } = {},
): string {
  if (value === 0) return "0";
  const size = Math.abs(value), digits = options.digits ?? 3;
  // toPrecision would write 1234 as 1.23e+3.
  const text = size >= 10 ** digits ? Math.round(size).toString() : size.toPrecision(digits);
  return `${value < 0 ? MINUS : options.sign ? "+" : ""}${text}`;
}

/**
 * Writes numbers of one table with equally many decimals, so that they stand below each other and what is shown adds up: three significant
 * digits for the largest.
 *
 * @param largest The largest number by size.
 * @param options `sign`: write a plus before numbers above 0.
 * @returns What writes a number; 0 for one too small to be seen.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([0.0813, -0.0042, 0.00000869].map(alignedText(0.0813, { sign: true })), [
 *   "+0.0813",
 *   "\u22120.0042",
 *   "0",
 * ]);
 * ```
 */
export function alignedText(
  largest: number,
  options: { readonly sign?: boolean } = {},
): (value: number) => string {
  const size = Math.abs(largest);
  const decimals = size > 0 ? Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(size)))) : 0;
  return (value) => {
    const text = Math.abs(value).toFixed(decimals);
    if (Number(text) === 0) return "0";
    return `${value < 0 ? MINUS : options.sign ? "+" : ""}${text}`;
  };
}

/** A whole number with thousands apart: `12,345`. */
export function countText(value: number): string {
  return value.toLocaleString("en-US");
}

/** A share as a percentage: `12.3 %`; below one in a thousand `< 0.1 %`. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  const percent = 100 * share;
  return `${percent < 0 ? MINUS : ""}${
    Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0)
  } %`;
}

/**
 * A number of things: `1 item`, `2 items`.
 *
 * @param count How many.
 * @param noun What they are, in the plural with `s`.
 * @returns The words.
 */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${count === 1 ? noun.replace(/s$/, "") : noun}`;
}
