import { InputError } from "../errors.ts";
import { plainColumnName } from "./columns.ts";
import type { DataFormat } from "./data_format.ts";
import type { InputSource } from "./input_source.ts";
import { LiteralError, parsePythonLiteral } from "./python_literal.ts";
import { checkedId, checkedRating, checkedTime } from "./rating_fields.ts";
import type { RatingsFacts, RatingSink, RatingsOptions } from "./rating_stream.ts";
import { ratingColumns, timestampColumn } from "./registry.ts";
import { textChunks } from "./text.ts";
import { parseTime } from "./time.ts";

/** LibraryThing's dump of `reviews[(work, user)] = {...}`, in front of the dictionary. */
const ASSIGNMENT = /^reviews\[[^\]]*\]\s*=\s*/;

/** Names of fields that tables do not have: LibraryThing's works, Amazon's overall rating. */
const MORE_NAMES: Readonly<Record<string, readonly string[]>> = {
  item: ["work", "workid", "parentasin"],
  rating: ["overall"],
};

/** Reviews, one object a line, as Python or JSON writes it: LibraryThing's and Amazon's. */
export const reviews: DataFormat = {
  name: "reviews",
  description: "reviews, one dictionary of Python or object of JSON a line (LibraryThing, Amazon)",
  endings: [],
  columns: "none",
  recognises: ({ lines }) =>
    lines.length > 0 && (ASSIGNMENT.test(lines[0]) || /^\s*\{\s*u?["']/.test(lines[0])),
  kindOf: () => "ratings",
  ratings: { scan: scanReviews },
};

async function scanReviews(
  source: InputSource,
  options: RatingsOptions,
  onRating: RatingSink,
): Promise<Omit<RatingsFacts, "replaced">> {
  const file = source.name;
  const keys: Partial<Record<"user" | "item" | "rating" | "timestamp", string>> = {};
  let rows = 0, seen = 0, unrated = 0;
  for await (const { text, line } of lines(source, options.signal)) {
    const review = reviewOf(text, { file, line });
    seen++;
    for (const role of ["user", "item", "rating", "timestamp"] as const) {
      if (keys[role] === undefined || !(keys[role] in review)) {
        keys[role] = keyOf(review, role, options) ?? keys[role];
      }
    }
    const field = (role: "user" | "item" | "rating" | "timestamp") => {
      const value = keys[role] === undefined ? undefined : review[keys[role]];
      return value === undefined || value === null ? undefined : String(value);
    };
    const user = field("user"), item = field("item");
    if (user === undefined || item === undefined) {
      throw new InputError(
        { file, line },
        `there is no ${user === undefined ? "user" : "item"} among ${
          Object.keys(review).join(", ")
        }, expected one`,
      );
    }
    const rating = field("rating"), time = field("timestamp");
    if (rating === undefined && !options.implicit) {
      unrated++;
      continue;
    }
    onRating(
      checkedId(user, "user", { file, line }),
      checkedId(item, "item", { file, line }),
      options.implicit ? 1 : checkedRating(rating!, options.scale, { file, line }),
      time === undefined ? undefined : checkedTime(time, { file, line }),
    );
    rows++;
  }
  if (rows === 0) {
    throw new InputError(
      { file },
      seen === 0
        ? "the file is empty, expected ratings"
        : `none of its ${seen} reviews has a rating, expected ratings`,
    );
  }
  if (unrated > 0) {
    options.onNote?.(`${unrated} of ${seen} reviews in ${file} have no rating and were left out`);
  }
  const rated = !options.implicit, timed = keys.timestamp !== undefined;
  return { layout: reviews.name, delimiter: "", header: true, rated, timed, rows };
}

async function* lines(source: InputSource, signal?: AbortSignal) {
  let line = 0, rest = "";
  for await (const text of textChunks(source, signal)) {
    const whole = (rest + text).split("\n");
    rest = whole.pop()!;
    for (const text of whole) {
      line++;
      if (text.trim() !== "") yield { text, line };
    }
  }
  if (rest.trim() !== "") yield { text: rest, line: line + 1 };
}

function reviewOf(text: string, where: { file: string; line: number }): Record<string, unknown> {
  const start = ASSIGNMENT.exec(text)?.[0].length ?? 0;
  try {
    const review = parsePythonLiteral(text, start);
    if (typeof review === "object" && review !== null && !Array.isArray(review)) {
      return review as Record<string, unknown>;
    }
    throw new LiteralError(start, "it is no dictionary, expected one in each line");
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    throw new InputError({ ...where, column: error.at + 1 }, error.message);
  }
}

/** The key under which reviews have what is wanted: the one that was given, or one of the usual names, the surest first. */
function keyOf(
  review: Record<string, unknown>,
  role: "user" | "item" | "rating" | "timestamp",
  { columns }: RatingsOptions,
): string | undefined {
  const chosen = columns?.[role];
  if (typeof chosen === "string") return chosen in review ? chosen : undefined;
  const names = role === "timestamp"
    ? timestampColumn.names
    : ratingColumns.find((column) => column.role === role)!.names;
  const known = [...names, ...MORE_NAMES[role] ?? []];
  const keys = Object.keys(review);
  const found = known.map((name) => keys.find((key) => plainColumnName(key) === name));
  return found.find((key) =>
    key !== undefined && (role !== "timestamp" || parseTime(String(review[key])) !== undefined)
  );
}
