import type { GraphValue } from "./graph_question.ts";

/** One row of an answer. */
export interface GraphRow {
  /** IRI of the subject. */
  readonly item: string;
  /** IRI of the relation. */
  readonly relation: string;
  /** The value. */
  readonly value: GraphValue;
}

/** The datatypes that N-Triples leaves out: RDF 1.1 has no other plain literals. */
const PLAIN = new Set([
  "http://www.w3.org/2001/XMLSchema#string",
  "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
]);

/**
 * Reads the rows of `?item ?relation ?value` from SPARQL results in JSON. Blank nodes are passed over.
 *
 * Source: SPARQL 1.1 Query Results JSON Format.
 *
 * @param text The whole answer.
 * @returns Its rows.
 * @throws {SyntaxError} Where it is no such document, for example because it ends too early.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const rows = parseResults(`{"head":{"vars":["item","relation","value"]},"results":{"bindings":[{
 *   "item": {"type":"uri","value":"http://e.org/Heat"},
 *   "relation": {"type":"uri","value":"http://e.org/about"},
 *   "value": {"type":"literal","value":"crime","xml:lang":"en"}}]}}`);
 * deepStrictEqual(rows, [{
 *   item: "http://e.org/Heat",
 *   relation: "http://e.org/about",
 *   value: { kind: "literal", value: "crime", language: "en" },
 * }]);
 * ```
 */
export function parseResults(text: string): GraphRow[] {
  const bindings = JSON.parse(text)?.results?.bindings;
  if (!Array.isArray(bindings)) throw new SyntaxError("there are no results.bindings");
  return bindings.flatMap((binding) => {
    const { item, relation, value } = binding ?? {};
    if (item?.type !== "uri" || relation?.type !== "uri") {
      throw new SyntaxError("a row has no IRIs as item and relation");
    }
    const term = termOf(value);
    return term ? [{ item: item.value, relation: relation.value, value: term }] : [];
  });
}

function termOf(term: Record<string, string> | undefined): GraphValue | undefined {
  if (typeof term?.value !== "string") throw new SyntaxError("a row has no value");
  if (term.type === "bnode") return undefined;
  if (term.type === "uri") return { kind: "iri", value: term.value };
  // `typed-literal` is what Virtuoso still writes, from before the recommendation.
  if (term.type !== "literal" && term.type !== "typed-literal") {
    throw new SyntaxError(`a value is of type '${term.type}'`);
  }
  const language = term["xml:lang"], datatype = term.datatype;
  return {
    kind: "literal",
    value: term.value,
    ...(language ? { language } : datatype && !PLAIN.has(datatype) ? { datatype } : {}),
  };
}
