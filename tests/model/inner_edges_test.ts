import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { buildDeepNetworks } from "../../src/model/deep_user_networks.ts";

Deno.test("buildDeepNetworks() takes a user of more categories than a call may have arguments", () => {
  const count = 250_000, all = Array.from({ length: count }, (_, k) => k);
  const graph = bipartiteGraph(1, count, all.map(() => 0), all);
  const x = sparseMatrix(1, 1, { row: [0], column: [0], value: [1] }).matrix;
  const { networks, categories } = buildDeepNetworks(
    [0],
    x,
    createVocabulary(["ann"]),
    graph,
    bipartiteGraph(count, count, all, all),
    { initialisation: { kind: "constant", value: 0.01 } },
  );
  // All are on the one item and have a pass-through each: one class on both sides.
  strictEqual(categories.length, count);
  deepStrictEqual([...networks.categoryMultiplicity], [count]);
  deepStrictEqual([...networks.density], [1 / count]);
});
