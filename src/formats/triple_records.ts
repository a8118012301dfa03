import type { TripleSink, TriplesOptions } from "./triple_stream.ts";
import { formatFor } from "./data_formats.ts";
import type { InputSource } from "./input_source.ts";

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
 * import type { TripleRecord } from "./triple_stream.ts";
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
