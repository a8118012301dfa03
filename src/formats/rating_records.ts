import { UsageError } from "../errors.ts";
import type { ByteVocabulary } from "./byte_vocabulary.ts";
import type { ColumnOptions } from "./columns.ts";
import type { FormatOptions } from "./data_format.ts";
import { formatFor } from "./data_formats.ts";
import type { DelimitedOptions } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";

/** The columns of a ratings file. */
export type RatingRole = "user" | "item" | "rating" | "timestamp";

/** Takes one rating. */
export type RatingSink = (user: string, item: string, rating: number, timestamp?: number) => void;

/** Takes ratings whose ids stand in a file as UTF-8, so that tens of millions can be read without as many strings. */
export interface ByteRatingSink {
  /** Number of a user. */
  readonly users: ByteVocabulary;
  /** Number of an item. */
  readonly items: ByteVocabulary;
  /** Takes one rating. */
  add(user: number, item: number, rating: number, timestamp?: number): void;
}

/** How a ratings file is laid out, where it is not to be recognised, and how ratings are taken. */
export interface RatingsOptions extends DelimitedOptions, FormatOptions, ColumnOptions<RatingRole> {
  /** True: every line counts as 1, whatever its rating. False: there must be ratings. By default the file tells. */
  readonly implicit?: boolean;
  /** Bounds that every rating must keep, ends included. */
  readonly scale?: { readonly min: number; readonly max: number };
}

/** What was found out about a ratings file. */
export interface RatingsFacts {
  /** Name of the layout, as in {@link ratingLayouts}, or of the format, as in {@link dataFormats}. */
  readonly layout: string;
  /** What stands between two fields; empty where the file is no table of text. */
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
 * Reads a ratings file rating by rating, without keeping anything.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, the scale, a signal to stop.
 * @param onRating Called for each rating in order.
 * @param byBytes Takes ratings in its stead where they are written plainly.
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
  byBytes?: ByteRatingSink,
): Promise<Omit<RatingsFacts, "replaced">> {
  checkOptions(source.name, options);
  const { format, input } = await formatFor(source, "ratings", options);
  return await format.ratings!.scan(input, options, onRating, byBytes);
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
