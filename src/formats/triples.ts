import {
  createKnowledgeGraphBuilder,
  type KnowledgeGraph,
  type KnowledgeGraphBuilder,
} from "../data/knowledge_graph.ts";
import { InputError } from "../errors.ts";
import { type ColumnOptions, type ColumnPlan, findColumns } from "./columns.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import { tripleColumns } from "./registry.ts";

type Role = "item" | "relation" | "value";

/** How a file of triples is laid out, where it is not to be recognised. */
export interface TriplesOptions
  extends DelimitedOptions, ColumnOptions<"item" | "relation" | "value"> {}

/**
 * Reads attributes of items from delimited text, gzip or plain: `item, relation, value` in this order, or wherever a
 * header or the options say. The first line is a header only where its fields are names such as item, head or subject;
 * relation or predicate; value, tail or object. Ids and values come through as they are in the file.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, and a signal to stop.
 * @returns The knowledge graph.
 * @throws {InputError} Where the file is empty, has more than three columns that nothing names, a line has another number of
 * fields than the first, or an item, relation or value is empty.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(["Heat\tdbo:director\thttp://dbpedia.org/resource/Michael_Mann\n"]).stream();
 * const graph = await readTriples({ name: "attributes.tsv", stream });
 * deepStrictEqual(graph.attributes, [
 *   { relation: "dbo:director", value: "http://dbpedia.org/resource/Michael_Mann" },
 * ]);
 * ```
 */
export async function readTriples(
  source: InputSource,
  options: TriplesOptions = {},
): Promise<KnowledgeGraph> {
  const builder = createKnowledgeGraphBuilder();
  await addTriples(source, builder, options);
  return builder.build();
}

/**
 * Reads attributes of items into a graph that is being collected, so that several files can make one.
 *
 * @param source Where to read.
 * @param builder Where the triples go.
 * @param options As for {@link readTriples}.
 * @returns The number of triples in the file, repeated ones included.
 * @throws {InputError} As {@link readTriples} says.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 *
 * const builder = createKnowledgeGraphBuilder();
 * const stream = new Blob(["head,relation,tail\nHeat,director,Michael Mann\n"]).stream();
 * strictEqual(await addTriples({ name: "kg.csv", stream }, builder), 1);
 * ```
 */
export async function addTriples(
  source: InputSource,
  builder: KnowledgeGraphBuilder,
  options: TriplesOptions = {},
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
    builder.add(record[item!], record[relation!], record[value!]);
    count++;
  }, options);
  if (count === 0) {
    throw new InputError({ file }, "there is a header and nothing else, expected triples");
  }
  return count;
}
