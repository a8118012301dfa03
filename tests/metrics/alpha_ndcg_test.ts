import { strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { bipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { alphaNdcg } from "../../src/metrics/alpha_ndcg.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ndcg } from "../../src/metrics/ndcg.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("alpha-ndcg halves an attribute's gain each time it comes again", () => {
  // Item 1 tells attribute 1; item 3 tells it again, and attribute 2. Ideal: 3 (of equals the lower), 9 with 2 again, 1.
  const ideal = 2 + (1 / 2 + 1) / Math.log2(3) + (1 / 2) / 2;
  assertClose(alphaNdcg.ofUser(ann, context), (1 / Math.log2(3) + 1.5 / Math.log2(5)) / ideal);
  strictEqual(alphaNdcg.ofUser(bob, context), 1);
});

Deno.test("alpha-ndcg is ndcg where each item has an attribute of its own", () => {
  const items = [...Array(8).keys()];
  const graph = bipartiteGraph(8, 8, items, items);
  const list = fc.record({
    items: fc.shuffledSubarray(items),
    relevant: fc.subarray(items, { minLength: 1 })
      .map((some) => new Map(some.map((item) => [item, 1]))),
  });
  fc.assert(fc.property(list, fc.integer({ min: 1, max: 9 }), (list, cutoff) => {
    const own = { cutoff, trainingCounts: new Uint32Array(8).fill(1), graph };
    assertClose(measure(alphaNdcg, [list], own), measure(ndcg, [list], own));
  }));
});
