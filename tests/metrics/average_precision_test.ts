import { averagePrecision } from "../../src/metrics/average_precision.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("map is the precision at each hit over all relevant items", () => {
  // Ann: 1 of 2 at rank 2, 2 of 4 at rank 4, over 3 relevant: (1/2 + 2/4) / 3 = 1/3. Bob: 1.
  assertClose(averagePrecision.ofUser(ann, context), 1 / 3);
  assertClose(measure(averagePrecision, [ann, bob], context), 2 / 3);
});

Deno.test("map divides by |rel| when it exceeds k", () => {
  // Rank 2 is the only hit in 2 places: (1/2) / 3.
  assertClose(averagePrecision.ofUser(ann, { ...context, cutoff: 2 }), 1 / 6);
});

Deno.test("map averages over relevant items that are not found", () => {
  // Relevant at ranks 1, 3, 6 and 10 of a list of 10, and one not found: (1/1 + 2/3 + 3/6 + 4/10) / 5.
  const list = {
    items: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    relevant: new Map([[0, 1], [2, 1], [5, 1], [9, 1], [99, 1]]),
  };
  const expected = (1 + 2 / 3 + 3 / 6 + 4 / 10) / 5;
  assertClose(averagePrecision.ofUser(list, { ...context, cutoff: 10 }), expected);
});
