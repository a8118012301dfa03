import { valueLabel } from "../labels.ts";

/**
 * The decade of a date or year.
 *
 * @param value A year of four digits or a date that begins with one (ISO 8601, XML Schema), as text or as a literal in
 * N-Triples; years before Christ have a minus sign and up to six
 * digits. More digits without one are no year: `199403` is a month.
 * @returns Such as `1990s`, or undefined where the value is neither.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(decadeOf("1994-03-01"), "1990s");
 * strictEqual(decadeOf('"1987"^^<http://www.w3.org/2001/XMLSchema#gYear>'), "1980s");
 * strictEqual(decadeOf("spring"), undefined);
 * ```
 */
export function decadeOf(value: string): string | undefined {
  const year = yearOf(value);
  if (year === undefined) return undefined;
  return `${Math.floor(Math.abs(year) / 10) * 10}s${year < 0 ? " BC" : ""}`;
}

/**
 * The year of a date.
 *
 * @param value As for {@link decadeOf}.
 * @returns The year, below 0 before Christ, or undefined where the value is no date.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(yearOf("1994-03-01"), 1994);
 * ```
 */
export function yearOf(value: string): number | undefined {
  const date = /^(\d{4}|-\d{4,6})(?:\.0+|-(\d\d)(?:-(\d\d))?)?(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?$/
    .exec(valueLabel(value).trim());
  if (date === null) return undefined;
  const [, year, month = "01", day = "01"] = date;
  // DBpedia writes the months and days that it does not know as zero.
  return Number(month) <= 12 && Number(day) <= 31 ? Number(year) : undefined;
}
