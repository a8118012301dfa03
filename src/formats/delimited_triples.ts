import { InputError } from "../errors.ts";
import { type ColumnPlan, findColumns } from "./columns.ts";
import { readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import { literalOf } from "./rdf_terms.ts";
import { tripleColumns } from "./registry.ts";
import type { TripleSink, TriplesOptions } from "./triple_stream.ts";

type Role = "item" | "relation" | "value";

/**
 * Reads triples from delimited text line by line: the reader of every file of triples that is no RDF.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, and a signal to stop.
 * @param onTriple Called for each triple in order.
 * @returns The number of triples.
 * @throws {InputError} As readTriples says.
 * @throws {UsageError} Where the options contradict each other.
 */
export async function scanDelimitedTriples(
  source: InputSource,
  options: TriplesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const file = source.name;
  let plan: ColumnPlan<Role> | undefined;
  let count = 0;
  await readDelimited(source, { of: "triples", minFields: 3 }, (record, line) => {
    if (plan === undefined) {
      plan = findColumns(record, tripleColumns, { file, line }, options);
      // Taking the first three of more columns on trust would make nonsense of a file of another kind.
      if (record.length > 3 && !plan.header && options.columns === undefined) {
        throw new InputError(
          { file, line },
          `found ${record.length} columns, expected the three of item, relation and value, a header with such names, or ` +
            "to be told which columns they are",
        );
      }
      if (plan.header) return;
    }
    for (const { role } of tripleColumns) {
      const column = plan.at[role]! + 1;
      if (record[column - 1] === "") {
        throw new InputError({ file, line, column }, `the ${role} is empty, expected some text`);
      }
    }
    const { item, relation, value } = plan.at;
    const object = record[value!], literal = literalOf(object);
    onTriple({
      subject: record[item!],
      relation: record[relation!],
      object,
      ...(literal && { literal }),
    });
    count++;
  }, options);
  if (count === 0) {
    throw new InputError({ file }, "there is a header and nothing else, expected triples");
  }
  return count;
}
