import { type BipartiteGraph, bipartiteGraph } from "./bipartite_graph.ts";
import type { Attribute } from "./attribute.ts";

/**
 * What a knowledge graph says of attributes themselves: an edge from an attribute to a broader one for each second hop of a chain,
 * such as from `dct:subject Category:American_crime_films` to `dct:subject/skos:broader Category:Crime_films`. Attributes are told by
 * relation and value, so that edges hold whatever numbering and selection of attributes a data set comes to.
 */
export interface BroaderEdges {
  /** The attributes that edges start from, distinct. */
  readonly attributes: readonly Attribute[];
  /** The broader attributes, distinct; their relation is the chain's name. */
  readonly categories: readonly Attribute[];
  /** Index into `attributes`, (edges). */
  readonly edgeAttribute: Uint32Array;
  /** Index into `categories`, (edges). */
  readonly edgeCategory: Uint32Array;
}

/** Broader attributes over the attributes of a data set. */
export interface BroaderGraph {
  /** The broader attributes that were kept, in the order of their numbers. */
  readonly categories: readonly Attribute[];
  /**
   * Which attribute has which broader one: its "items" are the attributes of the data set, in their numbering, and its "attributes" the
   * categories.
   */
  readonly graph: BipartiteGraph;
}

/**
 * Places edges to broader attributes over some attributes, such as those that a data set kept.
 *
 * @param attributes The attributes; edges from others are left out, and with them categories that nothing leads to.
 * @param edges The edges.
 * @param minAttributes Keep a category only where at least so many of the attributes lead to it (default 1).
 * @returns The categories and the graph, (attributes, categories).
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const heist = { relation: "subject", value: "heist films" };
 * const mafia = { relation: "subject", value: "mafia films" };
 * const crime = { relation: "subject/broader", value: "crime films" };
 * const { categories, graph } = broaderGraph([mafia], {
 *   attributes: [heist, mafia],
 *   categories: [{ relation: "subject/broader", value: "theft" }, crime],
 *   edgeAttribute: Uint32Array.of(0, 0, 1),
 *   edgeCategory: Uint32Array.of(0, 1, 1),
 * });
 * deepStrictEqual(categories, [crime]);
 * deepStrictEqual([...graph.itemAttributes], [0]);
 * ```
 */
export function broaderGraph(
  attributes: readonly Attribute[],
  edges: BroaderEdges,
  minAttributes = 1,
): BroaderGraph {
  const place = new Map(attributes.map((attribute, f) => [attributeKey(attribute), f]));
  const placeOf = edges.attributes.map((attribute) => place.get(attributeKey(attribute)));
  const edgeAttribute: number[] = [], edgeCategory: number[] = [];
  edges.edgeAttribute.forEach((from, e) => {
    const attribute = placeOf[from];
    if (attribute === undefined) return;
    edgeAttribute.push(attribute);
    edgeCategory.push(edges.edgeCategory[e]);
  });
  const all = bipartiteGraph(
    attributes.length,
    edges.categories.length,
    edgeAttribute,
    edgeCategory,
  );
  const least = Math.max(1, minAttributes);
  const kept = [...edges.categories.keys()].filter((c) =>
    all.attributeStart[c + 1] - all.attributeStart[c] >= least
  );
  const renumbered = new Map(kept.map((c, k) => [c, k]));
  const stay = [...edgeCategory.keys()].filter((e) => renumbered.has(edgeCategory[e]));
  return {
    categories: kept.map((c) => edges.categories[c]),
    graph: bipartiteGraph(
      attributes.length,
      kept.length,
      stay.map((e) => edgeAttribute[e]),
      stay.map((e) => renumbered.get(edgeCategory[e])!),
    ),
  };
}

/** One text for each attribute; no relation or value holds the separator. */
export function attributeKey({ relation, value }: Attribute): string {
  return `${relation}\u0000${value}`;
}
