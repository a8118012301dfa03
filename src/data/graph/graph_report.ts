import type { Dataset } from "../dataset.ts";
import type { KnowledgeGraph } from "../knowledge_graph.ts";
import {
  countOne,
  createExamples,
  type DropCounts,
  type DroppedExample,
  type DropReason,
} from "./fates.ts";
import type { RelationMerge } from "./relation_merging.ts";
import type { ShapedGraph } from "./shape_graph.ts";

/** What became of the triples of one relation. They are kept, labels, links or dropped: the numbers sum to `triples`. */
export interface RelationReport {
  /** The relation as the data first write it, or the chain's name. */
  readonly relation: string;
  /** Whether it is a chain, whose triples are the ways along it and stand in no file. */
  readonly derived: boolean;
  /** The relation that it was merged into. */
  readonly mergedInto?: string;
  /** How many there are. */
  readonly triples: number;
  /** How many gave an item of the data set an attribute that it did not have from an earlier triple. */
  readonly kept: number;
  /** How many only say what something is called. */
  readonly labels: number;
  /** How many are only steps of chains. */
  readonly links: number;
  /** How many were dropped, by reason. */
  readonly dropped: DropCounts;
  /** Distinct attributes among the kept. */
  readonly attributes: number;
  /** Items that they are on. */
  readonly items: number;
}

/** What became of all triples. */
export interface GraphReport {
  /** Triples that were read. */
  readonly triples: number;
  /** How many of them were kept. */
  readonly kept: number;
  /** How many of them only say what something is called. */
  readonly labels: number;
  /** How many of them are only steps of chains. */
  readonly links: number;
  /** How many of them were dropped, by reason. */
  readonly dropped: DropCounts;
  /** By relation, those with the most triples first. */
  readonly relations: readonly RelationReport[];
  /** Relations that were made one. */
  readonly merges: readonly RelationMerge[];
  /** A few dropped triples of each reason. */
  readonly examples: readonly DroppedExample[];
}

/**
 * Says what became of each triple on its way into a data set.
 *
 * @param shaped The graph that was made of the triples.
 * @param dataset The data set that was made of the graph; another one's report would be wrong.
 * @param minItemsPerAttribute As `createDataset` was given it (default 2).
 * @returns Numbers that sum to the number of triples, and examples.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createDataset } from "../dataset.ts";
 * import { createInteractionsBuilder } from "../interactions.ts";
 * import { shapeGraph } from "./shape_graph.ts";
 *
 * const ratings = createInteractionsBuilder();
 * ratings.add("ann", "Heat", 5);
 * ratings.add("ann", "Ali", 4);
 * const shaped = shapeGraph([
 *   { subject: "Heat", relation: "director", object: "Michael Mann" },
 *   { subject: "Ali", relation: "director", object: "Michael Mann" },
 *   { subject: "Ali", relation: "genre", object: "biography" },
 *   { subject: "Ran", relation: "director", object: "Akira Kurosawa" },
 * ]);
 * const dataset = createDataset(ratings.build().interactions, shaped.knowledge);
 * const { triples, kept, dropped } = graphReport(shaped, dataset);
 * deepStrictEqual({ triples, kept, dropped }, { triples: 4, kept: 2, dropped: { rare: 1, unrated: 1 } });
 * ```
 */
export function graphReport(
  { knowledge, fates, merges }: ShapedGraph,
  dataset: Dataset,
  minItemsPerAttribute = 2,
): GraphReport {
  const reasonOf = edgeFates(knowledge, dataset, minItemsPerAttribute);
  const rows = fates.relations.map(({ triples, labels, links, dropped }) => ({
    ...{ triples, labels, links, kept: 0 },
    dropped: { ...dropped },
    attributes: new Set<number>(),
    items: new Set<number>(),
  }));
  const examples = createExamples(fates.examples);
  const { edgeSource, sourceRelation, sourceIsLink } = fates;
  const { edgeItem, edgeAttribute, items, attributes } = knowledge;
  for (let edge = 0; edge < edgeSource.length;) {
    const source = edgeSource[edge], first = edge;
    const row = rows[sourceRelation[source]];
    let kept = false;
    // A triple about an entity makes an edge for each item that it stands for.
    for (; edge < edgeSource.length && edgeSource[edge] === source; edge++) {
      if (reasonOf[edge] !== undefined) continue;
      kept = true;
      row.attributes.add(edgeAttribute[edge]);
      row.items.add(edgeItem[edge]);
    }
    const reason = reasonOf[first]!;
    if (kept) row.kept++;
    else if (sourceIsLink[source] && (reason === "rare" || reason === "common")) row.links++;
    else {
      countOne(row.dropped, reason);
      examples.offer({
        reason,
        subject: items.ids[edgeItem[first]],
        relation: fates.relations[sourceRelation[source]].plan.name,
        object: attributes[edgeAttribute[first]].value,
      });
    }
  }
  const mergedInto = new Map(merges.map(({ from, into }) => [from, into]));
  const relations = rows.map((row, r): RelationReport => {
    const { name, derived } = fates.relations[r].plan;
    const into = mergedInto.get(name);
    return {
      relation: name,
      derived,
      ...(into !== undefined && { mergedInto: into }),
      ...row,
      attributes: row.attributes.size,
      items: row.items.size,
    };
  });
  const read = relations.filter(({ derived }) => !derived);
  const sum = (key: "triples" | "kept" | "labels" | "links") =>
    read.reduce((total, row) => total + row[key], 0);
  const dropped: DropCounts = {};
  for (const row of read) {
    for (const [reason, count] of Object.entries(row.dropped)) {
      countOne(dropped, reason as DropReason, count);
    }
  }
  return {
    ...{ triples: sum("triples"), kept: sum("kept"), labels: sum("labels"), links: sum("links") },
    dropped,
    relations: relations.sort((a, b) => b.triples - a.triples),
    merges,
    examples: examples.list,
  };
}

/** Why each edge is not in the data set, or undefined where it is, and the first of its kind. */
function edgeFates(
  { items, attributes, edgeItem, edgeAttribute }: KnowledgeGraph,
  dataset: Dataset,
  minItems: number,
): readonly (DropReason | undefined)[] {
  const inData = new Set(dataset.attributes);
  const place = items.ids.map((id) => dataset.interactions.items.indexOf(id));
  const rated = place.map((at) => at !== undefined && at < dataset.statistics.items);
  const fates: (DropReason | undefined)[] = new Array(edgeItem.length);
  const counts = new Uint32Array(attributes.length);
  const lastItem = new Int32Array(attributes.length).fill(-1);
  // Edges item by item, in their order, so that one stamp an attribute tells repetitions.
  const order = Uint32Array.from(edgeItem.keys()).sort((a, b) =>
    edgeItem[a] - edgeItem[b] || a - b
  );
  for (const edge of order) {
    const item = edgeItem[edge], attribute = edgeAttribute[edge];
    if (place[item] === undefined) fates[edge] = "unrated";
    else if (lastItem[attribute] === item) fates[edge] = "repeated";
    else if (rated[item]) counts[attribute]++;
    lastItem[attribute] = item;
  }
  for (const edge of order) {
    const attribute = edgeAttribute[edge];
    if (fates[edge] !== undefined || inData.has(attributes[attribute])) continue;
    fates[edge] = counts[attribute] < Math.max(1, minItems) ? "rare" : "common";
  }
  return fates;
}
