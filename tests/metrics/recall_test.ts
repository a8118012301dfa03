import { measure } from "../../src/metrics/metric.ts";
import { recall } from "../../src/metrics/recall.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("recall divides by all relevant items, also those that cannot be recommended", () => {
  // Ann finds 2 of 3, bob 1 of 1.
  assertClose(measure(recall, [ann, bob], context), (2 / 3 + 1) / 2);
});

Deno.test("recall divides by the number of relevant items when it exceeds k", () => {
  assertClose(recall.ofUser(ann, { ...context, cutoff: 2 }), 1 / 3);
});
