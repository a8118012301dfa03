import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { broaderGraph } from "../../src/data/broader_edges.ts";
import {
  broaderEdges,
  broaderLayer,
  mergeBroader,
  separateBroader,
} from "../../src/data/broader_layer.ts";
import { createDataset } from "../../src/data/dataset.ts";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { createKnowledgeGraphBuilder } from "../../src/data/knowledge_graph.ts";

/** Heat, Ali and Ran with genres that are filed under families; Ali is biography and sport. */
function films() {
  const ratings = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
  for (const item of ["Heat", "Ali", "Ran"]) ratings.add("ann", item, 5);
  ratings.add("bob", "Heat", 1);
  for (
    const [item, genre] of [["Heat", "crime"], ["Ali", "biography"], ["Ali", "sport"], [
      "Ran",
      "war",
    ]]
  ) {
    graph.add(item, "genre", genre);
  }
  const filed = createKnowledgeGraphBuilder();
  for (const genre of ["biography", "sport"]) filed.add(genre, "family", "life");
  filed.add("war", "family", "history");
  filed.add("nonsense", "family", "life");
  const knowledge = graph.build();
  return createDataset(
    ratings.build().interactions,
    { ...knowledge, broader: broaderEdges(knowledge.attributes, filed.build()) },
    { minItemsPerAttribute: 1 },
  );
}

Deno.test("broaderLayer() gives every attribute a category: its own where fewer than two attributes share one", () => {
  const { categories, named, graph } = broaderLayer(films());
  strictEqual(named, 1);
  deepStrictEqual(categories.map(({ value }) => value), ["life", "crime", "war"]);
  deepStrictEqual([...graph.itemStart], [0, 1, 2, 3, 4]);
  deepStrictEqual([...graph.itemAttributes], [1, 0, 0, 2]);
});

Deno.test("broaderLayer() refuses data without broader categories", () => {
  throws(() => broaderLayer({ attributes: [] }), {
    name: "UsageError",
    message: /the data have no broader categories, expected edges from attributes to broader ones/,
  });
});

Deno.test("mergeBroader() gives each item the categories of its attributes, once", () => {
  const merged = mergeBroader(films());
  deepStrictEqual(merged.attributes.map(({ value }) => value), [
    ...["crime", "biography", "sport", "war", "life", "history"],
  ]);
  const of = (item: number) => [
    ...merged.graph.itemAttributes.subarray(
      merged.graph.itemStart[item],
      merged.graph.itemStart[item + 1],
    ),
  ];
  deepStrictEqual([of(0), of(1), of(2)], [[0], [1, 2, 4], [3, 5]]);
  strictEqual(merged.statistics.edges, 6);
  strictEqual(merged.broader, undefined);
});

Deno.test("separateBroader() takes merged categories out again, and mergeBroader() adds none twice", () => {
  const dataset = films(), merged = { ...mergeBroader(dataset) };
  const both = {
    ...merged,
    broader: {
      categories: dataset.broader!.categories,
      graph: {
        ...dataset.broader!.graph,
        items: 6,
        itemStart: Uint32Array.of(...dataset.broader!.graph.itemStart, 3, 3),
      },
    },
  };
  deepStrictEqual(mergeBroader(both).graph, merged.graph);
  const apart = separateBroader(both);
  deepStrictEqual(apart.attributes, dataset.attributes);
  deepStrictEqual(apart.graph, dataset.graph);
  deepStrictEqual(apart.broader, dataset.broader);
  deepStrictEqual(apart.statistics, dataset.statistics);
});

Deno.test("separateBroader() counts the items, and their ratings, that nothing ties any more", () => {
  const ratings = createInteractionsBuilder(), knowledge = createKnowledgeGraphBuilder();
  for (const film of ["Heat", "Ali"]) ratings.add("ann", film, 5);
  ratings.add("bob", "Ali", 3);
  knowledge.add("Heat", "genre", "heist");
  knowledge.add("Heat", "genre", "crime");
  // All that is known of "Ali" is what heists are filed under.
  knowledge.add("Ali", "genre", "crime");
  const joined = createDataset(ratings.build().interactions, knowledge.build(), {
    minItemsPerAttribute: 1,
  });
  const [heist, crime] = ["heist", "crime"].map((value) => ({ relation: "genre", value }));
  const edges = {
    attributes: [heist],
    categories: [crime],
    edgeAttribute: Uint32Array.of(0),
    edgeCategory: Uint32Array.of(0),
  };
  const dataset = { ...joined, broader: broaderGraph(joined.attributes, edges) };
  const { statistics } = separateBroader(dataset);
  strictEqual(dataset.statistics.itemsWithoutAttributes, 0);
  deepStrictEqual(
    [statistics.attributes, statistics.edges, statistics.itemsWithoutAttributes],
    [1, 1, 1],
  );
  strictEqual(statistics.ratingsWithoutAttributes, 2 / 3);
});
