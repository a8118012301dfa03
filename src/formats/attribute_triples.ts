import type { Dataset } from "../data/dataset.ts";
import { valueOfLiteral } from "./rdf_terms.ts";
import type { TripleRecord } from "./triple_stream.ts";

/**
 * The attributes of a data set as triples, which shapeGraph() makes the same attributes of; labels follow as `value, rdfs:label, label`.
 *
 * @param dataset The data set.
 * @returns Triple after triple.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { createDataset } from "../data/dataset.ts";
 * import { createInteractionsBuilder } from "../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../data/knowledge_graph.ts";
 *
 * const ratings = createInteractionsBuilder();
 * ratings.add("ann", "Heat", 5);
 * const graph = createKnowledgeGraphBuilder();
 * graph.add("Heat", "genre", "crime");
 * const options = { minItemsPerAttribute: 1 };
 * const dataset = createDataset(ratings.build().interactions, graph.build(), options);
 * deepStrictEqual([...attributeTriples(dataset)], [{ subject: "Heat", relation: "genre", object: "crime" }]);
 * ```
 */
export function* attributeTriples(
  { interactions, attributes, graph }: Dataset,
): Generator<TripleRecord, void> {
  for (let item = 0; item < graph.items; item++) {
    for (let k = graph.itemStart[item]; k < graph.itemStart[item + 1]; k++) {
      const { relation, value } = attributes[graph.itemAttributes[k]];
      yield { subject: interactions.items.ids[item], relation, object: value };
    }
  }
  const named = new Map(attributes.map(({ value, name }) => [value, name]));
  for (const [subject, name] of named) {
    if (name === undefined) continue;
    // A label in quotes, or one that looks like an IRI, would be taken for what it looks like.
    yield { subject, relation: "rdfs:label", object: valueOfLiteral({ text: name }) };
  }
}
