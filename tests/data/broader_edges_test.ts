import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { broaderGraph } from "../../src/data/broader_edges.ts";

const named = (relation: string) => (n: number) => ({ relation, value: `${n}` });

Deno.test("broaderGraph() keeps exactly the edges from the given attributes to categories with enough of them", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 30 }),
    fc.uniqueArray(fc.nat(7), { maxLength: 8 }),
    fc.integer({ min: 0, max: 3 }),
    (pairs, kept, least) => {
      const edges = {
        attributes: [0, 1, 2, 3, 4, 5].map(named("subject")),
        categories: [0, 1, 2, 3, 4, 5].map(named("subject/broader")),
        edgeAttribute: Uint32Array.from(pairs, ([from]) => from),
        edgeCategory: Uint32Array.from(pairs, ([, to]) => to),
      };
      const { categories, graph } = broaderGraph(kept.map(named("subject")), edges, least);
      const found: string[] = [];
      for (let f = 0; f < graph.items; f++) {
        for (let k = graph.itemStart[f]; k < graph.itemStart[f + 1]; k++) {
          found.push(`${kept[f]}-${categories[graph.itemAttributes[k]].value}`);
        }
      }
      const distinct = [...new Set(pairs.map((pair) => pair.join("-")))]
        .filter((pair) => kept.includes(Number(pair[0])));
      const expected = distinct.filter((pair) =>
        distinct.filter((other) => other[2] === pair[2]).length >= least
      );
      deepStrictEqual(found.sort(), expected.sort());
      strictEqual(graph.items, kept.length);
      strictEqual(categories.length, new Set(expected.map((pair) => pair[2])).size);
    },
  ));
});

Deno.test("broaderGraph() makes an empty graph of no edges and of no attributes", () => {
  const none = new Uint32Array();
  const edges = { attributes: [], categories: [], edgeAttribute: none, edgeCategory: none };
  for (const attributes of [[], [named("subject")(0)]]) {
    const { categories, graph } = broaderGraph(attributes, edges);
    deepStrictEqual(categories, []);
    deepStrictEqual([...graph.itemStart], new Array(attributes.length + 1).fill(0));
  }
});
