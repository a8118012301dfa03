import { measure } from "../../src/metrics/metric.ts";
import { mrr } from "../../src/metrics/mrr.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("mrr is 1 / rank of the first hit", () => {
  // Ann's is at rank 2, bob's at rank 1.
  assertClose(measure(mrr, [ann, bob], context), (1 / 2 + 1) / 2);
});

Deno.test("mrr is 0 when the first hit is beyond k", () => {
  assertClose(mrr.ofUser(ann, { ...context, cutoff: 1 }), 0);
});
