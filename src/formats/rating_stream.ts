import type { Vocabulary } from "../data/vocabulary.ts";
import type { ByteVocabulary } from "./byte_vocabulary.ts";
import type { ColumnOptions } from "./columns.ts";
import type { DelimitedOptions } from "./delimited.ts";
import type { FormatOptions } from "./format_options.ts";

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

/** Ratings in the order of a file, repeated ones included. */
export interface RatingTable {
  /** Ids of users. */
  readonly users: Vocabulary;
  /** Ids of items. */
  readonly items: Vocabulary;
  /** User of each rating, (ratings). */
  readonly user: ArrayLike<number>;
  /** Item of each rating, (ratings). */
  readonly item: ArrayLike<number>;
  /** The ratings, (ratings). */
  readonly rating: ArrayLike<number>;
  /** When each rating was given, (ratings), where it is known. */
  readonly timestamp?: ArrayLike<number>;
  /** Whether the ratings say something; else users and items alone do. */
  readonly rated: boolean;
}
