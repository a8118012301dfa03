import { strictEqual } from "node:assert/strict";
import { measure } from "../../src/metrics/metric.ts";
import { ndcgGraded } from "../../src/metrics/ndcg_graded.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("ndcg-graded gains 2^(r - threshold + 1) - 1", () => {
  // Ann: 5 stars (gain 3) at rank 2, 4 stars (gain 1) at rank 4; ideal gains 3, 1, 1.
  const expected = (3 / Math.log2(3) + 1 / Math.log2(5)) / (3 + 1 / Math.log2(3) + 1 / 2);
  assertClose(ndcgGraded.ofUser(ann, context), expected);
  assertClose(measure(ndcgGraded, [ann, bob], context), (expected + 1) / 2);
});

Deno.test("ndcg-graded takes the highest gains as ideal when more items are relevant than k", () => {
  const list = { items: [3], relevant: ann.relevant };
  assertClose(ndcgGraded.ofUser(list, { ...context, cutoff: 1 }), 1 / 3);
});

Deno.test("ndcg-graded stays finite when grades are as large as play counts", () => {
  const list = { items: [3, 1], relevant: new Map([[1, 5000], [3, 4999]]) };
  // Gains 2^4999 and 2^5000 in the wrong order: (1 + 2 / log2 3) / (2 + 1 / log2 3).
  const expected = (1 + 2 / Math.log2(3)) / (2 + 1 / Math.log2(3));
  assertClose(ndcgGraded.ofUser(list, context), expected);
  strictEqual(ndcgGraded.ofUser({ items: [0], relevant: list.relevant }, context), 0);
});
