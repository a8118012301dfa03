import type { Dataset } from "../data/dataset.ts";

/**
 * The attributes of a data set as text: `item, relation, value` with a header, tab separated, which `readTriples` reads again; labels
 * follow as `value, rdfs:label, label`.
 *
 * @param dataset The data set.
 * @returns Line after line.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
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
 * strictEqual([...attributeRows(dataset)].join(""), "item\trelation\tvalue\nHeat\tgenre\tcrime\n");
 * ```
 */
export function* attributeRows(
  { interactions, attributes, graph }: Dataset,
): Generator<string, void> {
  yield "item\trelation\tvalue\n";
  for (let item = 0; item < graph.items; item++) {
    for (let k = graph.itemStart[item]; k < graph.itemStart[item + 1]; k++) {
      const { relation, value } = attributes[graph.itemAttributes[k]];
      yield `${interactions.items.ids[item]}\t${relation}\t${value}\n`;
    }
  }
  const named = new Map(attributes.map(({ value, name }) => [value, name]));
  for (const [value, name] of named) {
    if (name !== undefined) yield `${value}\trdfs:label\t${name}\n`;
  }
}
