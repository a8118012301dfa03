import { type BipartiteGraph, bipartiteGraph } from "../data/bipartite_graph.ts";
import type { NamedNeurons } from "./named_neurons.ts";
import type { RelatedItems } from "./related_items.ts";
import type { SharedSettings } from "./shared_settings.ts";

/** The edges of a shared network, before it has weights. */
export interface SharedGraphs {
  /** The neurons' names. */
  readonly neurons: NamedNeurons;
  /** From items into neurons. */
  readonly encoder: BipartiteGraph;
  /** From neurons to items; the same object as the encoder where the edges are the same. */
  readonly decoder: BipartiteGraph;
}

/**
 * Lays out the edges of a shared network.
 *
 * - An attribute neuron has the graph's edges, both ways.
 * - The pure neuron "fans of j" has one incoming edge, from j, and outgoing edges to the items that count j among their K most
 *   related.
 * - The neighbourhood neuron "fans of j" has edges both ways to j and to the K items most related to j.
 *
 * There is a fans neuron for every item, so that item and neuron numbers go together.
 *
 * @param graph Attributes of the items.
 * @param related The K most related items of each item; not needed for attributes alone.
 * @param settings Which neurons, and their kind.
 * @returns Neurons and edges. With fans alone no attribute is a neuron.
 */
export function sharedGraphs(
  graph: BipartiteGraph,
  related: RelatedItems | undefined,
  { neurons, fansKind }: Pick<SharedSettings, "neurons" | "fansKind">,
): SharedGraphs {
  const attributes = neurons === "fans" ? 0 : graph.attributes;
  if (neurons === "attributes" || !related) {
    return {
      neurons: { attributes, fans: new Uint32Array() },
      encoder: graph,
      decoder: graph,
    };
  }
  const fans = Uint32Array.from({ length: graph.items }, (_, item) => item);
  const own = (item: number): [number, number] => [item, item];
  const listed = function* (from: (item: number, other: number) => [item: number, fans: number]) {
    for (let item = 0; item < graph.items; item++) {
      for (let k = related.start[item]; k < related.start[item + 1]; k++) {
        yield from(item, related.items[k]);
      }
    }
  };
  const withAttributes = (edges: Iterable<[item: number, fans: number]>) => {
    const edgeItem: number[] = [], edgeNeuron: number[] = [];
    for (let item = 0; attributes > 0 && item < graph.items; item++) {
      for (let e = graph.itemStart[item]; e < graph.itemStart[item + 1]; e++) {
        edgeItem.push(item);
        edgeNeuron.push(graph.itemAttributes[e]);
      }
    }
    for (const [item, of] of edges) {
      edgeItem.push(item);
      edgeNeuron.push(attributes + of);
    }
    return bipartiteGraph(graph.items, attributes + fans.length, edgeItem, edgeNeuron);
  };
  const owners = () => [...fans].map(own);
  if (fansKind === "pure") {
    return {
      neurons: { attributes, fans },
      encoder: withAttributes(owners()),
      decoder: withAttributes(listed((item, other) => [item, other])),
    };
  }
  const both = withAttributes([...owners(), ...listed((item, other) => [other, item])]);
  return { neurons: { attributes, fans }, encoder: both, decoder: both };
}
