import { parseDecimal } from "./number.ts";

/**
 * A moment as data files write it: a number, which is taken as it is, or a date, with or without a time of day, as ISO 8601 writes
 * it, which becomes seconds since 1970. Where no time zone is given it is UTC.
 *
 * @param text The text.
 * @returns The moment, or undefined where the text is none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(parseTime("978300760"), 978300760);
 * strictEqual(parseTime("2000-12-31 22:12:40"), 978300760);
 * strictEqual(parseTime("Jan 1"), undefined);
 * ```
 */
export function parseTime(text: string): number | undefined {
  const number = parseDecimal(text);
  if (number !== undefined) return number;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/
    .exec(text.trim());
  if (match === null) return undefined;
  const [, day, time = "00:00", zone = "Z"] = match;
  const milliseconds = Date.parse(`${day}T${time}${zone.replace(/^(...)(\d\d)$/, "$1:$2")}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
