import { InputError } from "../errors.ts";
import type { DataFormat } from "./data_format.ts";
import { readDelimited } from "./delimited.ts";
import { hasColumns } from "./delimited_format.ts";
import type { InputSource } from "./input_source.ts";
import { parseDecimal } from "./number.ts";
import { valueOfLiteral } from "./rdf_terms.ts";
import type { TripleSink, TriplesOptions } from "./triple_stream.ts";

/** Tags that users gave to movies as attributes: `tags.csv` and `tags.dat`. */
export const movieLensTags: DataFormat = {
  name: "movielens-tags",
  description: "MovieLens tags (tags.csv, tags.dat)",
  endings: [],
  columns: "fixed",
  recognises: ({ lines }) =>
    hasColumns(lines[0], ["userid", "movieid", "tag", "timestamp"]) ||
    (lines.length > 0 && lines.every(isTagLine)),
  kindOf: () => "attributes",
  attributes: { ofItems: () => true, scan: scanTags },
};

/** A line of tags.dat; one of ratings.dat has a number in the place of the tag. Some tags are numbers, but not twenty at a stretch. */
function isTagLine(line: string, _index: number, lines: readonly string[]): boolean {
  return /^\d+::\d+::.*::\d+$/.test(line) &&
    lines.some((other) => parseDecimal(other.split("::")[2] ?? "") === undefined);
}

/** Each tag of a movie once, without regard to case and spaces around it, where enough users gave it. */
async function scanTags(
  source: InputSource,
  options: TriplesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const file = source.name, { minTaggings = 1 } = options;
  const users = new Map<string, Set<string>>();
  let first = true, count = 0;
  await readDelimited(source, { of: "tags", minFields: 4 }, (record, line) => {
    const header = first && record[2] === "tag";
    first = false;
    if (header) return;
    const [user, subject] = record;
    for (const [column, id] of [user, subject].entries()) {
      if (id === "") {
        throw new InputError(
          { file, line, column: column + 1 },
          `the ${column === 0 ? "user" : "movie"} is empty, expected an id`,
        );
      }
    }
    const object = record[2].trim().replace(/\s+/g, " ").toLowerCase();
    if (object === "") return;
    const key = `${subject}\0${object}`;
    let known = users.get(key);
    if (known === undefined) users.set(key, known = new Set());
    if (known.has(user) || known.size >= minTaggings) return;
    known.add(user);
    if (known.size < minTaggings) return;
    // What people typed is text, though it may look like an IRI or stand in quotes.
    onTriple({ subject, relation: "tag", object: valueOfLiteral({ text: object }) });
    count++;
  }, options);
  return count;
}
