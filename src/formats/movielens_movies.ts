import { InputError } from "../errors.ts";
import type { DataFormat } from "./data_format.ts";
import { readDelimited } from "./delimited.ts";
import { hasColumns } from "./delimited_format.ts";
import { scanDelimitedLabels } from "./delimited_labels.ts";
import type { InputSource } from "./input_source.ts";
import type { TripleSink, TriplesOptions } from "./triple_stream.ts";

/** The genres of MovieLens 100K in the order of the flags in u.item; the first flag says that none is known. */
const FLAGGED_GENRES = [
  ...["unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime"],
  ...["Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance"],
  ...["Sci-Fi", "Thriller", "War", "Western"],
];
const FIELDS_BEFORE_FLAGS = 5;

/** Where genres stand: in one field with bars between them, or as flags. */
type Layout = { readonly delimiter: string; readonly header: boolean; readonly flags: boolean };

function layoutOf(line: string | undefined): Layout | undefined {
  if (line === undefined) return undefined;
  if (hasColumns(line, ["movieid", "title", "genres"])) {
    return { delimiter: ",", header: true, flags: false };
  }
  if (/^\d+::.+ \(\d{4}\)::[^:]+$/.test(line)) {
    return { delimiter: "::", header: false, flags: false };
  }
  // u.item's titles and dates may be empty, its flags never.
  return /^\d+(\|[^|]*){4}(\|[01]){19}$/.test(line.trimEnd())
    ? { delimiter: "|", header: false, flags: true }
    : undefined;
}

/** Genres as attributes, titles as labels: `movies.dat`, `movies.csv` and `u.item`. */
export const movieLensMovies: DataFormat = {
  name: "movielens-movies",
  description: "MovieLens titles and genres (movies.dat, movies.csv, u.item)",
  endings: [],
  columns: "fixed",
  recognises: ({ lines }) => layoutOf(lines[0]) !== undefined,
  kindOf: () => "attributes",
  attributes: { ofItems: () => true, scan: scanGenres },
  labels: { scan: scanDelimitedLabels },
};

async function scanGenres(
  source: InputSource,
  options: TriplesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const file = source.name;
  let layout: Layout | undefined;
  let count = 0;
  await readDelimited(source, { of: "movies", minFields: 3 }, (record, line) => {
    if (layout === undefined) {
      layout = record.length === FIELDS_BEFORE_FLAGS + FLAGGED_GENRES.length
        ? { delimiter: "|", header: false, flags: true }
        : { delimiter: "", header: record[2] === "genres", flags: false };
      if (layout.header) return;
    }
    const subject = record[0];
    if (subject === "") {
      throw new InputError({ file, line, column: 1 }, "the movie is empty, expected an id");
    }
    const genres = layout.flags ? flaggedGenres(record, file, line) : record[2].split("|");
    for (const object of genres) {
      // movies.csv says so in words.
      if (object === "" || object === "(no genres listed)") continue;
      onTriple({ subject, relation: "genre", object });
      count++;
    }
  }, options);
  return count;
}

function flaggedGenres(record: readonly string[], file: string, line: number): string[] {
  const genres: string[] = [];
  for (let k = 0; k < FLAGGED_GENRES.length; k++) {
    const column = FIELDS_BEFORE_FLAGS + k, flag = record[column];
    if (flag !== "0" && flag !== "1") {
      throw new InputError(
        { file, line, column: column + 1 },
        `the flag of ${FLAGGED_GENRES[k]} is '${flag}', expected 0 or 1`,
      );
    }
    if (flag === "1" && k > 0) genres.push(FLAGGED_GENRES[k]);
  }
  return genres;
}
