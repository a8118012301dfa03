import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { createDataset, type DatasetOptions } from "../../src/data/dataset.ts";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { createKnowledgeGraphBuilder } from "../../src/data/knowledge_graph.ts";

/** Heat and Ali are rated; Thief is not, and shares its director with both and its genre with Heat. */
function join(options: DatasetOptions = {}) {
  const ratings = createInteractionsBuilder();
  ratings.add("ann", "Heat", 5);
  ratings.add("ann", "Ali", 1);
  ratings.add("bob", "Bare", 3);
  const graph = createKnowledgeGraphBuilder();
  graph.add("Thief", "director", "Mann");
  for (const film of ["Heat", "Ali"]) graph.add(film, "director", "Mann");
  for (const film of ["Heat", "Thief"]) graph.add(film, "genre", "crime");
  graph.add("Thief", "decade", "1980s");
  return createDataset(ratings.build().interactions, graph.build(), options);
}

Deno.test("createDataset() counts rated items when it chooses attributes, and leaves unrated items out", () => {
  const { attributes, graph, statistics, interactions } = join();
  deepStrictEqual(attributes.map(({ value }) => value), ["Mann"]);
  deepStrictEqual([...graph.itemStart], [0, 1, 2, 2]);
  strictEqual(interactions.items.ids.length, 3);
  strictEqual(statistics.unratedItems, 1);
  strictEqual(statistics.rareAttributes, 1);
  strictEqual(statistics.itemsWithoutAttributes, 1);
  strictEqual(statistics.ratingsWithoutAttributes, 1 / 3);
});

Deno.test("createDataset() adds unrated items after the rated ones when asked, with attributes of rated items alone", () => {
  const plain = join({ minItemsPerAttribute: 1 });
  const all = join({ minItemsPerAttribute: 1, keepUnratedItems: true });
  deepStrictEqual(all.attributes, plain.attributes);
  deepStrictEqual(all.attributes.map(({ value }) => value), ["Mann", "crime"]);
  deepStrictEqual(all.interactions.items.ids, ["Heat", "Ali", "Bare", "Thief"]);
  strictEqual(all.interactions.ratings.columns, 4);
  deepStrictEqual(all.interactions.ratings.indices, plain.interactions.ratings.indices);
  deepStrictEqual([...all.graph.itemStart], [0, 2, 3, 3, 5]);
  deepStrictEqual([...all.graph.itemAttributes.subarray(3)], [0, 1]);
  deepStrictEqual(all.statistics, plain.statistics);
});

Deno.test("createDataset() throws when nothing could be learned", () => {
  throws(() => join({ minItemsPerAttribute: 3 }), {
    name: "UsageError",
    message: /none of the 2 attributes is on 3 rated items/,
  });
  const ratings = createInteractionsBuilder();
  ratings.add("ann", "1", 5);
  const graph = createKnowledgeGraphBuilder();
  graph.add("Heat", "genre", "crime");
  throws(() => createDataset(ratings.build().interactions, graph.build()), {
    name: "UsageError",
    message: /none of the 1 rated items \(such as '1'\) is among the 1 items/,
  });
});
