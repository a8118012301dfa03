import { InputError, UsageError } from "../errors.ts";
import {
  type ColumnOptions,
  type ColumnPlan,
  type ColumnRole,
  findColumns,
  hasKnownNames,
  plainColumnName,
} from "./columns.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import { parseDecimal } from "./number.ts";
import { ratingBystanders, ratingColumns, ratingLayouts, timestampColumn } from "./registry.ts";
import { parseTime } from "./time.ts";

type Role = "user" | "item" | "rating" | "timestamp";

/** Takes one rating. */
export type RatingSink = (user: string, item: string, rating: number, timestamp?: number) => void;

/** How a ratings file is laid out, where it is not to be recognised, and how ratings are taken. */
export interface RatingsOptions
  extends DelimitedOptions, ColumnOptions<"user" | "item" | "rating" | "timestamp"> {
  /** True: every line counts as 1, whatever its rating. False: there must be ratings. By default the file tells. */
  readonly implicit?: boolean;
  /** Bounds that every rating must keep, ends included. */
  readonly scale?: { readonly min: number; readonly max: number };
}

/** What was found out about a ratings file. */
export interface RatingsFacts {
  /** Name of the layout, as in {@link ratingLayouts}. */
  readonly layout: string;
  /** What stands between two fields. */
  readonly delimiter: string;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** Whether a rating column is in use; without one every line counts as 1. */
  readonly rated: boolean;
  /** Whether there is a timestamp column in use. */
  readonly timed: boolean;
  /** Ratings in the file. */
  readonly rows: number;
  /** Ratings that a later line for the same user and item replaced. */
  readonly replaced: number;
}

/**
 * Reads a ratings file line by line, without keeping anything.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, the scale, a signal to stop.
 * @param onRating Called for each rating in order.
 * @returns What was found out about the file.
 * @throws {InputError} As {@link readRatings} says.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * let sum = 0;
 * const stream = new Blob(["1::10::5::978300760\n1::20::3::978302109\n"]).stream();
 * const facts = await scanRatings({ name: "ratings.dat", stream }, {}, (_user, _item, rating) => {
 *   sum += rating;
 * });
 * strictEqual(sum, 8);
 * strictEqual(facts.layout, "MovieLens 1M ratings.dat");
 * ```
 */
export async function scanRatings(
  source: InputSource,
  options: RatingsOptions,
  onRating: RatingSink,
): Promise<Omit<RatingsFacts, "replaced">> {
  checkOptions(source.name, options);
  let plan: ColumnPlan<Role> | undefined;
  let header: readonly string[] | undefined;
  let rows = 0;
  const { delimiter, fields } = await readDelimited(
    source,
    { of: "ratings", minFields: 2 },
    (record, line) => {
      if (plan === undefined) {
        plan = planRatings(record, { file: source.name, line }, options);
        if (plan.header) {
          header = record;
          return;
        }
      }
      if (rows === 0 && plan.at.timestamp === undefined && options.columns === undefined) {
        plan = { ...plan, at: { ...plan.at, timestamp: timestampIndex(header, record, plan.at) } };
      }
      const { user, item, rating, timestamp } = plan.at;
      onRating(
        idAt(record, user!, "user", source.name, line),
        idAt(record, item!, "item", source.name, line),
        rating === undefined ? 1 : ratingAt(record, rating, options.scale, source.name, line),
        timestamp === undefined ? undefined : timeAt(record, timestamp, source.name, line),
      );
      rows++;
    },
    options,
  );
  if (rows === 0) {
    throw new InputError(
      { file: source.name },
      "there is a header and nothing else, expected ratings",
    );
  }
  const rated = plan?.at.rating !== undefined, timed = plan?.at.timestamp !== undefined;
  const shape = { delimiter, fields, header, rated };
  const layout = ratingLayouts.find((layout) => layout.matches(shape))!.name;
  return { layout, delimiter, header: header !== undefined, rated, timed, rows };
}

function checkOptions(file: string, { implicit, scale, columns }: RatingsOptions): void {
  if (scale !== undefined && !(scale.min < scale.max && Number.isFinite(scale.max - scale.min))) {
    throw new UsageError(
      `Cannot read ${file}: the scale is ${scale.min} to ${scale.max}, expected two numbers that ascend`,
    );
  }
  if (implicit && (scale !== undefined || columns?.rating !== undefined)) {
    throw new UsageError(
      `Cannot read ${file}: ratings are implicit and a ${
        scale ? "scale" : "rating column"
      } is given, expected one or ` +
        `the other`,
    );
  }
}

function planRatings(
  first: readonly string[],
  where: { file: string; line: number },
  options: RatingsOptions,
): ColumnPlan<Role> {
  const roles: ColumnRole<Role>[] = [...ratingColumns];
  if (options.columns?.timestamp !== undefined) roles.push(timestampColumn);
  const plan = findColumns(first, roles, where, options, () => isHeader(first, options));
  if (options.implicit) return { ...plan, at: { ...plan.at, rating: undefined } };
  if (plan.at.rating === undefined) {
    if (options.implicit === false || options.scale !== undefined) {
      throw new InputError(where, `there is no rating column, expected one`);
    }
    if (plan.header) rejectUnknownColumns(first, plan, where);
  }
  return plan;
}

/** A header is told by the rating field: not a number, and every field a name. Without that field known names tell. */
function isHeader(first: readonly string[], { columns }: RatingsOptions): boolean {
  const position = columns?.rating ?? ratingColumns[2].position;
  const field = typeof position === "number" ? first[position - 1] : undefined;
  const known = hasKnownNames(first, ratingColumns);
  if (field === undefined) return known;
  if (parseDecimal(field) !== undefined) return false;
  return known || first.every((name) => /^[\p{L}_][\p{L}\p{N}_ .:-]*$/u.test(name.trim()));
}

/**
 * Where the timestamps are, if anywhere: in the column that the header calls so, or in the last of four without a header. A column
 * whose first value is no time, such as a date in words, is passed over.
 */
function timestampIndex(
  header: readonly string[] | undefined,
  record: readonly string[],
  { user, item, rating }: Partial<Record<Role, number>>,
): number | undefined {
  const { names, position } = timestampColumn;
  const candidates = header === undefined
    ? (record.length === position ? [position - 1] : [])
    : names.map((name) => header.findIndex((field) => plainColumnName(field) === name));
  return candidates.find((index) =>
    index >= 0 && ![user, item, rating].includes(index) && parseTime(record[index]) !== undefined
  );
}

/** A column that might hold the ratings must not be passed over in silence. */
function rejectUnknownColumns(
  first: readonly string[],
  plan: ColumnPlan<Role>,
  where: { file: string; line: number },
): void {
  const unknown = first.findIndex((name, k) =>
    k !== plan.at.user && k !== plan.at.item && !ratingBystanders.includes(plainColumnName(name))
  );
  if (unknown < 0) return;
  throw new InputError(
    { ...where, column: unknown + 1 },
    `no column is named like the rating, and '${
      first[unknown]
    }' might be it, expected the rating column to be given, ` +
      `or the ratings to be declared implicit`,
  );
}

function idAt(
  record: readonly string[],
  index: number,
  role: "user" | "item",
  file: string,
  line: number,
): string {
  const id = record[index];
  if (id !== "") return id;
  throw new InputError({ file, line, column: index + 1 }, `the ${role} is empty, expected an id`);
}

function ratingAt(
  record: readonly string[],
  index: number,
  scale: RatingsOptions["scale"],
  file: string,
  line: number,
): number {
  const rating = parseDecimal(record[index]);
  // Ratings are kept in single precision, where a large double would become infinite.
  if (rating === undefined || !Number.isFinite(Math.fround(rating))) {
    throw new InputError(
      { file, line, column: index + 1 },
      `rating is '${record[index]}', expected a number`,
    );
  }
  if (scale !== undefined && (rating < scale.min || rating > scale.max)) {
    throw new InputError(
      { file, line, column: index + 1 },
      `rating is ${rating}, expected ${scale.min} to ${scale.max}`,
    );
  }
  return rating;
}

function timeAt(record: readonly string[], index: number, file: string, line: number): number {
  const time = parseTime(record[index]);
  if (time !== undefined) return time;
  throw new InputError(
    { file, line, column: index + 1 },
    `the timestamp is '${
      record[index]
    }', expected a number or a date such as 2026-11-26, or the columns to be given ` +
      "without it",
  );
}
