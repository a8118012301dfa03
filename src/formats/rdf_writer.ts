import { KNOWN_PREFIXES } from "../data/prefixes.ts";
import { UsageError } from "../errors.ts";
import type { WriteOptions } from "./format_options.ts";
import { blankLabelOf, iriOf, literalOf } from "./rdf_terms.ts";
import { type RdfStatement, type RdfTerm, writeStatements } from "./statement_writer.ts";
import type { TripleRecord } from "./triple_stream.ts";

const BASE = "urn:semauto:";

/**
 * Writes triples as RDF. IRIs and blank nodes stand as they are; names with a usual prefix, such as `dbo:director`, as the IRIs that
 * they stand for; items and relations that are no IRIs as IRIs below a base, which scanTriples() takes away again; other values as
 * literals.
 *
 * @param triples The triples.
 * @param syntax N-Triples or Turtle.
 * @param options The base, and where to tell of prefixed names.
 * @returns The text, piece by piece.
 * @throws {UsageError} Where the base is no IRI.
 */
export async function* writeRdfTriples(
  triples: Iterable<TripleRecord>,
  syntax: string,
  { base = BASE, onNote }: WriteOptions,
): AsyncGenerator<string, void> {
  if (iriOf(`${base}item/1`) === undefined) {
    throw new UsageError(
      `Cannot write RDF: the base is '${base}', expected an IRI such as https://example.org/`,
    );
  }
  let expanded = 0;
  const node = (name: string, kind: string): RdfTerm => {
    const blank = kind === "relation" ? undefined : blankLabelOf(name);
    if (blank !== undefined) return { blank };
    // What looks like one of the IRIs below would be taken apart on reading.
    const iri = name.startsWith(BASE) ? undefined : iriOf(name);
    if (iri !== undefined && iri !== name) expanded++;
    return { iri: iri ?? `${base}${kind}/${encodeURIComponent(name.toWellFormed())}` };
  };
  const value = (object: string): RdfTerm => {
    const literal = literalOf(object);
    if (literal !== undefined) return { literal };
    return blankLabelOf(object) !== undefined || iriOf(object) !== undefined
      ? node(object, "value")
      : { literal: { text: object } };
  };
  function* statements(): Generator<RdfStatement> {
    for (const { subject, relation, object } of triples) {
      yield [node(subject, "item"), node(relation, "relation"), value(object)];
    }
  }
  yield* writeStatements(statements(), syntax);
  if (expanded > 0) {
    onNote?.(
      `${expanded} names with a prefix, such as dbo:, were written as the IRIs they stand for`,
    );
  }
}

/** Labels as triples of `rdfs:label`. */
export function writeRdfLabels(
  labels: Iterable<readonly [item: string, label: string]>,
  syntax: string,
  options: WriteOptions,
): AsyncGenerator<string, void> {
  return writeRdfTriples(labelTriples(labels), syntax, options);
}

function* labelTriples(
  labels: Iterable<readonly [item: string, label: string]>,
): Generator<TripleRecord> {
  for (const [subject, text] of labels) {
    // In quotes, so that no label can be taken for an IRI.
    const object = JSON.stringify(text.toWellFormed());
    yield { subject, relation: `${KNOWN_PREFIXES.rdfs}label`, object };
  }
}

/** An IRI below the base that {@link writeRdfTriples} takes by default becomes the name that it was made of. */
export function withoutBase(iri: string): string {
  const name = /^urn:semauto:(?:item|relation|value)\/(.*)$/s.exec(iri)?.[1];
  if (name === undefined) return iri;
  try {
    return decodeURIComponent(name);
  } catch {
    return iri;
  }
}
