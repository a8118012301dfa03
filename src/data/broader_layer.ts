import { UsageError } from "../errors.ts";
import { type BipartiteGraph, bipartiteGraph, graphStatistics } from "./bipartite_graph.ts";
import { attributeKey, type BroaderEdges } from "./broader_edges.ts";
import type { Dataset } from "./dataset.ts";
import type { Attribute } from "./attribute.ts";
import type { KnowledgeGraph } from "./knowledge_graph.ts";

/**
 * A second hidden layer: the broader categories of a data set's attributes. An attribute without a broader category has a category of its
 * own that bears its name (a pass-through), so that every path through the first layer goes on through the second and no item is lost.
 */
export interface BroaderLayer {
  /** Relation and value of each category: first those of the knowledge graph, then the pass-throughs. */
  readonly categories: readonly Attribute[];
  /** How many of the categories are no pass-throughs. */
  readonly named: number;
  /** Which attribute has which categories; its "items" are the attributes, its "attributes" the categories. */
  readonly graph: BipartiteGraph;
}

/** A category of fewer attributes joins nothing, and would be a pass-through under another name. */
const MIN_ATTRIBUTES = 2;

/**
 * The second hidden layer over the attributes of a data set: its broader categories that at least two attributes have, and a
 * pass-through for each attribute that has none of them.
 *
 * @param dataset A data set whose knowledge graph holds edges from attributes to broader ones.
 * @returns The layer; each attribute has at least one category.
 * @throws {UsageError} Where the data set has no broader categories.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "./bipartite_graph.ts";
 *
 * const attributes = ["Boxing", "Racing", "Paris"].map((value) => ({ relation: "subject", value }));
 * const sport = { relation: "broader", value: "Sport" };
 * const broader = { categories: [sport], graph: bipartiteGraph(3, 1, [0, 1], [0, 0]) };
 * const { categories, named } = broaderLayer({ attributes, broader });
 * deepStrictEqual(categories, [sport, attributes[2]]);
 * deepStrictEqual(named, 1);
 * ```
 */
export function broaderLayer(
  { attributes, broader }: Pick<Dataset, "attributes" | "broader">,
): BroaderLayer {
  if (!broader) {
    throw new UsageError(
      "Cannot build a second layer: the data have no broader categories, expected edges from attributes to broader ones",
    );
  }
  const { categories, graph: { itemStart, itemAttributes, attributeStart } } = broader;
  const kept = [...categories.keys()].filter((g) =>
    attributeStart[g + 1] - attributeStart[g] >= MIN_ATTRIBUTES
  );
  const place = new Map(kept.map((g, k) => [g, k]));
  const all = kept.map((g) => categories[g]);
  const from: number[] = [], to: number[] = [];
  attributes.forEach((attribute, f) => {
    const before = from.length;
    for (let e = itemStart[f]; e < itemStart[f + 1]; e++) {
      const g = place.get(itemAttributes[e]);
      if (g === undefined) continue;
      from.push(f);
      to.push(g);
    }
    if (from.length > before) return;
    from.push(f);
    to.push(all.length);
    all.push(attribute);
  });
  return {
    categories: all,
    named: kept.length,
    graph: bipartiteGraph(attributes.length, all.length, from, to),
  };
}

/**
 * Edges from attributes to broader ones, from triples `value, relation, category`. A triple is about every attribute of that value,
 * whatever its relation: the value is the node of the knowledge graph.
 *
 * @param attributes The attributes.
 * @param triples Triples whose subjects ("items") are values of attributes.
 * @returns The edges; triples about other values are left out.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createKnowledgeGraphBuilder } from "./knowledge_graph.ts";
 *
 * const triples = createKnowledgeGraphBuilder();
 * triples.add("Boxing", "broader", "Sport");
 * triples.add("Chess", "broader", "Games");
 * const { edgeCategory } = broaderEdges([{ relation: "subject", value: "Boxing" }], triples.build());
 * deepStrictEqual([...edgeCategory], [0]);
 * ```
 */
export function broaderEdges(
  attributes: readonly Attribute[],
  triples: KnowledgeGraph,
): BroaderEdges {
  const ofSubject = new Map<number, number[]>();
  attributes.forEach(({ value }, f) => {
    const subject = triples.items.indexOf(value);
    if (subject === undefined) return;
    const known = ofSubject.get(subject);
    if (known) known.push(f);
    else ofSubject.set(subject, [f]);
  });
  const edgeAttribute: number[] = [], edgeCategory: number[] = [];
  triples.edgeItem.forEach((subject, e) => {
    for (const f of ofSubject.get(subject) ?? []) {
      edgeAttribute.push(f);
      edgeCategory.push(triples.edgeAttribute[e]);
    }
  });
  return {
    attributes,
    categories: triples.attributes,
    edgeAttribute: Uint32Array.from(edgeAttribute),
    edgeCategory: Uint32Array.from(edgeCategory),
  };
}

/**
 * Which item has which category, through any of its attributes.
 *
 * @param graph Attributes of the items.
 * @param broader Categories of the attributes.
 * @returns The edges of all chains of two hops, (items, categories).
 */
export function categoriesOfItems(graph: BipartiteGraph, broader: BipartiteGraph): BipartiteGraph {
  const edgeItem: number[] = [], edgeCategory: number[] = [];
  for (let item = 0; item < graph.items; item++) {
    for (let e = graph.itemStart[item]; e < graph.itemStart[item + 1]; e++) {
      const f = graph.itemAttributes[e];
      for (let k = broader.itemStart[f]; k < broader.itemStart[f + 1]; k++) {
        edgeItem.push(item);
        edgeCategory.push(broader.itemAttributes[k]);
      }
    }
  }
  return bipartiteGraph(graph.items, broader.attributes, edgeItem, edgeCategory);
}

/**
 * Puts the broader categories beside the attributes, in one hidden layer: an item then has its attributes and their categories. A category
 * that is an attribute of the data set already, as chains of two hops make it, stays the one that it is.
 *
 * @param dataset A data set with broader categories; any other is given back as it is.
 * @returns The data set with more attributes and without broader categories.
 */
export function mergeBroader(dataset: Dataset): Dataset {
  const { broader, graph, attributes } = dataset;
  if (!broader) return dataset;
  const all = [...attributes];
  const known = new Map(attributes.map((attribute, f) => [attributeKey(attribute), f]));
  const place = broader.categories.map((category) => {
    const found = known.get(attributeKey(category));
    if (found !== undefined) return found;
    return all.push(category) - 1;
  });
  const chains = categoriesOfItems(graph, broader.graph);
  const edgeItem: number[] = [], edgeAttribute: number[] = [];
  for (let item = 0; item < graph.items; item++) {
    for (let e = graph.itemStart[item]; e < graph.itemStart[item + 1]; e++) {
      edgeItem.push(item);
      edgeAttribute.push(graph.itemAttributes[e]);
    }
    for (let e = chains.itemStart[item]; e < chains.itemStart[item + 1]; e++) {
      edgeItem.push(item);
      edgeAttribute.push(place[chains.itemAttributes[e]]);
    }
  }
  return withGraph(
    { ...dataset, attributes: all, broader: undefined },
    bipartiteGraph(graph.items, all.length, edgeItem, edgeAttribute),
  );
}

/**
 * Takes broader categories that stand beside the attributes out of the first layer, so that they form the second one alone.
 *
 * @param dataset A data set with broader categories; one whose categories are no attributes is given back as it is.
 * @returns The data set without these attributes. Where nothing but them tied an item, the item has no attribute left.
 */
export function separateBroader(dataset: Dataset): Dataset {
  const { broader, graph, attributes } = dataset;
  if (!broader) return dataset;
  const categories = new Set(broader.categories.map(attributeKey));
  const kept = [...attributes.keys()].filter((f) => !categories.has(attributeKey(attributes[f])));
  if (kept.length === attributes.length) return dataset;
  const items = { from: [] as number[], to: [] as number[] };
  const up = { from: [] as number[], to: [] as number[] };
  kept.forEach((f, place) => {
    for (let k = graph.attributeStart[f]; k < graph.attributeStart[f + 1]; k++) {
      items.from.push(graph.attributeItems[k]);
      items.to.push(place);
    }
    for (let k = broader.graph.itemStart[f]; k < broader.graph.itemStart[f + 1]; k++) {
      up.from.push(place);
      up.to.push(broader.graph.itemAttributes[k]);
    }
  });
  const categoryCount = broader.categories.length;
  return withGraph({
    ...dataset,
    attributes: kept.map((f) => attributes[f]),
    broader: { ...broader, graph: bipartiteGraph(kept.length, categoryCount, up.from, up.to) },
  }, bipartiteGraph(graph.items, kept.length, items.from, items.to));
}

/** The data set over another graph of its items. */
function withGraph(dataset: Dataset, graph: BipartiteGraph): Dataset {
  const changed = graphStatistics(dataset.interactions.ratings, graph);
  return { ...dataset, graph, statistics: { ...dataset.statistics, ...changed } };
}
