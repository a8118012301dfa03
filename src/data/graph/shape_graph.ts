import type { Attribute } from "../attribute.ts";
import type { KnowledgeGraph } from "../knowledge_graph.ts";
import { valueLabel } from "../labels.ts";
import { createVocabulary } from "../vocabulary.ts";
import { assembleGraph } from "./assemble_graph.ts";
import { collectLabels } from "./entity_labels.ts";
import { type Fates, recordFates } from "./fates.ts";
import type { GraphOptions } from "./graph_options.ts";
import { rankLanguages } from "./languages.ts";
import type { RelationMerge } from "./relation_merging.ts";
import { planRelations } from "./relation_plan.ts";
import type { Triple } from "./triple.ts";

/** A knowledge graph made of triples, and what became of each of them. */
export interface ShapedGraph {
  /** Attributes of items, with the edges between attributes and broader ones where chains were asked for. */
  readonly knowledge: KnowledgeGraph;
  /** What things are called, items' entities included. */
  readonly labels: ReadonlyMap<string, string>;
  /** Relations that were made one. */
  readonly merges: readonly RelationMerge[];
  /** What became of the triples; {@link graphReport} joins it with ratings. */
  readonly fates: Fates;
}

/** Takes triples one by one. */
export interface GraphShaper {
  /** Takes a triple; one that no option can make use of is counted and forgotten. */
  add(triple: Triple): void;
  /**
   * Makes the graph.
   *
   * @throws {UsageError} Where an option names a relation that no triple has, or merges go round in a circle.
   */
  build(): ShapedGraph;
}

/**
 * Makes attributes of triples: chooses relations, puts dates into decades and numbers into bins, follows chains, merges relations that
 * say the same, names values by their labels, and puts items in place of the entities that stand for them. How many items an attribute
 * needs or may have is up to `createDataset`, which knows the ratings.
 *
 * @param triples The triples.
 * @param options What to make of them.
 * @returns The graph, and what became of each triple.
 * @throws {UsageError} Where an option names a relation that no triple has, a chain is none, a relation has decades and bins,
 * or merges go round in a circle.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const { knowledge } = shapeGraph([
 *   { subject: "Heat", relation: "dct:subject", object: "dbc:Heist_films" },
 *   { subject: "Heat", relation: "dbo:releaseDate", object: "1995-12-15" },
 *   { subject: "dbc:Heist_films", relation: "skos:broader", object: "dbc:Crime_films" },
 *   { subject: "dbc:Crime_films", relation: "rdfs:label", object: "Films about crime" },
 * ], { relations: ["dbo:*"], decades: ["dbo:releaseDate"], chains: ["dct:subject/skos:broader"] });
 * deepStrictEqual(knowledge.attributes, [
 *   { relation: "dct:subject/skos:broader", value: "dbc:Crime_films", name: "Films about crime" },
 *   { relation: "dbo:releaseDate", value: "1990s" },
 * ]);
 * ```
 */
export function shapeGraph(triples: Iterable<Triple>, options: GraphOptions = {}): ShapedGraph {
  const shaper = createGraphShaper(options);
  for (const triple of triples) shaper.add(triple);
  return shaper.build();
}

/**
 * Starts taking triples, for those that come as a stream.
 *
 * @param options What to make of them, as for {@link shapeGraph}.
 * @returns The shaper. It keeps some 40 bytes of each triple that may be of use, and each distinct text once.
 * @throws {UsageError} Where a chain is none.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const shaper = createGraphShaper({ excludeRelations: ["rdf:type"] });
 * shaper.add({ subject: "Heat", relation: "rdf:type", object: "dbo:Film" });
 * shaper.add({ subject: "Heat", relation: "dbo:director", object: "dbr:Michael_Mann" });
 * strictEqual(shaper.build().knowledge.attributes.length, 1);
 * ```
 */
export function createGraphShaper(options: GraphOptions = {}): GraphShaper {
  const planner = planRelations(options);
  const rankOf = rankLanguages(options.languages);
  const collector = collectLabels(rankOf);
  const fates = recordFates();
  const terms = createVocabulary();
  const subject: number[] = [], relation: number[] = [], object: number[] = [];
  const literal: boolean[] = [], ofItem: boolean[] = [];
  return {
    add(triple) {
      const plan = planner.planOf(triple.relation);
      fates.meet(plan);
      const drop = (reason: "relation" | "language") =>
        fates.drop(plan, reason, triple.subject, triple.object);
      const language = triple.literal?.language;
      if (plan.labelRank >= 0) {
        const text = triple.literal?.text ?? valueLabel(triple.object);
        if (collector.offer(triple.subject, text, language, plan.labelRank)) {
          fates.label(plan);
        } else drop("language");
        return;
      }
      if (!plan.attribute && plan.firstOf.length + plan.secondOf.length === 0) {
        return drop("relation");
      }
      if (language !== undefined && rankOf(language) === undefined) return drop("language");
      subject.push(terms.add(triple.subject));
      relation.push(plan.index);
      object.push(terms.add(triple.object));
      literal.push(triple.literal !== undefined && !triple.plain);
      ofItem.push(triple.ofItem ?? false);
    },
    build() {
      planner.checkNames();
      const stored = { ids: terms.ids, subject, relation, object, literal, ofItem };
      const assembled = assembleGraph(stored, planner, options, fates);
      return {
        ...assembled,
        knowledge: withLabels(assembled.knowledge, collector.labels),
        labels: collector.labels,
      };
    },
  };
}

/** The same graph with what values are called. */
function withLabels(
  knowledge: KnowledgeGraph,
  labels: ReadonlyMap<string, string>,
): KnowledgeGraph {
  const named = (attribute: Attribute): Attribute => {
    const name = labels.get(attribute.value);
    return name === undefined ? attribute : { ...attribute, name };
  };
  const { attributes, broader } = knowledge;
  return {
    ...knowledge,
    attributes: attributes.map(named),
    ...(broader && {
      broader: {
        ...broader,
        attributes: broader.attributes.map(named),
        categories: broader.categories.map(named),
      },
    }),
  };
}
