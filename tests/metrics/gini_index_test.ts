import { giniIndex } from "../../src/metrics/gini_index.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("the gini index grows as fewer items are shown", () => {
  // As in the test of its complement.
  assertClose(measure(giniIndex, [ann, bob], context), 19 / 49);
  assertClose(measure(giniIndex, [bob], context), 1 - (1 - (5 + 7) / (7 * 2)));
});
