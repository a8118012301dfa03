import { InputError, UsageError } from "../errors.ts";
import { type Interactions, observedScale, type RatingScale } from "../data/interactions.ts";
import { type SparseEntries, type SparseMatrix, sparseMatrix } from "../data/sparse_matrix.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { createByteVocabulary } from "./byte_vocabulary.ts";
import type { InputSource } from "./input_source.ts";
import { createRatingEntries, type RatingEntries } from "./rating_entries.ts";
import type { RatingsFacts, RatingsOptions } from "./rating_stream.ts";
import { scanRatings } from "./rating_records.ts";

export type { RatingsFacts, RatingsOptions } from "./rating_stream.ts";

/** Ratings, and what was found out about the file they came from. */
export interface ReadRatings {
  /** The ratings. */
  readonly interactions: Interactions;
  /** What was found out about the file. */
  readonly facts: RatingsFacts;
}

/** Ratings from several files over one numbering of users and items. */
export interface ReadRatingParts {
  /** The ratings of all files together; where files share a user and item, the later file's rating stands. */
  readonly interactions: Interactions;
  /** The ratings of each file, in the order of the files, each (users, items). */
  readonly parts: readonly SparseMatrix[];
  /** What was found out about each file. */
  readonly facts: readonly RatingsFacts[];
  /** Ratings whose user and item also occur in an earlier file; a clean split has none. */
  readonly shared: number;
}

/**
 * Reads ratings, gzip or plain, in any format of {@link dataFormats} that has some: delimited text, RecBole's `.inter`, reviews as lines of JSON
 * or Python, Parquet. The layout is recognised (ratingLayouts lists those of text) unless the options say otherwise; a guess that
 * could be wrong is an error that names the option to give.
 *
 * Ratings are implicit, each counting as 1, where there is no rating column or `implicit` is set. The scale is `scale`,
 * else the lowest and highest rating seen, else implicit where these are equal.
 *
 * Timestamps are kept where there is a column of them: numbers as they are, dates as seconds since 1970. It is found by name in a
 * header and in the last of four columns without one; where `columns` are given, only if they name it.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, the scale, a signal to stop.
 * @returns The ratings, and what was found out about the file.
 * @throws {InputError} Where the file is empty, a line has another number of fields than the first, a user or item is
 * empty, a rating is not a finite number or outside the given scale, or a timestamp is no time.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(["userId,movieId,rating\nann,Heat,5\nbob,Heat,1\n"]).stream();
 * const { interactions, facts } = await readRatings({ name: "ratings.csv", stream });
 * deepStrictEqual(interactions.scale, { min: 1, max: 5 });
 * strictEqual(facts.layout, "table with header");
 * ```
 */
export async function readRatings(
  source: InputSource,
  options: RatingsOptions = {},
): Promise<ReadRatings> {
  const { interactions, facts } = await readRatingParts([source], options);
  return { interactions, facts: facts[0] };
}

/**
 * Reads a split that comes as several files, such as train, validation and test, into one numbering of users and items
 * and one scale. Ids are numbered in the order of their first appearance, so those of the first file come first.
 *
 * @param sources Where to read, one or more.
 * @param options As for {@link readRatings}; they hold for every file.
 * @returns The ratings together and apart.
 * @throws {InputError} As {@link readRatings} says, and where only some of the files have a rating column.
 * @throws {UsageError} Where the options contradict each other, or there is no source.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 *
 * const file = (name: string, text: string) => ({ name, stream: new Blob([text]).stream() });
 * const { interactions, parts } = await readRatingParts([
 *   file("train.tsv", "ann\tHeat\t5\n"),
 *   file("test.tsv", "ann\tAli\t3\n"),
 * ]);
 * deepStrictEqual(interactions.items.ids, ["Heat", "Ali"]);
 * deepStrictEqual([...parts[1].indices], [1]);
 * ```
 */
export async function readRatingParts(
  sources: readonly InputSource[],
  options: RatingsOptions = {},
): Promise<ReadRatingParts> {
  if (sources.length === 0) {
    throw new UsageError("Cannot read ratings: there are 0 files, expected 1 or more");
  }
  const users = createVocabulary(), items = createVocabulary();
  const userBytes = createByteVocabulary(users), itemBytes = createByteVocabulary(items);
  const lists: RatingEntries[] = [];
  const facts: Omit<RatingsFacts, "replaced">[] = [];
  for (const source of sources) {
    const entries = createRatingEntries();
    facts.push(
      await scanRatings(source, options, (user, item, rating, timestamp) => {
        entries.add(users.add(user), items.add(item), rating, timestamp);
      }, { users: userBytes, items: itemBytes, add: entries.add }),
    );
    lists.push(entries);
    rejectMixture(sources[0].name, source.name, facts);
  }
  const build = (entries: SparseEntries) =>
    sparseMatrix(users.ids.length, items.ids.length, entries);
  const built = lists.map((entries) => build(entries.all()));
  const all = built.length === 1 ? built[0] : build(joined(lists));
  const replaced = built.reduce((sum, { overridden }) => sum + overridden, 0);
  return {
    interactions: {
      users,
      items,
      ratings: all.matrix,
      scale: scaleOf(all.matrix.values, sources[0].name, facts[0].rated, options),
      ...(all.times && { timestamps: all.times }),
    },
    parts: built.map(({ matrix }) => matrix),
    facts: facts.map((fact, k) => ({ ...fact, replaced: built[k].overridden })),
    shared: all.overridden - replaced,
  };
}

/** All files as one; timed where each of them is. */
function joined(lists: readonly RatingEntries[]): SparseEntries {
  const all = createRatingEntries();
  for (const list of lists) {
    const { row, column, value, time } = list.all();
    for (let k = 0; k < row.length; k++) all.add(row[k], column[k], value[k], time?.[k]);
  }
  return all.all();
}

function rejectMixture(first: string, file: string, facts: readonly { rated: boolean }[]): void {
  const { rated } = facts[facts.length - 1];
  if (rated === facts[0].rated) return;
  const [found, other] = rated ? ["a rating column", "has none"] : ["no rating column", "has one"];
  throw new InputError(
    { file },
    `it has ${found} where ${first} ${other}, expected the same columns`,
  );
}

function scaleOf(
  ratings: Float32Array,
  file: string,
  rated: boolean,
  options: RatingsOptions,
): RatingScale {
  if (!rated) return "implicit";
  const scale = options.scale ?? observedScale(ratings);
  if (scale === "implicit" && options.implicit === false) {
    throw new InputError(
      { file },
      `every rating is ${ratings[0]}, expected two different ratings, or the scale to be given`,
    );
  }
  return scale;
}
