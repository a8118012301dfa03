import { UsageError } from "../errors.ts";
import { type BipartiteGraph, bipartiteGraph, graphStatistics } from "./bipartite_graph.ts";
import { type BroaderGraph, broaderGraph } from "./broader_edges.ts";
import type { Interactions, RatingScale } from "./interactions.ts";
import type { Attribute } from "./attribute.ts";
import type { KnowledgeGraph } from "./knowledge_graph.ts";
import { createVocabulary } from "./vocabulary.ts";

/** Ratings and attributes over one numbering of users, items and attributes. */
export interface Dataset {
  /** The ratings. */
  readonly interactions: Interactions;
  /** The attributes that were kept, in the order of their numbers. */
  readonly attributes: readonly Attribute[];
  /** Which item has which attribute. */
  readonly graph: BipartiteGraph;
  /** Which attribute has which broader ones, where the knowledge graph was read with chains. */
  readonly broader?: BroaderGraph;
  /** What the join of ratings and attributes found. */
  readonly statistics: DatasetStatistics;
}

/** Counts that tell whether ratings and attributes fit together. */
export interface DatasetStatistics {
  /** Users with at least one rating. */
  readonly users: number;
  /** Items that occur in the ratings. */
  readonly items: number;
  /** Ratings. */
  readonly ratings: number;
  /** Bounds of the ratings. */
  readonly scale: RatingScale;
  /** Attributes kept. */
  readonly attributes: number;
  /** Attributes left out because too few rated items have them. */
  readonly rareAttributes: number;
  /** Attributes left out because too many rated items have them. */
  readonly commonAttributes: number;
  /** Edges between rated items and kept attributes. */
  readonly edges: number;
  /** Rated items without any kept attribute. */
  readonly itemsWithoutAttributes: number;
  /** Share of the ratings that fall on items without any kept attribute, 0 to 1. */
  readonly ratingsWithoutAttributes: number;
  /** Items that have attributes but no rating; they are left out unless they were asked for. */
  readonly unratedItems: number;
}

/** A part of the rated items. */
export interface ShareOfItems {
  /** Above 0 and up to 1. */
  readonly share: number;
}

/** How ratings and attributes are joined. */
export interface DatasetOptions {
  /**
   * Keep an attribute only where at least this many rated items have it. The default, 2, is the published method's
   * (an attribute of a single item cannot carry a taste to another one).
   */
  readonly minItemsPerAttribute?: number;
  /**
   * Keep an attribute only where at most this many rated items have it, or this share of them (default: any number): what nearly all items
   * have tells no taste from another.
   */
  readonly maxItemsPerAttribute?: number | ShareOfItems;
  /**
   * Whether items that have attributes but no rating are added to the catalogue, after the rated ones, so that they can be recommended by
   * their attributes; by default they are left out.
   */
  readonly keepUnratedItems?: boolean;
}

/**
 * Joins ratings with the attributes of the rated items.
 *
 * @param interactions The ratings; their items define the catalogue.
 * @param knowledge Triples about items; those about items that are not in the catalogue are left out and counted.
 * @param options How to filter attributes.
 * @returns The data set and its statistics.
 * @throws {UsageError} Where no rated item has an attribute, or none is on enough items, so that nothing could be learned:
 * most often the two files name the items differently.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createInteractionsBuilder } from "./interactions.ts";
 * import { createKnowledgeGraphBuilder } from "./knowledge_graph.ts";
 *
 * const ratings = createInteractionsBuilder();
 * ratings.add("ann", "Heat", 5);
 * ratings.add("ann", "Ali", 4);
 * const graph = createKnowledgeGraphBuilder();
 * graph.add("Heat", "director", "Michael Mann");
 * graph.add("Ali", "director", "Michael Mann");
 * graph.add("Ali", "genre", "Biography");
 * const data = createDataset(ratings.build().interactions, graph.build());
 * strictEqual(data.statistics.attributes, 1);
 * strictEqual(data.statistics.rareAttributes, 1);
 * ```
 */
export function createDataset(
  interactions: Interactions,
  knowledge: KnowledgeGraph,
  options: DatasetOptions = {},
): Dataset {
  const { minItemsPerAttribute: minItems = 2, maxItemsPerAttribute: most = Infinity } = options;
  const itemCount = interactions.items.ids.length;
  const toItem = knowledge.items.ids.map((id) => interactions.items.indexOf(id) ?? -1);
  const rated = graphOver(itemCount, knowledge, toItem);
  if (rated.itemAttributes.length === 0) {
    throw new UsageError(
      `Cannot join ratings and attributes: none of the ${itemCount} rated items (such as ` +
        `'${
          interactions.items.ids[0] ?? ""
        }') is among the ${knowledge.items.ids.length} items with attributes (such as ` +
        `'${knowledge.items.ids[0] ?? ""}'), expected the same item ids in both files`,
    );
  }
  const maxItems = typeof most === "number" ? most : Math.floor(most.share * itemCount);
  const { kept, rare, common } = chooseAttributes(rated, minItems, maxItems);
  if (kept.length === 0) {
    throw new UsageError(
      `Cannot join ratings and attributes: none of the ${
        rare + common
      } attributes is on ${minItems} ` + (common === 0
        ? "rated items, expected a smaller minimum of items per attribute or a larger graph"
        : `to ${maxItems} rated items, expected wider bounds of items per attribute or a larger graph`),
    );
  }
  const graph = keepAttributes(rated, kept);
  const unrated = knowledge.items.ids.filter((_, k) => toItem[k] < 0);
  const attributes = kept.map((f) => knowledge.attributes[f]);
  const dataset = {
    interactions,
    attributes,
    graph,
    ...(knowledge.broader && { broader: broaderGraph(attributes, knowledge.broader) }),
    statistics: datasetStatistics(interactions, graph, {
      rareAttributes: rare,
      commonAttributes: common,
      unratedItems: unrated.length,
    }),
  };
  if (!options.keepUnratedItems || unrated.length === 0) return dataset;
  const all = withItems(interactions, unrated);
  const place = knowledge.items.ids.map((id) => all.items.indexOf(id)!);
  return {
    ...dataset,
    interactions: all,
    graph: keepAttributes(graphOver(all.items.ids.length, knowledge, place), kept),
  };
}

/** The edges of a knowledge graph over another numbering of items; those of items placed at -1 are left out. */
function graphOver(
  items: number,
  { attributes, edgeItem, edgeAttribute }: KnowledgeGraph,
  place: readonly number[],
): BipartiteGraph {
  const edges = [...edgeItem.keys()].filter((e) => place[edgeItem[e]] >= 0);
  return bipartiteGraph(
    items,
    attributes.length,
    Uint32Array.from(edges, (e) => place[edgeItem[e]]),
    Uint32Array.from(edges, (e) => edgeAttribute[e]),
  );
}

/** The same ratings over a catalogue with more items. */
function withItems(interactions: Interactions, ids: readonly string[]): Interactions {
  const items = createVocabulary([...interactions.items.ids, ...ids]);
  return {
    ...interactions,
    items,
    ratings: { ...interactions.ratings, columns: items.ids.length },
  };
}

/** Attributes of at least and at most so many items, in their order, and how many are on fewer or more; those of none do not count. */
function chooseAttributes(
  { attributes, attributeStart }: BipartiteGraph,
  minItems: number,
  maxItems: number,
) {
  const kept: number[] = [];
  let rare = 0, common = 0;
  for (let f = 0; f < attributes; f++) {
    const count = attributeStart[f + 1] - attributeStart[f];
    if (count === 0) continue;
    if (count < minItems) rare++;
    else if (count > maxItems) common++;
    else kept.push(f);
  }
  return { kept, rare, common };
}

/** The graph over some of its attributes, numbered anew. */
function keepAttributes(graph: BipartiteGraph, kept: readonly number[]): BipartiteGraph {
  const edgeItem: number[] = [], edgeAttribute: number[] = [];
  kept.forEach((f, place) => {
    for (let k = graph.attributeStart[f]; k < graph.attributeStart[f + 1]; k++) {
      edgeItem.push(graph.attributeItems[k]);
      edgeAttribute.push(place);
    }
  });
  return bipartiteGraph(graph.items, kept.length, edgeItem, edgeAttribute);
}

function datasetStatistics(
  { ratings, scale }: Interactions,
  graph: BipartiteGraph,
  joined: Pick<DatasetStatistics, "rareAttributes" | "commonAttributes" | "unratedItems">,
): DatasetStatistics {
  let users = 0;
  for (let u = 0; u < ratings.rows; u++) if (ratings.indptr[u + 1] > ratings.indptr[u]) users++;
  return {
    users,
    items: graph.items,
    ratings: ratings.indices.length,
    scale,
    ...graphStatistics(ratings, graph),
    rareAttributes: joined.rareAttributes,
    commonAttributes: joined.commonAttributes,
    unratedItems: joined.unratedItems,
  };
}
