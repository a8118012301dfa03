import { UsageError } from "../errors.ts";
import type { WriteOptions } from "./data_format.ts";
import { blankLabelOf, iriOf, KNOWN_PREFIXES, literalOf } from "./rdf_terms.ts";
import type { TripleRecord } from "./triple_records.ts";

const BASE = "urn:semauto:";
/** Triples in one piece of the output. */
const PIECE = 1000;

/** What of N3.js is used. */
interface Quads {
  addQuad(subject: unknown, predicate: unknown, object: unknown): void;
  end(): void;
}
interface Factory {
  namedNode(iri: string): unknown;
  blankNode(label: string): unknown;
  literal(text: string, type?: unknown): unknown;
}

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
  const { default: { DataFactory, Writer } } = await import("npm:n3@2.13.12");
  const factory: Factory = DataFactory;
  let text = "", expanded = 0;
  const output = {
    write(piece: string, _encoding: string, done?: () => void) {
      text += piece;
      done?.();
    },
    end: (done?: () => void) => done?.(),
  };
  const writer: Quads = new Writer(output, {
    format: syntax,
    prefixes: syntax === "Turtle" ? KNOWN_PREFIXES : {},
  });
  const node = (name: string, kind: string) => {
    const blank = kind === "relation" ? undefined : blankLabelOf(name);
    if (blank !== undefined) return factory.blankNode(blank);
    // What looks like one of the IRIs below would be taken apart on reading.
    const iri = name.startsWith(BASE) ? undefined : iriOf(name);
    if (iri !== undefined && iri !== name) expanded++;
    return factory.namedNode(iri ?? `${base}${kind}/${encodeURIComponent(name.toWellFormed())}`);
  };
  const value = (object: string) => {
    const literal = literalOf(object);
    if (literal !== undefined) {
      const { text, language, datatype } = literal;
      return factory.literal(text, language ?? (datatype && factory.namedNode(datatype)));
    }
    return blankLabelOf(object) !== undefined || iriOf(object) !== undefined
      ? node(object, "value")
      : factory.literal(object.toWellFormed());
  };
  let count = 0;
  for (const { subject, relation, object } of triples) {
    writer.addQuad(node(subject, "item"), node(relation, "relation"), value(object));
    if (++count % PIECE > 0) continue;
    yield text;
    text = "";
  }
  writer.end();
  if (text !== "") yield text;
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
