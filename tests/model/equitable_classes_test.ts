import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { refineClasses } from "../../src/model/equitable_classes.ts";

const graphs = fc.record({
  left: fc.integer({ min: 0, max: 14 }),
  right: fc.integer({ min: 1, max: 8 }),
}).chain(({ left, right }) =>
  fc.record({
    left: fc.constant(left),
    right: fc.constant(right),
    rows: fc.array(fc.subarray([...Array(right).keys()]), { minLength: left, maxLength: left }),
    colours: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: left, maxLength: left }),
  })
).map(({ left, right, rows, colours }) => {
  const from = rows.flatMap((row, l) => row.map(() => l));
  return { graph: bipartiteGraph(left, right, from, rows.flat()), colours };
});

/** The classes that the text-book's rounds give: a member's colour and the sorted colours of its neighbours, as text. */
function byTheBook({ graph, colours }: typeof graphs extends fc.Arbitrary<infer T> ? T : never) {
  let left = colours.map(String), right = Array.from({ length: graph.attributes }, () => "");
  const name = (all: string[]) => {
    const known = [...new Set(all)];
    return all.map((one) => `${known.indexOf(one)}`);
  };
  const around = (own: string, start: number, end: number, to: Uint32Array, other: string[]) =>
    `${own}|${[...to.subarray(start, end)].map((k) => other[k]).sort()}`;
  for (let round = 0; round < left.length + right.length + 1; round++) {
    const next = right.map((own, g) =>
      around(own, graph.attributeStart[g], graph.attributeStart[g + 1], graph.attributeItems, left)
    );
    left = name(
      left.map((own, f) =>
        around(own, graph.itemStart[f], graph.itemStart[f + 1], graph.itemAttributes, right)
      ),
    );
    right = name(next);
  }
  return { left: left.map(Number), right: right.map(Number) };
}

Deno.test("refineClasses() finds the coarsest equitable partition", () => {
  fc.assert(
    fc.property(graphs, ({ graph, colours }) => {
      const left = Uint32Array.from(colours), right = new Uint32Array(graph.attributes);
      const sizes = refineClasses(
        { start: graph.itemStart, to: graph.itemAttributes },
        { start: graph.attributeStart, to: graph.attributeItems },
        left,
        right,
      );
      const expected = byTheBook({ graph, colours });
      deepStrictEqual([...left], expected.left);
      deepStrictEqual([...right], expected.right);
      strictEqual(sizes.left, new Set(left).size);
      strictEqual(sizes.right, new Set(right).size);
    }),
    { seed: 1968, numRuns: 300 },
  );
});

Deno.test("refineClasses() is coarser than the orbits of symmetries: a hexagon and two triangles are told alike", () => {
  // Ties of a cycle of 6 and of two cycles of 3, as edges between nodes and links: no symmetry of the whole maps one on the other.
  const cycles = [[0, 1, 2, 3, 4, 5], [6, 7, 8], [9, 10, 11]];
  const links = cycles.flatMap((cycle) =>
    cycle.map((node, k) => [node, cycle[(k + 1) % cycle.length]])
  );
  const graph = bipartiteGraph(
    12,
    links.length,
    links.flat(),
    links.flatMap((_, link) => [link, link]),
  );
  const left = new Uint32Array(12), right = new Uint32Array(links.length);
  const sizes = refineClasses(
    { start: graph.itemStart, to: graph.itemAttributes },
    { start: graph.attributeStart, to: graph.attributeItems },
    left,
    right,
  );
  deepStrictEqual(sizes, { left: 1, right: 1 });
  ok(left.every((c) => c === 0));
});
