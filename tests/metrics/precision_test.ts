import { measure } from "../../src/metrics/metric.ts";
import { precision } from "../../src/metrics/precision.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("precision divides by k, also when the list is shorter", () => {
  assertClose(precision.ofUser(ann, context), 2 / 5);
  assertClose(precision.ofUser(bob, context), 1 / 5);
  assertClose(measure(precision, [ann, bob], context), (2 / 5 + 1 / 5) / 2);
});

Deno.test("precision looks at the first k places only", () => {
  assertClose(precision.ofUser(ann, { ...context, cutoff: 3 }), 1 / 3);
  assertClose(precision.ofUser(ann, { ...context, cutoff: 1 }), 0);
});
