import { createRandom } from "../random.ts";
import { type BipartiteGraph, bipartiteGraph } from "./bipartite_graph.ts";

/** In each round all items trade, in pairs. */
const ROUNDS = 100;

/**
 * Draws the edges of a graph anew and keeps every degree: each item has as many attributes as before and each attribute as many items, but which has which is
 * random. What a recommender loses on it is what the true attributes added. Relations are not looked at: an item may come to have two
 * directors and no genre.
 *
 * In each of 100 rounds the items are paired at random, and each pair puts the attributes that only one of both has into a heap and draws from it as many
 * as each had put in (the Curveball trade). Such trades reach every graph with these degrees, all equally likely in the long run; no edge ever comes
 * twice.
 *
 * Source: Strona et al., Nature Communications 5:4114, 2014; Carstens, Berger and Strona, arXiv 1609.05137 (global trades).
 *
 * @param graph The graph; it is kept.
 * @param seed Any finite number.
 * @returns A graph of the same size.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "./bipartite_graph.ts";
 *
 * const graph = bipartiteGraph(3, 3, [0, 0, 1, 2], [0, 1, 2, 0]);
 * const shuffled = shuffleGraph(graph, 1);
 * deepStrictEqual(shuffled.itemStart, graph.itemStart);
 * deepStrictEqual(shuffled.attributeStart, graph.attributeStart);
 * ```
 */
export function shuffleGraph(graph: BipartiteGraph, seed: number): BipartiteGraph {
  const { items, attributes, itemStart, itemAttributes } = graph;
  const random = createRandom(seed, "shuffle-graph");
  const attributesOf = itemAttributes.slice();
  // How many of a pair have the attribute.
  const seen = new Uint8Array(attributes);
  const order = Uint32Array.from({ length: items }, (_, item) => item)
    .filter((item) => itemStart[item + 1] > itemStart[item]);
  for (let round = 0; round < ROUNDS; round++) {
    random.shuffle(order);
    for (let n = 0; n + 1 < order.length; n += 2) trade(order[n], order[n + 1]);
  }
  const edgeItem = new Uint32Array(attributesOf.length);
  for (let item = 0; item < items; item++) {
    edgeItem.fill(item, itemStart[item], itemStart[item + 1]);
  }
  return bipartiteGraph(items, attributes, edgeItem, attributesOf);

  function trade(one: number, other: number): void {
    const places = [...placesOf(one), ...placesOf(other)];
    for (const place of places) seen[attributesOf[place]]++;
    const exclusive = places.filter((place) => seen[attributesOf[place]] === 1);
    for (const place of places) seen[attributesOf[place]] = 0;
    const heap = random.shuffle(exclusive.map((place) => attributesOf[place]));
    exclusive.forEach((place, k) => attributesOf[place] = heap[k]);
  }

  function* placesOf(item: number): Generator<number> {
    for (let place = itemStart[item]; place < itemStart[item + 1]; place++) yield place;
  }
}
