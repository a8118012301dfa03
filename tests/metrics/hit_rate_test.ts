import { hitRate } from "../../src/metrics/hit_rate.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("hit rate counts users with a hit once", () => {
  assertClose(measure(hitRate, [ann, bob], context), 1);
  // Ann's first hit is at rank 2.
  assertClose(measure(hitRate, [ann, bob], { ...context, cutoff: 1 }), 1 / 2);
});
