import { strictEqual } from "node:assert/strict";
import { giniEvenness } from "../../src/metrics/gini_evenness.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

const relevant = new Map([[0, 1]]);

Deno.test("gini evenness is 1 - Gini over the whole catalogue", () => {
  // Counts ascending: 0 0 1 1 1 1 1 2 (items 6 and 7 never shown, item 0 twice), n = 8, sum 7.
  // (2 j - n - 1): -7 -5 -3 -1 1 3 5 7, weighted sum -3 - 1 + 1 + 3 + 5 + 14 = 19, Gini = 19 / (7 * 7).
  assertClose(measure(giniEvenness, [ann, bob], context), 1 - 19 / 49);
});

Deno.test("gini evenness is 1 when every item is shown equally often", () => {
  const lists = [0, 1, 2, 3, 4, 5, 6, 7].map((item) => ({ items: [item], relevant }));
  assertClose(measure(giniEvenness, lists, context), 1);
});

Deno.test("gini evenness is 0 when all lists show one item, or none", () => {
  const same = [{ items: [3], relevant }, { items: [3], relevant }];
  assertClose(measure(giniEvenness, same, context), 0);
  strictEqual(measure(giniEvenness, [{ items: [], relevant }], context), 0);
});

Deno.test("gini evenness is 1 when the catalogue is one item and it is shown", () => {
  const context = { cutoff: 1, trainingCounts: Uint32Array.of(3, 0) };
  strictEqual(measure(giniEvenness, [{ items: [0], relevant }], context), 1);
});
