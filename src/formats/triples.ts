import { itemsOfEntity } from "../data/graph/item_entities.ts";
import {
  createKnowledgeGraphBuilder,
  type KnowledgeGraph,
  type KnowledgeGraphBuilder,
} from "../data/knowledge_graph.ts";
import type { InputSource } from "./input_source.ts";
import { formatFor } from "./data_formats.ts";
import type { TripleSink, TriplesOptions } from "./triple_stream.ts";

export type { TriplesOptions } from "./triple_stream.ts";

/** How triples become attributes of items. */
export interface AttributesOptions extends TriplesOptions {
  /**
   * The items that each subject stands for, as itemEntities() gives them, where triples are about entities; triples about others are left
   * out and counted. Files that speak of items by definition, such as MovieLens genres, are taken as they are.
   */
  readonly link?: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads attributes of items, gzip or plain, in any format of {@link dataFormats} that has some: delimited text, MovieLens genres and tags,
 * RecBole's `.kg` and `.item`, N-Triples, Turtle, Parquet.
 *
 * In delimited text it is `item, relation, value` in this order, or wherever a header or the options say. The first line is a header only
 * where its fields are names such as item, head or subject; relation or predicate; value, tail or object. Ids and values come
 * through as they are in the file; literals of RDF are described at {@link valueOfLiteral}.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, and a signal to stop.
 * @returns The knowledge graph.
 * @throws {InputError} Where the file is empty, has more than three columns that nothing names, a line has another number of
 * fields than the first, an item, relation or value is empty, or the file breaks its format's rules.
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
  options: AttributesOptions = {},
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
  options: AttributesOptions = {},
): Promise<number> {
  return await scanLinkedTriples(source, options, ({ subject, relation, object }) => {
    builder.add(subject, relation, object);
  });
}

/**
 * Reads triples one by one, as scanTriples() does, with the items that subjects are linked to in the place of the subjects.
 *
 * @param source Where to read.
 * @param options As for {@link readTriples}.
 * @param onTriple Called for each triple of each item.
 * @returns The number of triples in the file, those left out included.
 * @throws {InputError} As {@link readTriples} says.
 * @throws {UsageError} Where the options contradict each other.
 */
export async function scanLinkedTriples(
  source: InputSource,
  options: AttributesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const { format, head, input } = await formatFor(source, "attributes", options);
  // Files that speak of items by definition name them as the ratings do.
  const link = format.attributes!.ofItems(head) ? undefined : options.link;
  let unlinked = 0;
  const count = await format.attributes!.scan(input, options, (triple) => {
    const items = link ? itemsOfEntity(link, triple.subject) : [triple.subject];
    if (items === undefined) unlinked++;
    else for (const subject of items) onTriple({ ...triple, subject });
  });
  if (unlinked > 0) {
    options.onNote?.(
      `${unlinked} of ${count} triples of ${source.name} are about entities that no item is linked to`,
    );
  }
  return count;
}
