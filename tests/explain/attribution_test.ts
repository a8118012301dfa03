import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import {
  attributeSumContributions,
  profileKnnContributions,
} from "../../src/explain/attribution.ts";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import { profileKnn } from "../../src/recommend/profile_knn.ts";
import { checkerboard, denseRows, matrixOf, randomWorld } from "../recommend/_profiles.ts";

Deno.test("attributeSumContributions() lists the item's attributes by strength, negative ones included", () => {
  // Item 0 has attributes 0 to 3; the user has no weight for 2 and has one for 4, which the item lacks.
  const graph = bipartiteGraph(2, 5, [0, 0, 0, 0, 1], [0, 1, 2, 3, 4]);
  const profiles = matrixOf(5, [0.5, -0.5, undefined, 0.75, 9]);
  deepStrictEqual(attributeSumContributions(attributeSum(profiles, graph), 0, 0), {
    item: 0,
    score: 0.75,
    through: "attributes",
    contributions: [
      { neuron: 3, value: 0.75, weight: 0.75, ofItem: true },
      { neuron: 0, value: 0.5, weight: 0.5, ofItem: true },
      { neuron: 1, value: -0.5, weight: -0.5, ofItem: true },
    ],
  });
});

Deno.test("attributeSumContributions() finds nothing of the next item's when an item's attributes end", () => {
  // Item 0 has attribute 0 alone; attribute 1 stands right behind it in memory, as item 1's.
  const graph = bipartiteGraph(2, 2, [0, 1], [0, 1]);
  const recommender = attributeSum(matrixOf(2, [1, 1]), graph);
  const attributes = [0, 1].map((item) =>
    attributeSumContributions(recommender, 0, item)?.contributions.map((c) => c.neuron)
  );
  deepStrictEqual(attributes, [[0], [1]]);
});

Deno.test("profileKnnContributions() takes a score apart by what user and neighbours share", () => {
  // Cosine with user 1: (3*3 + 4*4) / 25 = 1; with user 2: 3 / 5; only user 2 rated item 1.
  const profiles = matrixOf(3, [3, 4], [3, 4], [1, undefined], [undefined, undefined, 1]);
  const ratings = matrixOf(2, [], [4], [2, 5], [5, 5]);
  const graph = bipartiteGraph(2, 3, [0, 0], [1, 2]);
  const knn = profileKnn(profiles, ratings);
  const first = profileKnnContributions(knn, graph, 0, 0);
  strictEqual(first?.score, (4 + 0.6 * 2) / 1.6);
  deepStrictEqual(first.contributions.map(({ neuron, ofItem }) => [neuron, ofItem]), [
    [0, false],
    [1, true],
  ]);
  const expected = [(9 / 25 * 4 + 0.6 * 2) / 1.6, 16 / 25 * 4 / 1.6];
  first.contributions.forEach(({ value }, n) => ok(Math.abs(value - expected[n]) < 1e-15));
  const second = profileKnnContributions(knn, graph, 0, 1);
  deepStrictEqual(second?.contributions.map(({ neuron }) => neuron), [0]);
});

Deno.test("profileKnnContributions() keeps a shared dislike apart from a shared liking by its weight", () => {
  const profiles = matrixOf(2, [1, -2], [1, -2]);
  const attribution = profileKnnContributions(
    profileKnn(profiles, matrixOf(1, [], [5])),
    bipartiteGraph(1, 2, [0], [1]),
    0,
    0,
  );
  deepStrictEqual(attribution?.contributions.map((c) => [c.neuron, c.weight, c.ofItem]), [
    [1, -2, true],
    [0, 1, false],
  ]);
  ok(attribution.contributions.every(({ value }) => value > 0));
});

Deno.test("profileKnnContributions() names the user's camp on the checkerboard", () => {
  const { profiles, ratings, graph } = checkerboard();
  const knn = profileKnn(profiles, ratings);
  for (let u = 0; u < 6; u++) {
    const attribution = profileKnnContributions(knn, graph, u, u);
    deepStrictEqual(
      attribution?.contributions.map(({ neuron }) => neuron),
      [0, 1, 2, 3, 4, 5].filter((f) => (u + f) % 2 === 0),
    );
    ok(attribution.contributions.every(({ ofItem }) => ofItem));
  }
});

Deno.test("profileKnnContributions() equals the definition on random data", () => {
  for (let seed = 0; seed < 30; seed++) {
    const { profiles, ratings, graph } = randomWorld({ seed, signed: seed % 2 === 0 });
    const knn = profileKnn(profiles, ratings, { k: 1 + seed % 5 });
    const p = denseRows(profiles), r = denseRows(ratings);
    const norm = (row: number[]) => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    for (let u = 0; u < profiles.rows; u++) {
      const { users, similarities } = knn.neighbours(u);
      const total = similarities.reduce((sum, similarity) => sum + similarity, 0);
      for (let i = 0; i < graph.items; i++) {
        const attribution = profileKnnContributions(knn, graph, u, i);
        strictEqual(attribution !== undefined, users.length > 0);
        const values = new Map(attribution?.contributions.map((c) => [c.neuron, c.value]));
        for (let f = 0; attribution && f < graph.attributes; f++) {
          const terms = [...users].map((v) =>
            p[u][f] * p[v][f] / (norm(p[u]) * norm(p[v])) * r[v][i] / total
          );
          const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
          const expected = terms.reduce((sum, term) => sum + term, 0);
          ok(Math.abs((values.get(f) ?? 0) - expected) <= 1e-14 * size);
        }
      }
    }
  }
});

Deno.test("profileKnnContributions() gives no reasons when no neighbour rated the item", () => {
  const profiles = matrixOf(1, [1], [1]);
  const knn = profileKnn(profiles, matrixOf(2, [3, 3], [3]));
  const graph = bipartiteGraph(2, 1, [0, 1], [0, 0]);
  deepStrictEqual(profileKnnContributions(knn, graph, 0, 1), {
    item: 1,
    score: 0,
    through: "neighbours",
    contributions: [],
  });
});

Deno.test("attributions throw when the user, the item or the graph is of another data set", () => {
  const graph = bipartiteGraph(1, 1, [0], [0]);
  const one = matrixOf(1, [1]);
  throws(() => attributeSumContributions(attributeSum(one, graph), 1, 0), {
    name: "RangeError",
    message: "Cannot explain a score: the user's index is 1, expected an integer from 0 to 0",
  });
  throws(() => attributeSumContributions(attributeSum(one, graph), 0, -1), /item's index is -1/);
  const knn = profileKnn(one, one);
  throws(() => profileKnnContributions(knn, graph, 2, 0), /user's index is 2/);
  throws(() => profileKnnContributions(knn, graph, 0, 1), /item's index is 1/);
  throws(
    () => profileKnnContributions(knn, bipartiteGraph(2, 1, [0], [0]), 0, 0),
    /number of items in the graph is 2, expected 1/,
  );
  throws(
    () => profileKnnContributions(knn, bipartiteGraph(1, 2, [0], [0]), 0, 0),
    /number of attributes in the graph is 2, expected 1/,
  );
});
