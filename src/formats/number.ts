/**
 * A decimal number as data files write it, such as `4`, `-0.5` or `1e-3`. Other readings of the language (`0x10`, an
 * empty text as 0, `Infinity`) are refused.
 *
 * @param text The text; spaces around the number do no harm.
 * @returns The number, or undefined where the text is no finite decimal number.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(parseDecimal("4.5"), 4.5);
 * strictEqual(parseDecimal(""), undefined);
 * ```
 */
export function parseDecimal(text: string): number | undefined {
  if (!/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
