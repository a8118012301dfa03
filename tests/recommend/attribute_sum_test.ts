import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import { checkerboard, denseRows, matrixOf, randomWorld } from "./_profiles.ts";

Deno.test("attributeSum() sums the user's weights over the item's attributes", () => {
  // Items: 0 has {0, 2}, 1 has {1}, 2 has none, 3 has {0, 1, 2}.
  const graph = bipartiteGraph(4, 3, [0, 0, 1, 3, 3, 3], [0, 2, 1, 0, 1, 2]);
  const profiles = matrixOf(3, [0.5, undefined, 0.25], [undefined, -1, 2]);
  const recommender = attributeSum(profiles, graph);
  // What an earlier user left in the array must not show.
  const scores = new Float64Array(4).fill(9);
  strictEqual(recommender.score(0, scores), true);
  deepStrictEqual([...scores], [0.75, 0, 0, 0.75]);
  strictEqual(recommender.score(1, scores), true);
  deepStrictEqual([...scores], [2, -1, 0, 1]);
});

Deno.test("attributeSum() prefers every item of the user's camp on the checkerboard", () => {
  const { profiles, graph } = checkerboard();
  const recommender = attributeSum(profiles, graph);
  const scores = new Float64Array(6);
  for (let u = 0; u < 6; u++) {
    recommender.score(u, scores);
    deepStrictEqual([...scores], Array.from({ length: 6 }, (_, i) => (u + i) % 2 ? 0 : 1.5));
  }
});

Deno.test("attributeSum() answers false when the profile is empty or all zero", () => {
  const graph = bipartiteGraph(1, 2, [0], [0]);
  const recommender = attributeSum(matrixOf(2, [], [0, 0], [0, 1]), graph);
  const scores = new Float64Array(1);
  deepStrictEqual([0, 1, 2].map((user) => recommender.score(user, scores)), [false, false, true]);
});

Deno.test("attributeSum() equals the sum over a dense matrix", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { profiles, graph } = randomWorld({ seed });
    const recommender = attributeSum(profiles, graph);
    const rows = denseRows(profiles);
    const scores = new Float64Array(graph.items);
    for (let u = 0; u < profiles.rows; u++) {
      strictEqual(recommender.score(u, scores), rows[u].some((weight) => weight !== 0));
      for (let i = 0; i < graph.items; i++) {
        const attributes = graph.itemAttributes.slice(graph.itemStart[i], graph.itemStart[i + 1]);
        strictEqual(scores[i], attributes.reduce((sum, f) => sum + rows[u][f], 0));
      }
    }
  }
});

Deno.test("attributeSum() throws when its inputs do not fit together", () => {
  const graph = bipartiteGraph(2, 2, [0], [0]);
  throws(() => attributeSum(matrixOf(3, [1]), graph), {
    name: "RangeError",
    message: "Cannot sum attributes: the number of attributes in profiles is 3, expected 2",
  });
  throws(() => attributeSum(matrixOf(2, [1, Infinity]), graph), {
    message:
      "Cannot sum attributes: user 0's weight of attribute 1 is Infinity, expected a finite number",
  });
  const recommender = attributeSum(matrixOf(2, [1]), graph);
  throws(() => recommender.score(1, new Float64Array(2)), {
    message: "Cannot sum attributes: the user's index is 1, expected an integer from 0 to 0",
  });
  throws(() => recommender.score(0, new Float64Array(3)), {
    message: "Cannot sum attributes: the length of the scores is 3, expected 2",
  });
});

Deno.test("attributeSum() with nobody and with no attributes does not fail until asked", () => {
  const nobody = attributeSum(matrixOf(0), bipartiteGraph(1, 0, [], []));
  throws(() => nobody.score(0, new Float64Array(1)), /expected none, for there is no user/);
  ok(!attributeSum(matrixOf(0, []), bipartiteGraph(1, 0, [], [])).score(0, new Float64Array(1)));
});
