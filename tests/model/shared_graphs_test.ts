import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { sharedGraphs } from "../../src/model/shared_graphs.ts";

// Items 0 and 1 have attribute 0. Item 0 is related to 2, item 1 to 0 and 2, item 2 to none.
const graph = bipartiteGraph(3, 1, [0, 1], [0, 0]);
const related = {
  start: Uint32Array.of(0, 1, 3, 3),
  items: Uint32Array.of(2, 2, 0),
  similarities: Float32Array.of(0.5, 0.4, 0.3),
};
const neuronsOf = ({ itemStart, itemAttributes }: typeof graph) =>
  [0, 1, 2].map((item) => [...itemAttributes.subarray(itemStart[item], itemStart[item + 1])]);

Deno.test("sharedGraphs() lets a pure fans neuron hear its own item alone", () => {
  const { neurons, encoder, decoder } = sharedGraphs(graph, related, {
    neurons: "both",
    fansKind: "pure",
  });
  deepStrictEqual(neurons, { attributes: 1, fans: Uint32Array.of(0, 1, 2) });
  deepStrictEqual(neuronsOf(encoder), [[0, 1], [0, 2], [3]]);
  deepStrictEqual(neuronsOf(decoder), [[0, 3], [0, 1, 3], []]);
});

Deno.test("sharedGraphs() joins a neighbourhood neuron both ways to its item and the items related to it", () => {
  const { encoder, decoder } = sharedGraphs(graph, related, {
    neurons: "fans",
    fansKind: "neighbourhood",
  });
  strictEqual(encoder, decoder);
  deepStrictEqual(neuronsOf(encoder), [[0, 1], [1], [0, 1, 2]]);
});

Deno.test("sharedGraphs() shares the graph when there are attributes alone", () => {
  const { neurons, encoder, decoder } = sharedGraphs(graph, undefined, {
    neurons: "attributes",
    fansKind: "pure",
  });
  deepStrictEqual(neurons, { attributes: 1, fans: new Uint32Array() });
  strictEqual(encoder, graph);
  strictEqual(decoder, graph);
});
