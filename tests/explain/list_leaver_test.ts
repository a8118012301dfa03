import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { listLeaver } from "../../src/explain/list_leaver.ts";
import { attributeSum } from "../../src/recommend/attribute_sum.ts";
import { matrixOf } from "../recommend/_profiles.ts";

/** Item i has attribute i alone; the user likes them the less the higher, so that item i is at place i + 1. */
const sum = attributeSum(
  matrixOf(4, [4, 3, 2, 1]),
  bipartiteGraph(4, 4, [0, 1, 2, 3], [0, 1, 2, 3]),
);
const all = Uint8Array.of(1, 1, 1, 1);
const without = (...neurons: readonly number[]) => ({
  factors: new Map(neurons.map((n) => [n, 0])),
});

Deno.test("listLeaver() knows the item's place, its rival and how far it is ahead", () => {
  const { rank, rival, margin } = listLeaver(sum, 0, 1, 3, all)!;
  deepStrictEqual([rank, rival, margin], [2, 3, 2]);
  const last = listLeaver(sum, 0, 1, 4, all)!;
  deepStrictEqual([last.rank, last.rival, last.margin], [2, undefined, Infinity]);
});

Deno.test("listLeaver() passes over items that are no candidates", () => {
  const { rank, rival } = listLeaver(sum, 0, 1, 1, Uint8Array.of(0, 1, 0, 1))!;
  deepStrictEqual([rank, rival], [1, 3]);
  strictEqual(listLeaver(sum, 0, 2, 4, Uint8Array.of(1, 1, 0, 1)), undefined);
});

Deno.test("listLeaver() gives undefined when the item is below the list", () => {
  strictEqual(listLeaver(sum, 0, 2, 2, all), undefined);
});

Deno.test("leaves() and listWith() rank again, ties by item", () => {
  const leaver = listLeaver(sum, 0, 1, 2, all)!;
  deepStrictEqual([without(0), without(1), without(1, 2)].map(leaver.leaves), [false, true, true]);
  deepStrictEqual(leaver.listWith(without(1)), { rank: 4, entered: [2] });
  // With 1 and 2 at 0 alike, 1 comes first; 3 is ahead of both.
  deepStrictEqual(leaver.listWith(without(1, 2)), { rank: 3, entered: [3] });
  deepStrictEqual(leaver.listWith(without(0)), { rank: 1, entered: [2] });
});

Deno.test("leaves() is true when nothing is left to go by, and nothing comes in", () => {
  const leaver = listLeaver(sum, 0, 1, 4, all)!;
  strictEqual(leaver.leaves(without(0, 1, 2)), false);
  strictEqual(leaver.leaves(without(0, 1, 2, 3)), true);
  deepStrictEqual(leaver.listWith(without(0, 1, 2, 3)), { rank: null, entered: [] });
});
