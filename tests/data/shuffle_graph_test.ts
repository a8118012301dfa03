import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type BipartiteGraph, bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { shuffleGraph } from "../../src/data/shuffle_graph.ts";
import { seed } from "../kernels/_edges.ts";
import { randomWorld } from "../recommend/_profiles.ts";

/** Edges as `item-attribute`. */
function edges({ items, itemStart, itemAttributes }: BipartiteGraph): string[] {
  return Array.from({ length: items }, (_, i) => i).flatMap((i) =>
    [...itemAttributes.subarray(itemStart[i], itemStart[i + 1])].map((f) => `${i}-${f}`)
  );
}

function shared(a: BipartiteGraph, b: BipartiteGraph): number {
  const known = new Set(edges(a));
  return edges(b).filter((edge) => known.has(edge)).length;
}

Deno.test("shuffleGraph() keeps every degree, makes no edge twice, and leaves the graph alone", () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.integer(),
        items: fc.integer({ min: 0, max: 20 }),
        attributes: fc.integer({ min: 0, max: 20 }),
        density: fc.constantFrom(0.05, 0.3, 0.9, 1),
      }),
      fc.integer(),
      (options, drawn) => {
        const { graph } = randomWorld(options);
        const before = structuredClone(graph), shuffled = shuffleGraph(graph, drawn);
        deepStrictEqual(graph, before);
        deepStrictEqual(shuffled.itemStart, graph.itemStart);
        deepStrictEqual(shuffled.attributeStart, graph.attributeStart);
        strictEqual(new Set(edges(shuffled)).size, graph.itemAttributes.length);
      },
    ),
    { seed, numRuns: 150 },
  );
});

Deno.test("shuffleGraph() reaches every graph with the degrees, about equally often", () => {
  // Items of 2, 1 and 1 attributes, attributes of 2, 1 and 1 items. Where item 0 has attribute 0, the other edge of attribute 0 is at item 1 or 2 and item 0's
  // other attribute is 1 or 2: four graphs; where it has not, it has 1 and 2, and items 1 and 2 have attribute 0: one more.
  const graph = bipartiteGraph(3, 3, [0, 0, 1, 2], [0, 1, 0, 2]);
  const counts = new Map<string, number>();
  const draws = 2000;
  for (let drawn = 0; drawn < draws; drawn++) {
    const found = edges(shuffleGraph(graph, drawn)).join(" ");
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  strictEqual(counts.size, 5);
  const expected = draws / 5;
  const chiSquare = [...counts.values()].reduce(
    (sum, n) => sum + (n - expected) ** 2 / expected,
    0,
  );
  // Four degrees of freedom: above 23.5 in one of 10,000 cases.
  ok(chiSquare < 23.5, `${chiSquare}`);
});

Deno.test("a shuffled graph is as far from the true one as from another shuffle", () => {
  const { graph } = randomWorld({ seed: 2, items: 300, attributes: 200, density: 0.03 });
  const [first, second] = [1, 2].map((drawn) => shuffleGraph(graph, drawn));
  const toTrue = shared(graph, first), toOther = shared(first, second);
  const all = graph.itemAttributes.length;
  ok(all > 1500 && toTrue < 0.06 * all, `${toTrue} of ${all}`);
  ok(Math.abs(toTrue - toOther) < 0.03 * all, `${toTrue}, ${toOther}`);
});

Deno.test("shuffleGraph() repeats itself, and hears the seed", () => {
  const { graph } = randomWorld({ seed: 3, items: 30, attributes: 30 });
  deepStrictEqual(shuffleGraph(graph, 1), shuffleGraph(graph, 1));
  notDeepStrictEqual(shuffleGraph(graph, 1), shuffleGraph(graph, 2));
});

Deno.test("shuffleGraph() has no choice with one item, and none where all have all", () => {
  const one = bipartiteGraph(1, 3, [0, 0], [0, 2]), full = bipartiteGraph(2, 1, [0, 1], [0, 0]);
  for (const graph of [one, full, bipartiteGraph(0, 0, [], [])]) {
    deepStrictEqual(shuffleGraph(graph, 1), graph);
  }
});
