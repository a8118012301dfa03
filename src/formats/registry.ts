import type { ColumnRole } from "./columns.ts";

/** What a ratings file looks like. */
export interface RatingShape {
  /** What stands between two fields. */
  readonly delimiter: string;
  /** Number of fields in a line. */
  readonly fields: number;
  /** The names of the columns, where the file has a header. */
  readonly header?: readonly string[];
  /** Whether there is a rating column in use. */
  readonly rated: boolean;
}

/** A layout of ratings files that is recognised and reported by name. */
export interface RatingLayout {
  /** The name that is reported. */
  readonly name: string;
  /** What it is, in words. */
  readonly description: string;
  /** A file in this layout: user 1 rates item 10 with 5 (or has it), user 2 rates item 20 with 3 (or has it). */
  readonly example: string;
  /** Whether a file of this shape is in this layout. */
  matches(shape: RatingShape): boolean;
}

/**
 * The recognised layouts of ratings files; the first that matches names the file. The last two match anything that the
 * reader can read, so every file has a layout.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(ratingLayouts[0].name, "MovieLens 100K u.data");
 * ```
 */
export const ratingLayouts: readonly RatingLayout[] = [
  {
    name: "MovieLens 100K u.data",
    description: "user, item, rating, timestamp; tabs; no header",
    example: "1\t10\t5\t881250949\n2\t20\t3\t891717742\n",
    matches: (shape) => isBare(shape, "\t", 4),
  },
  {
    name: "MovieLens 1M ratings.dat",
    description: "user, item, rating, timestamp; double colons; no header",
    example: "1::10::5::978300760\n2::20::3::978302109\n",
    matches: (shape) => isBare(shape, "::", 4),
  },
  {
    name: "MovieLens ratings.csv",
    description: "userId,movieId,rating,timestamp; commas; header",
    example: "userId,movieId,rating,timestamp\n1,10,5.0,964982703\n2,20,3.0,964981247\n",
    matches: ({ header }) => header?.join(",") === "userId,movieId,rating,timestamp",
  },
  {
    name: "Amazon ratings",
    description: "user, item, rating, timestamp; commas; no header",
    example: "1,10,5.0,1369699200\n2,20,3.0,1355443200\n",
    matches: (shape) => isBare(shape, ",", 4),
  },
  {
    name: "RecBole .inter",
    description: "tabs; header with types, such as user_id:token and rating:float",
    example: "user_id:token\titem_id:token\trating:float\n1\t10\t5\n2\t20\t3\n",
    matches: ({ header }) => header?.every((name) => /:(token|float)(_seq)?$/.test(name)) ?? false,
  },
  {
    name: "pairs of user and item",
    description: "implicit: no rating column; any delimiter; with or without header",
    example: "1,10\n2,20\n",
    matches: ({ rated }) => !rated,
  },
  {
    name: "table with header",
    description: "the header names user, item and rating; any delimiter",
    example: "score;item;user\n5;10;1\n3;20;2\n",
    matches: ({ header }) => header !== undefined,
  },
  {
    name: "table without header",
    description: "user, item and rating in this order, unless told otherwise; any delimiter",
    example: "1 10 5\n2 20 3\n",
    matches: () => true,
  },
];

function isBare(
  { delimiter, fields, header, rated }: RatingShape,
  expected: string,
  count: number,
) {
  return delimiter === expected && fields === count && header === undefined && rated;
}

/** The columns of a ratings file. */
export const ratingColumns: readonly ColumnRole<"user" | "item" | "rating">[] = [
  {
    role: "user",
    names: ["user", "userid", "uid", "username", "customer", "customerid", "reviewerid"],
    position: 1,
  },
  {
    role: "item",
    names: [
      ...["item", "itemid", "iid", "movie", "movieid", "film", "filmid", "book", "bookid", "isbn"],
      ...["artist", "artistid", "track", "trackid", "song", "songid", "product", "productid"],
      ...["business", "businessid", "asin", "game", "gameid", "recipeid", "articleid", "newsid"],
    ],
    position: 2,
  },
  {
    role: "rating",
    names: ["rating", "ratings", "score", "stars", "bookrating"],
    position: 3,
    optional: true,
  },
];

/** The column that says when a rating was given, the surest names first. */
export const timestampColumn: ColumnRole<"timestamp"> = {
  role: "timestamp",
  names: [
    ...["timestamp", "unixtime", "unixreviewtime", "ts", "time", "datetime", "date", "createdat"],
  ],
  position: 4,
};

/** Columns of a ratings file that are known not to be ratings. */
export const ratingBystanders: readonly string[] = timestampColumn.names;

/** The columns of a file of triples. */
export const tripleColumns: readonly ColumnRole<"item" | "relation" | "value">[] = [
  {
    role: "item",
    names: ["item", "itemid", "movieid", "entity", "entityid", "head", "headid", "subject", "s"],
    position: 1,
  },
  {
    role: "relation",
    names: ["relation", "relationid", "predicate", "property", "attribute", "p"],
    position: 2,
  },
  {
    role: "value",
    names: ["value", "tail", "tailid", "object", "target", "o"],
    position: 3,
  },
];

/** The columns of a file that says which item is which entity. */
export const mappingColumns: readonly ColumnRole<"item" | "entity">[] = [
  { role: "item", names: ratingColumns[1].names, position: 1 },
  {
    role: "entity",
    names: ["entity", "entityid", "uri", "iri", "dbpediauri", "resource", "head", "headid"],
    position: 2,
  },
];

/** The columns of a file of item titles. */
export const labelColumns: readonly ColumnRole<"item" | "label">[] = [
  { role: "item", names: ratingColumns[1].names, position: 1 },
  {
    role: "label",
    names: ["title", "label", "name", "movietitle", "booktitle", "itemname"],
    position: 2,
  },
];
