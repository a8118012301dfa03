import type { ColumnOptions } from "./columns.ts";
import type { FormatOptions } from "./data_format.ts";
import { formatFor } from "./data_formats.ts";
import type { DelimitedOptions } from "./delimited.ts";
import type { InputSource } from "./input_source.ts";
import type { RdfLiteral } from "./rdf_terms.ts";

/** How a file of triples is laid out, where it is not to be recognised. */
export interface TriplesOptions
  extends DelimitedOptions, FormatOptions, ColumnOptions<"item" | "relation" | "value"> {
  /** Tags that people gave: how many must have given an item the same tag for it to count; 1 by default. */
  readonly minTaggings?: number;
}

/** One statement of a knowledge graph, about an item or about anything else. */
export interface TripleRecord {
  /** What it is about: the id of an item, an IRI, or a blank node, `_:b0`. */
  readonly subject: string;
  /** The relation: an IRI or a name. */
  readonly relation: string;
  /** The value as the graph keeps it: an IRI, a name, or a literal as N-Triples writes it, `"Heat"@en`. */
  readonly object: string;
  /** The literal that the object is, where the file says that it is one. */
  readonly literal?: RdfLiteral;
}

/** Takes one triple. */
export type TripleSink = (triple: TripleRecord) => void;

/**
 * Reads a file of triples one by one, without keeping anything. Subjects need not be items, so that chains of several triples can
 * be followed.
 *
 * @param source Where to read.
 * @param options The layout where it is not to be recognised, and a signal to stop.
 * @param onTriple Called for each triple in the order of the file.
 * @returns The number of triples.
 * @throws {InputError} As readTriples says.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(['dbr:Heat\trdfs:label\t"Heat"@en\n']).stream();
 * const triples: TripleRecord[] = [];
 * await scanTriples({ name: "kg.tsv", stream }, {}, (triple) => triples.push(triple));
 * deepStrictEqual(triples, [{
 *   subject: "dbr:Heat",
 *   relation: "rdfs:label",
 *   object: '"Heat"@en',
 *   literal: { text: "Heat", language: "en" },
 * }]);
 * ```
 */
export async function scanTriples(
  source: InputSource,
  options: TriplesOptions,
  onTriple: TripleSink,
): Promise<number> {
  const { format, input } = await formatFor(source, "attributes", options);
  return await format.attributes!.scan(input, options, onTriple);
}
