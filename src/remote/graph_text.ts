import { KNOWN_PREFIXES } from "../data/prefixes.ts";
import { compactIri } from "../formats/iri.ts";
import { type RdfStatement, type RdfTerm, writeStatements } from "../formats/statement_writer.ts";
import type { FetchedGraph } from "./fetch_graph.ts";
import type { GraphValue } from "./graph_question.ts";

/** A triple whose subject is an item. */
export interface ItemTriple {
  /** The item's id. */
  readonly item: string;
  /** The relation with its prefix, or its IRI; the relations of a chain with a slash between: `dct:subject/skos:broader`. */
  readonly relation: string;
  /** The value. */
  readonly value: GraphValue;
}

/**
 * The triples of the items of a fetched graph; what chains lead to counts as a value of the item.
 *
 * @param graph The graph.
 * @returns The triples, item by item.
 */
export function* itemTriples(graph: FetchedGraph): Generator<ItemTriple, void> {
  const { relations } = graph;
  for (const { item, subject } of graph.items) {
    for (const { relation, value } of graph.facts.get(subject) ?? []) {
      if (relations === undefined || relations.has(relation)) {
        yield { item, relation: compactIri(relation), value };
      }
    }
    for (const chain of graph.chains) {
      const name = chain.map(compactIri).join("/");
      for (const value of endsOf(graph, subject, chain)) {
        yield { item, relation: name, value };
      }
    }
  }
}

/** Where a chain leads from a subject; each end once, however many ways lead to it. */
function endsOf(graph: FetchedGraph, subject: string, chain: readonly string[]) {
  let front = [subject], ends = new Map<string, GraphValue>();
  for (const relation of chain) {
    ends = new Map();
    for (const from of front) {
      for (const fact of graph.facts.get(from) ?? []) {
        if (fact.relation === relation) ends.set(JSON.stringify(fact.value), fact.value);
      }
    }
    front = [...ends.values()].filter(({ kind }) => kind === "iri").map(({ value }) => value);
  }
  return ends.values();
}

/**
 * A fetched graph as lines of item, relation and value, separated by tabs, as {@link readTriples} reads them. Where labels were
 * fetched they stand for their IRIs, with the local name behind them where several values have the same label.
 *
 * @param graph The graph.
 * @returns The lines; none where nothing was found.
 */
export function* graphAsTsv(graph: FetchedGraph): Generator<string, void> {
  const uses = new Map<string, number>();
  for (const { value } of graph.labels.values()) uses.set(value, (uses.get(value) ?? 0) + 1);
  const named = ({ kind, value }: GraphValue) => {
    const label = kind === "iri" ? graph.labels.get(value)?.value : undefined;
    if (label === undefined || label === "") return value;
    return uses.get(label) === 1 ? label : `${label} (${value.replace(/^.*[/#](?=.)/, "")})`;
  };
  for (const { item, relation, value } of itemTriples(graph)) {
    const text = named(value).replace(/\s+/g, " ").trim();
    if (text !== "") yield `${item}\t${relation}\t${text}\n`;
  }
}

/**
 * A fetched graph in N-Triples: every fetched triple once, of items and of the values on chains, and labels as `rdfs:label`.
 * Characters that no IRI may hold, which some endpoints let through, are percent-encoded.
 *
 * Source: RDF 1.1 N-Triples.
 *
 * @param graph The graph.
 * @returns The text, piece by piece; nothing where nothing was found.
 */
export function graphAsNTriples(graph: FetchedGraph): AsyncGenerator<string, void> {
  return writeStatements(statementsOf(graph), "N-Triples");
}

function* statementsOf(graph: FetchedGraph): Generator<RdfStatement> {
  for (const [subject, facts] of graph.facts) {
    for (const { relation, value } of facts) yield [node(subject), node(relation), termOf(value)];
  }
  const label = node(`${KNOWN_PREFIXES.rdfs}label`);
  for (const [subject, value] of graph.labels) yield [node(subject), label, termOf(value)];
}

function termOf(value: GraphValue): RdfTerm {
  if (value.kind === "iri") return node(value.value);
  const { language, datatype } = value;
  return {
    literal: { text: value.value, language, datatype: datatype && encodedIri(datatype) },
  };
}

function node(iri: string): RdfTerm {
  return { iri: encodedIri(iri) };
}

function encodedIri(iri: string): string {
  // deno-lint-ignore no-control-regex
  return iri.toWellFormed().replace(/[\u0000-\u0020<>"{}|^`\\]/g, encodeURIComponent);
}
