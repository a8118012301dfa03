import { measure } from "../../src/metrics/metric.ts";
import { ndcg } from "../../src/metrics/ndcg.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("ndcg discounts by 1 / log2(rank + 1) and fills the ideal list with all relevant items", () => {
  // Ann: hits at ranks 2 and 4 give 0.63093 + 0.43068 = 1.06161; the ideal ranks 1, 2, 3 give 1 + 0.63093 + 0.5 = 2.13093.
  const expected = (1 / Math.log2(3) + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3) + 1 / 2);
  assertClose(expected, 0.49819, 1e-5);
  assertClose(ndcg.ofUser(ann, context), expected);
  assertClose(measure(ndcg, [ann, bob], context), (expected + 1) / 2);
});

Deno.test("ndcg has no more ideal places than k", () => {
  // Rank 2 of 2 ideal places, although 3 items are relevant: 0.63093 / 1.63093.
  const expected = (1 / Math.log2(3)) / (1 + 1 / Math.log2(3));
  assertClose(ndcg.ofUser(ann, { ...context, cutoff: 2 }), expected);
});

Deno.test("ndcg keeps its ideal places when the list is shorter than k", () => {
  const list = { items: [1], relevant: ann.relevant };
  assertClose(ndcg.ofUser(list, context), 1 / (1 + 1 / Math.log2(3) + 1 / 2));
});
