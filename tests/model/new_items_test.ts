import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { weighNewItems } from "../../src/model/new_items.ts";
import type { SharedNetwork } from "../../src/model/shared_network.ts";
import { matrixOf, randomWorld } from "../recommend/_profiles.ts";
import { randomNetwork } from "./_shared_networks.ts";

Deno.test("weighNewItems() takes the mean of what an attribute learned, counted by the root of the ratings", () => {
  // Items 0 (4 ratings) and 1 (1 rating) have attribute 0; item 2 has it too, and attribute 1, which no rated item has.
  const graph = bipartiteGraph(3, 2, [0, 1, 2, 2], [0, 0, 0, 1]);
  const network: SharedNetwork = {
    neurons: { attributes: 2, fans: new Uint32Array() },
    encoder: graph,
    decoder: graph,
    parameters: { encoder: new Float32Array(4), decoder: Float32Array.of(3, 9, 0, 0) },
    activation: "identity",
    input: { value: "graded", normalise: false },
  };
  const ratings = matrixOf(3, [5, 5], [4], [3], [1]);
  deepStrictEqual([...weighNewItems(network, ratings).parameters.decoder], [3, 9, 5, 0]);
});

Deno.test("weighNewItems() changes no weight of a rated item, and nothing when all are rated", () => {
  const { graph } = randomWorld({ seed: 5 });
  const network = randomNetwork(graph, 5);
  const { itemStart } = network.decoder;
  const everything = matrixOf(graph.items, new Array(graph.items).fill(1));
  strictEqual(weighNewItems(network, everything), network);
  const some = weighNewItems(network, matrixOf(graph.items, [1, 1]));
  const weights = ({ parameters }: SharedNetwork, first: number, last: number) => [
    ...parameters.decoder.slice(itemStart[first], itemStart[last]),
  ];
  deepStrictEqual(weights(some, 0, 2), weights(network, 0, 2));
  notDeepStrictEqual(weights(some, 2, graph.items), weights(network, 2, graph.items));
});
