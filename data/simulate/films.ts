import { InputError, type InputPosition } from "../../src/errors.ts";
import { COUNTRIES, GENRES, SUBJECTS } from "./vocabularies.ts";

/** One film of the sources, with its facts. */
export interface Film {
  /** The title in English use, without the year. */
  readonly title: string;
  /** Year of the first release. */
  readonly year: number;
  /** Directors. */
  readonly directors: readonly string[];
  /** Leading actors, or voices. */
  readonly starring: readonly string[];
  /** Genres, out of {@link GENRES}. */
  readonly genres: readonly string[];
  /** Countries of production, out of {@link COUNTRIES}. */
  readonly countries: readonly string[];
  /** What the film is about, out of {@link SUBJECTS}. */
  readonly subjects: readonly string[];
}

/** Columns of a source file, in order. */
const HEADER = ["title", "year", "directors", "starring", "genres", "countries", "subjects"];

/**
 * Reads a source of films: tab separated, one film in each line below a header, several values of one cell separated by `|`.
 *
 * @param file Name of the file, for errors.
 * @param text The file.
 * @returns The films in the order of the lines.
 * @throws {InputError} Where a line does not have the layout, a cell is empty or repeats a value, or a genre, country or
 * subject is not in its vocabulary.
 */
export function readFilms(file: string, text: string): Film[] {
  const [header, ...lines] = text.replace(/\n$/, "").split("\n");
  if (header !== HEADER.join("\t")) {
    throw new InputError(
      { file, line: 1 },
      `found '${header}', expected the columns ${HEADER.join(", ")}`,
    );
  }
  return lines.map((line, index) => readFilm(file, index + 2, line));
}

function readFilm(file: string, line: number, text: string): Film {
  const cells = text.split("\t");
  if (cells.length !== HEADER.length) {
    throw new InputError(
      { file, line },
      `found ${cells.length} columns, expected ${HEADER.length}`,
    );
  }
  const list = (column: number, allowed?: ReadonlySet<string>) =>
    readList({ file, line, column: column + 1 }, cells[column], allowed);
  if (!/^(19|20)\d\d$/.test(cells[1])) {
    throw new InputError(
      { file, line, column: 2 },
      `found '${cells[1]}', expected a year of four digits`,
    );
  }
  return {
    title: checkValue({ file, line, column: 1 }, cells[0]),
    year: Number(cells[1]),
    directors: list(2),
    starring: list(3),
    genres: list(4, GENRES),
    countries: list(5, COUNTRIES),
    subjects: list(6, SUBJECTS),
  };
}

function checkValue(position: InputPosition, value: string): string {
  if (value === "" || value !== value.trim()) {
    throw new InputError(position, `found '${value}', expected a value without outer spaces`);
  }
  return value;
}

function readList(
  position: InputPosition,
  cell: string,
  allowed?: ReadonlySet<string>,
): string[] {
  const values = cell.split("|");
  values.forEach((value, index) => {
    checkValue(position, value);
    if (values.indexOf(value) < index) {
      throw new InputError(position, `found '${value}' twice, expected distinct values`);
    }
    if (allowed !== undefined && !allowed.has(value)) {
      throw new InputError(
        position,
        `found '${value}', expected one of ${[...allowed].sort().join(", ")}`,
      );
    }
  });
  return values;
}
