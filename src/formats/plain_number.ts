/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 16 }, (_, k) => 10 ** k);

/**
 * A number of up to 15 digits, with or without a point between them, such as `4`, `3.5` or `978300760`. Its digits and the power of ten
 * under them are exact in double precision and so their quotient is rounded once: it is the number that the language's own
 * reader gives.
 *
 * @param bytes Where the number stands, in UTF-8.
 * @param start Its first byte.
 * @param end The byte after its last one.
 * @returns The number, or NaN where it is written in another way, which need not be wrong.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(plainNumber(new TextEncoder().encode("rated 3.5"), 6, 9), 3.5);
 * ```
 */
export function plainNumber(bytes: Uint8Array, start: number, end: number): number {
  let value = 0, decimals = -1, digits = 0;
  for (let k = start; k < end; k++) {
    const digit = bytes[k] - 0x30;
    if (digit >= 0 && digit <= 9) {
      value = 10 * value + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (bytes[k] === 0x2e && decimals < 0 && digits > 0) {
      decimals = 0;
    } else {
      return NaN;
    }
  }
  if (digits === 0 || digits > 15) return NaN;
  return decimals > 0 ? value / POWERS[decimals] : value;
}
