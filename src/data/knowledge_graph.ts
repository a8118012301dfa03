import type { Attribute } from "./attribute.ts";
import type { BroaderEdges } from "./broader_edges.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

/** What a knowledge graph says of items: an edge for each `item, relation, value` triple. */
export interface KnowledgeGraph {
  /** Ids of the items that have triples. */
  readonly items: Vocabulary;
  /** The distinct attributes, in the order of their first appearance. */
  readonly attributes: readonly Attribute[];
  /** Item of each edge, (edges). */
  readonly edgeItem: Uint32Array;
  /** Attribute of each edge, (edges). */
  readonly edgeAttribute: Uint32Array;
  /** Edges from attributes to broader ones, where chains were asked for. */
  readonly broader?: BroaderEdges;
}

/** Collects triples one by one. */
export interface KnowledgeGraphBuilder {
  /** Adds one triple; a repeated triple is kept and does no harm. */
  add(item: string, relation: string, value: string): void;
  /** The graph collected so far. */
  build(): KnowledgeGraph;
}

/**
 * Starts collecting triples.
 *
 * @returns An empty builder.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const builder = createKnowledgeGraphBuilder();
 * builder.add("Heat", "director", "Michael Mann");
 * builder.add("Ali", "director", "Michael Mann");
 * strictEqual(builder.build().attributes.length, 1);
 * ```
 */
export function createKnowledgeGraphBuilder(): KnowledgeGraphBuilder {
  const items = createVocabulary();
  const keys = createVocabulary();
  const attributes: Attribute[] = [];
  const edgeItem: number[] = [];
  const edgeAttribute: number[] = [];
  return {
    add(item, relation, value) {
      // No relation or value that came from a delimited file can hold this separator.
      const attribute = keys.add(`${relation}\u0000${value}`);
      if (attribute === attributes.length) attributes.push({ relation, value });
      edgeItem.push(items.add(item));
      edgeAttribute.push(attribute);
    },
    build: () => ({
      items,
      attributes: [...attributes],
      edgeItem: Uint32Array.from(edgeItem),
      edgeAttribute: Uint32Array.from(edgeAttribute),
    }),
  };
}
