import { KNOWN_PREFIXES } from "../data/prefixes.ts";
import type { RdfLiteral } from "./rdf_terms.ts";

/** A term of RDF: an IRI, the label of a blank node, or a literal. */
export type RdfTerm =
  | { readonly iri: string }
  | { readonly blank: string }
  | { readonly literal: RdfLiteral };

/** Subject, predicate and object. */
export type RdfStatement = readonly [subject: RdfTerm, predicate: RdfTerm, object: RdfTerm];

/** Statements in one piece of the output. */
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
 * Writes statements of RDF as they are. Halves of surrogate pairs, which no RDF can hold, become U+FFFD.
 *
 * @param statements The statements, whose IRIs hold nothing that none may hold.
 * @param syntax N-Triples or Turtle.
 * @returns The text, piece by piece.
 */
export async function* writeStatements(
  statements: Iterable<RdfStatement>,
  syntax: string,
): AsyncGenerator<string, void> {
  const { default: { DataFactory, Writer } } = await import("npm:n3@2.13.12");
  const factory: Factory = DataFactory;
  let text = "";
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
  const termOf = (term: RdfTerm) => {
    if ("iri" in term) return factory.namedNode(term.iri);
    if ("blank" in term) return factory.blankNode(term.blank);
    const { text, language, datatype } = term.literal;
    return factory.literal(
      text.toWellFormed(),
      language ?? (datatype && factory.namedNode(datatype)),
    );
  };
  let count = 0;
  for (const [subject, predicate, object] of statements) {
    writer.addQuad(termOf(subject), termOf(predicate), termOf(object));
    if (++count % PIECE > 0) continue;
    yield text;
    text = "";
  }
  writer.end();
  if (text !== "") yield text;
}
