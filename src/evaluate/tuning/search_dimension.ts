import { UsageError } from "../../errors.ts";
import type { Random } from "../../random.ts";

/** One option to search over, with the values that it may take. Values are text, as they would be written on a command line. */
export type SearchDimension =
  /** Some values, each as likely as any other. */
  | { readonly name: string; readonly kind: "list"; readonly values: readonly string[] }
  /** A range of numbers. */
  | {
    readonly name: string;
    readonly kind: "range";
    /** Lowest value. */
    readonly low: number;
    /** Highest value, above `low`. */
    readonly high: number;
    /** Whether each factor is as likely as any other, rather than each difference; `low` is above 0 then. */
    readonly logarithmic: boolean;
    /** Whether values are whole; `low` and `high` are then. */
    readonly whole: boolean;
  };

/** Digits that a drawn number is rounded to: more would say nothing and are hard to type again. */
const DIGITS = 4;

/**
 * Reads one dimension of a search.
 *
 * @param text `name=a,b,c` for some values, `name=low:high` for a range; `:log` after it draws factors evenly, `:int` whole numbers, in either order.
 * @returns The dimension; repeated values count once.
 * @throws {UsageError} Where the text is neither.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(parseDimension("neighbours=10,20"), { name: "neighbours", kind: "list", values: ["10", "20"] });
 * const range = { name: "learning-rate", kind: "range", low: 0.01, high: 1, logarithmic: true, whole: false };
 * deepStrictEqual(parseDimension("learning-rate=0.01:1:log"), range);
 * ```
 */
export function parseDimension(text: string): SearchDimension {
  const [, name, values] = /^\s*([a-z][a-z-]*)\s*=(.*)$/s.exec(text) ?? [];
  if (name === undefined) {
    refuse(text, "it names no option", "name=a,b,c or name=low:high");
  }
  const [low, high, ...words] = values.split(":").map((part) => part.trim());
  const bounds = [low, high].map((bound) => bound ? Number(bound) : NaN);
  if (high !== undefined && bounds.every(Number.isFinite)) {
    return parseRange(text, name, bounds, words);
  }
  const list = values.split(",").map((value) => value.trim());
  if (list.some((value) => value === "" || /\s/.test(value))) {
    refuse(text, "a value is missing or holds a space", "name=a,b,c or name=low:high");
  }
  return { name, kind: "list", values: [...new Set(list)] };
}

function parseRange(
  text: string,
  name: string,
  [low, high]: readonly number[],
  words: readonly string[],
): SearchDimension {
  const stray = words.find((word) => word !== "log" && word !== "int");
  if (stray !== undefined || new Set(words).size < words.length) {
    refuse(text, `'${words.join(":")}' follows the range`, "log, int or both");
  }
  const logarithmic = words.includes("log"), whole = words.includes("int");
  if (!(low < high)) refuse(text, `the range is ${low} to ${high}`, "a low below the high");
  if (logarithmic && low <= 0) refuse(text, `the low is ${low}`, "one above 0 beside log");
  if (whole && !(Number.isSafeInteger(low) && Number.isSafeInteger(high))) {
    refuse(text, `the range is ${low} to ${high}`, "whole numbers beside int");
  }
  return { name, kind: "range", low, high, logarithmic, whole };
}

function refuse(text: string, problem: string, expected: string): never {
  throw new UsageError(`Cannot search '${text}': ${problem}, expected ${expected}`);
}

/**
 * Draws one value.
 *
 * @param dimension The dimension.
 * @param random Where from; one number of it is used.
 * @returns The value; numbers that need not be whole have four significant digits, and are never beyond the range.
 */
export function drawValue(dimension: SearchDimension, random: Random): string {
  if (dimension.kind === "list") return dimension.values[random.integer(dimension.values.length)];
  const { low, high, logarithmic, whole } = dimension;
  // Whole numbers are the floors of a range that is one longer, so that both ends are as likely as the rest.
  const end = whole ? high + 1 : high;
  const at = random.next();
  const drawn = logarithmic ? low * Math.pow(end / low, at) : low + at * (end - low);
  const rounded = whole ? Math.floor(drawn) : Number(drawn.toPrecision(DIGITS));
  return String(Math.min(high, Math.max(low, rounded)));
}

/**
 * How many values a dimension has.
 *
 * @param dimension The dimension.
 * @returns The number; Infinity for a range whose numbers need not be whole.
 */
export function countValues(dimension: SearchDimension): number {
  if (dimension.kind === "list") return dimension.values.length;
  return dimension.whole ? dimension.high - dimension.low + 1 : Infinity;
}

/**
 * Whether a value is the least or the greatest number of its dimension, so that there may be better ones beyond.
 *
 * @param dimension The dimension.
 * @param value One of its values.
 * @returns Which of the two; undefined for a value in between, or where values are no numbers.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(edgeOf(parseDimension("neighbours=10,20,40"), "40"), "greatest");
 * strictEqual(edgeOf(parseDimension("neighbours=10,20,40"), "20"), undefined);
 * ```
 */
export function edgeOf(
  dimension: SearchDimension,
  value: string,
): "least" | "greatest" | undefined {
  const bounds = dimension.kind === "range"
    ? [dimension.low, dimension.high]
    : dimension.values.map(Number);
  if (bounds.length < 2 || bounds.some(Number.isNaN)) return undefined;
  if (Number(value) === Math.min(...bounds)) return "least";
  return Number(value) === Math.max(...bounds) ? "greatest" : undefined;
}
