import { f1 } from "../../src/metrics/f1.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("f1 is the mean of the users' own harmonic means", () => {
  // Ann: P 2/5, R 2/3, 2 (4/15) / (16/15) = 1/2. Bob: P 1/5, R 1, 2 (1/5) / (6/5) = 1/3.
  assertClose(f1.ofUser(ann, context), 1 / 2);
  assertClose(f1.ofUser(bob, context), 1 / 3);
  assertClose(measure(f1, [ann, bob], context), 5 / 12);
});

Deno.test("f1 is 0 when there are no hits", () => {
  assertClose(f1.ofUser(ann, { ...context, cutoff: 1 }), 0);
});
