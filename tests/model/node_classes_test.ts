import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type BipartiteGraph, bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { createNodeClasses, type NodeClasses } from "../../src/model/node_classes.ts";

/** What `find` must answer, by comparing the item sets of all attributes with each other. */
function bruteForce(items: readonly number[], graph: BipartiteGraph, collapse: boolean) {
  const itemsOf = new Map<number, number[]>();
  for (const item of items) {
    for (const f of neighbours(graph, item)) itemsOf.set(f, [...itemsOf.get(f) ?? [], item]);
  }
  const attributes = [...itemsOf.keys()].sort((a, b) => a - b);
  const nodeOfSet = new Map<string, number>();
  const nodes = attributes.map((f) => {
    const key = collapse ? itemsOf.get(f)!.join() : `${f}`;
    if (!nodeOfSet.has(key)) nodeOfSet.set(key, nodeOfSet.size);
    return nodeOfSet.get(key)!;
  });
  const ofItem = items.map((item) => {
    const own = neighbours(graph, item).map((f) => nodes[attributes.indexOf(f)]);
    return [...new Set(own)].sort((a, b) => a - b);
  });
  return { attributes, nodes, ofItem };
}

const neighbours = (graph: BipartiteGraph, item: number) => [
  ...graph.itemAttributes.subarray(graph.itemStart[item], graph.itemStart[item + 1]),
];

/** What the searcher answers, in the same form. */
function search(
  classes: NodeClasses,
  items: readonly number[],
  graph: BipartiteGraph,
  collapse: boolean,
) {
  const found = classes.find(Uint32Array.from(items), graph, collapse);
  const nodes = [...classes.node.subarray(0, found.attributes)];
  strictEqual(found.nodes, new Set(nodes).size);
  const out = new Uint32Array(graph.itemAttributes.length);
  let at = 0;
  const ofItem = items.map((item) => {
    const start = at;
    at = classes.nodesOf(item, graph, out, start);
    return [...out.subarray(start, at)];
  });
  return { attributes: [...classes.attribute.subarray(0, found.attributes)], nodes, ofItem };
}

/** Item i has attribute f where `rows[i]` has bit f. */
function graphOfBits(rows: readonly number[], attributes: number): BipartiteGraph {
  const edges = rows.flatMap((bits, item) =>
    Array.from({ length: attributes }, (_, f) => f)
      .filter((f) => (bits / 2 ** f & 1) === 1)
      .map((f) => [item, f])
  );
  return bipartiteGraph(rows.length, attributes, edges.map(([i]) => i), edges.map(([, f]) => f));
}

Deno.test("find() and nodesOf() equal brute force when one searcher serves many users", () => {
  const world = fc.integer({ min: 1, max: 14 }).chain((attributes) =>
    fc.record({
      attributes: fc.constant(attributes),
      // Small numbers set few bits, so that attributes without any item and equal columns both occur.
      rows: fc.array(fc.integer({ min: 0, max: 2 ** attributes - 1 }), { maxLength: 10 }),
      searches: fc.array(
        fc.record({ chosen: fc.array(fc.boolean(), { maxLength: 10 }), collapse: fc.boolean() }),
        { minLength: 1, maxLength: 6 },
      ),
    })
  );
  fc.assert(
    fc.property(world, ({ attributes, rows, searches }) => {
      const graph = graphOfBits(rows, attributes);
      const classes = createNodeClasses(attributes);
      for (const { chosen, collapse } of searches) {
        const items = [...rows.keys()].filter((item) => chosen[item]);
        deepStrictEqual(
          search(classes, items, graph, collapse),
          bruteForce(items, graph, collapse),
        );
      }
    }),
    { seed: 2017, numRuns: 300 },
  );
});

Deno.test("find() finds nothing when there are no items or no attributes", () => {
  const nothing = { attributes: [], nodes: [], ofItem: [] };
  deepStrictEqual(search(createNodeClasses(3), [], graphOfBits([7], 3), true), nothing);
  deepStrictEqual(search(createNodeClasses(0), [], bipartiteGraph(0, 0, [], []), true), nothing);
  deepStrictEqual(search(createNodeClasses(0), [0], bipartiteGraph(1, 0, [], []), true), {
    ...nothing,
    ofItem: [[]],
  });
});

Deno.test("find() gives one node to attributes that differ only on items of other users", () => {
  // Attributes 0 and 1 differ on item 1 alone.
  const graph = graphOfBits([0b11, 0b01, 0b11], 2);
  const classes = createNodeClasses(2);
  deepStrictEqual(classes.find(Uint32Array.of(0, 2), graph, true), { attributes: 2, nodes: 1 });
  deepStrictEqual(classes.find(Uint32Array.of(0, 1), graph, true), { attributes: 2, nodes: 2 });
  deepStrictEqual(classes.find(Uint32Array.of(0, 2), graph, false), { attributes: 2, nodes: 2 });
});

Deno.test("find() tells all classes apart when there are about as many as its first memory holds", () => {
  // Item b has the attributes with bit b, so every attribute but 0 has an item set of its own.
  for (const attributes of [1, 2, 3, 1022, 1023, 1024, 1025, 1026, 2048, 2049, 5000]) {
    const items = Array.from({ length: Math.ceil(Math.log2(attributes + 1)) }, (_, b) => b);
    const edges = items.flatMap((b) =>
      Array.from({ length: attributes }, (_, f) => f)
        .filter((f) => (f >> b & 1) === 1)
        .map((f) => [b, f])
    );
    const graph = bipartiteGraph(
      items.length,
      attributes,
      edges.map(([item]) => item),
      edges.map(([, f]) => f),
    );
    const classes = createNodeClasses(attributes);
    for (let repeat = 0; repeat < 2; repeat++) {
      const found = classes.find(Uint32Array.from(items), graph, true);
      deepStrictEqual(found, { attributes: attributes - 1, nodes: attributes - 1 });
      deepStrictEqual(
        classes.node.subarray(0, found.attributes),
        Uint32Array.from({ length: attributes - 1 }, (_, l) => l),
      );
    }
  }
});
