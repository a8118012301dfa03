import { InputError } from "../errors.ts";
import {
  type ColumnPlan,
  type ColumnRole,
  findColumns,
  hasKnownNames,
  plainColumnName,
} from "./columns.ts";
import { readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import { parseDecimal } from "./number.ts";
import type { ByteRecord } from "./plain_lines.ts";
import { plainNumber } from "./plain_number.ts";
import { checkedId, checkedRating, checkedTime } from "./rating_fields.ts";
import type {
  ByteRatingSink,
  RatingRole,
  RatingsFacts,
  RatingSink,
  RatingsOptions,
} from "./rating_stream.ts";
import { ratingBystanders, ratingColumns, ratingLayouts, timestampColumn } from "./registry.ts";
import { parseTime } from "./time.ts";

/**
 * Reads ratings from delimited text, line by line.
 *
 * @param source Where to read.
 * @param options As {@link RatingsOptions} says.
 * @param onRating Called for each rating in order.
 * @param byBytes Takes ratings in its stead where they are written plainly.
 * @returns What was found out about the file.
 * @throws {InputError} As readRatings() says.
 */
export async function scanDelimitedRatings(
  source: InputSource,
  options: RatingsOptions,
  onRating: RatingSink,
  byBytes?: ByteRatingSink,
): Promise<Omit<RatingsFacts, "replaced">> {
  let plan: ColumnPlan<RatingRole> | undefined;
  let header: readonly string[] | undefined;
  let rows = 0;
  const at = (column: number, line: number) => ({ file: source.name, line, column: column + 1 });
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
        const places = timestampPlaces(header, record, plan.at);
        const timestamp = places.find((index) => parseTime(record[index]) !== undefined);
        if (timestamp === undefined && places.length > 0) {
          const [place] = places, name = header?.[place] ?? place + 1;
          options.onNote?.(
            `column ${name} of ${source.name} begins with '${
              record[place]
            }', which is no time, and was passed over`,
          );
        }
        plan = { ...plan, at: { ...plan.at, timestamp } };
      }
      const { user, item, rating, timestamp } = plan.at;
      onRating(
        checkedId(record[user!], "user", at(user!, line)),
        checkedId(record[item!], "item", at(item!, line)),
        rating === undefined ? 1 : checkedRating(record[rating], options.scale, at(rating, line)),
        timestamp === undefined ? undefined : checkedTime(record[timestamp], at(timestamp, line)),
      );
      rows++;
    },
    options,
    byBytes && ((record) => {
      if (rows === 0 || !takePlainly(record, plan!.at, options.scale, byBytes)) return false;
      rows++;
      return true;
    }),
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

/** Takes a record in which nothing is unusual; what is, a wrong value above all, is left to the reader of strings. */
function takePlainly(
  { bytes, bounds }: ByteRecord,
  { user, item, rating, timestamp }: ColumnPlan<RatingRole>["at"],
  scale: RatingsOptions["scale"],
  sink: ByteRatingSink,
): boolean {
  const u = 2 * user!, i = 2 * item!;
  if (bounds[u] === bounds[u + 1] || bounds[i] === bounds[i + 1]) return false;
  const value = rating === undefined
    ? 1
    : plainNumber(bytes, bounds[2 * rating], bounds[2 * rating + 1]);
  const time = timestamp === undefined
    ? undefined
    : plainNumber(bytes, bounds[2 * timestamp], bounds[2 * timestamp + 1]);
  if (Number.isNaN(value) || (time !== undefined && Number.isNaN(time))) return false;
  if (rating !== undefined && scale && (value < scale.min || value > scale.max)) return false;
  sink.add(
    sink.users.indexOf(bytes, bounds[u], bounds[u + 1]),
    sink.items.indexOf(bytes, bounds[i], bounds[i + 1]),
    value,
    time,
  );
  return true;
}

function planRatings(
  first: readonly string[],
  where: { file: string; line: number },
  options: RatingsOptions,
): ColumnPlan<RatingRole> {
  const roles: ColumnRole<RatingRole>[] = [...ratingColumns];
  if (options.columns?.timestamp !== undefined) roles.push(timestampColumn);
  const plan = findColumns(first, roles, where, options, () => isHeader(first, options));
  if (!plan.header && options.columns === undefined) rejectSwapped(first, where);
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
 * Where timestamps may be: in the columns that the header calls so, the surest name first, or in the last of four without a header. A column
 * whose first value is no time, such as a date in words, is passed over.
 */
function timestampPlaces(
  header: readonly string[] | undefined,
  record: readonly string[],
  { user, item, rating }: Partial<Record<RatingRole, number>>,
): number[] {
  const { names, position } = timestampColumn;
  const candidates = header === undefined
    ? (record.length === position ? [position - 1] : [])
    : names.map((name) => header.findIndex((field) => plainColumnName(field) === name));
  return candidates.filter((index) => index >= 0 && ![user, item, rating].includes(index));
}

/** Amazon's ratings come with the user first or, the newer ones, with the product first; what the ids look like tells. */
function rejectSwapped(
  [first, second]: readonly string[],
  where: { file: string; line: number },
): void {
  if (!/^(B0[\dA-Z]{8}|\d{9}[\dX])$/.test(first) || !/^A[\dA-Z]{9,20}$/.test(second)) return;
  throw new InputError(
    { ...where, column: 1 },
    `'${first}' looks like one of Amazon's products and '${second}' like a user, expected the user first, or the columns to be ` +
      "given as 2,1,3,4",
  );
}

/** A column that might hold the ratings must not be passed over in silence. */
function rejectUnknownColumns(
  first: readonly string[],
  plan: ColumnPlan<RatingRole>,
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
