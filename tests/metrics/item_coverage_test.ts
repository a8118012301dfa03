import { strictEqual } from "node:assert/strict";
import { itemCoverage, itemCoverageShare } from "../../src/metrics/item_coverage.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, bob, context } from "./_worked.ts";

Deno.test("item coverage counts each recommended item once", () => {
  // Items 0 to 5, of a catalogue of 8.
  strictEqual(measure(itemCoverage, [ann, bob], context), 6);
  strictEqual(measure(itemCoverageShare, [ann, bob], context), 6 / 8);
});

Deno.test("item coverage looks at the first k places only", () => {
  strictEqual(measure(itemCoverage, [ann, bob], { ...context, cutoff: 1 }), 1);
});

Deno.test("item coverage leaves out items that are not in training", () => {
  const list = { items: [9, 0], relevant: new Map([[9, 1]]) };
  strictEqual(measure(itemCoverage, [list], context), 1);
});
