import { strictEqual } from "node:assert/strict";
import { createDataset } from "../../../src/data/dataset.ts";
import { createInteractionsBuilder } from "../../../src/data/interactions.ts";
import { createKnowledgeGraphBuilder } from "../../../src/data/knowledge_graph.ts";
import { dataDigest } from "../../../src/evaluate/tuning/data_digest.ts";

/** A small data set, of which one thing may be another. */
function digest(
  { user = "ann", rating = 5, value = "Mann", testRating = 4, held = false, broader = "" } = {},
) {
  const builder = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
  for (const film of ["Heat", "Ali"]) {
    builder.add(user, film, film === "Heat" ? rating : 1);
    graph.add(film, "director", value);
  }
  const directors = [{ relation: "director", value }];
  const edges = {
    attributes: directors,
    categories: [{ relation: "school", value: broader }],
    edgeAttribute: Uint32Array.of(0),
    edgeCategory: Uint32Array.of(0),
  };
  const knowledge = { ...graph.build(), ...(broader ? { broader: edges } : {}) };
  const { interactions } = builder.build();
  const { ratings } = interactions, other = { ...ratings, values: Float32Array.of(testRating, 1) };
  const split = { train: ratings, test: other, ...(held ? { validation: other } : {}) };
  return dataDigest(createDataset(interactions, knowledge), split);
}

Deno.test("dataDigest() is the same for the same data, and another one where anything differs", async () => {
  const changes = [
    { user: "bob" },
    { rating: 4 },
    { value: "Ali" },
    { testRating: 3 },
    {
      held: true,
    },
    { broader: "Chicago" },
    { broader: "New York" },
  ];
  const found = await Promise.all([{}, ...changes].map(digest));
  strictEqual(await digest(), found[0]);
  strictEqual(new Set(found).size, changes.length + 1);
});
