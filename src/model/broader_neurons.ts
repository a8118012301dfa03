import { type BipartiteGraph, bipartiteGraph } from "../data/bipartite_graph.ts";
import type { BroaderLayer } from "../data/broader_layer.ts";
import type { SharedParameters } from "../kernels/shared_step_cpu.ts";
import { countNeurons, type NamedNeurons } from "./named_neurons.ts";
import type { BroaderNeurons } from "./shared_network.ts";

/**
 * The second hidden layer of a shared network: attribute neurons have the categories of their attributes, and each fans neuron has a
 * pass-through of its own.
 *
 * @param layer Categories of the attributes.
 * @param neurons The network's neurons, all attributes among them.
 * @returns The layer.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 *
 * const sport = { relation: "family", value: "Sport" };
 * const layer = { categories: [sport], named: 1, graph: bipartiteGraph(2, 1, [0, 1], [0, 0]) };
 * const { graph } = broaderNeurons(layer, { attributes: 2, fans: Uint32Array.of(0, 1) });
 * deepStrictEqual([...graph.itemAttributes], [0, 0, 1, 2]);
 * ```
 */
export function broaderNeurons(layer: BroaderLayer, neurons: NamedNeurons): BroaderNeurons {
  const { graph: { items, itemStart, itemAttributes, attributes }, named } = layer;
  const from: number[] = [], to: number[] = [];
  for (let f = 0; f < items; f++) {
    for (let e = itemStart[f]; e < itemStart[f + 1]; e++) {
      from.push(f);
      to.push(itemAttributes[e]);
    }
  }
  neurons.fans.forEach((_, k) => {
    from.push(items + k);
    to.push(attributes + k);
  });
  const count = countNeurons(neurons);
  return { named, graph: bipartiteGraph(count, attributes + neurons.fans.length, from, to) };
}

/**
 * Where the inner weights of a shared network start: U1[f,g] = U2[g,f] = 1 / sqrt(d_f d_g) with the numbers of edges d. A pass-through then hands
 * on what it gets, and a category of n attributes hands each their mean.
 *
 * @param broader The inner edges, (neurons, categories).
 * @returns Both vectors, in the order of the edges.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 *
 * // Four attributes of one category, and one with a pass-through.
 * const { up } = broaderStart(bipartiteGraph(5, 2, [0, 1, 2, 3, 4], [0, 0, 0, 0, 1]));
 * deepStrictEqual([...up], [0.5, 0.5, 0.5, 0.5, 1]);
 * ```
 */
export function broaderStart(
  { items, itemStart, itemAttributes, attributeStart }: BipartiteGraph,
): Required<Pick<SharedParameters<Float32Array<ArrayBuffer>>, "up" | "down">> {
  const up = new Float32Array(itemAttributes.length);
  for (let f = 0; f < items; f++) {
    const own = itemStart[f + 1] - itemStart[f];
    for (let e = itemStart[f]; e < itemStart[f + 1]; e++) {
      const g = itemAttributes[e];
      up[e] = 1 / Math.sqrt(own * (attributeStart[g + 1] - attributeStart[g]));
    }
  }
  return { up, down: up.slice() };
}
