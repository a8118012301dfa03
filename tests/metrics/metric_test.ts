import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { measure, mergeTallies } from "../../src/metrics/metric.ts";
import { recall } from "../../src/metrics/recall.ts";
import { context } from "./_worked.ts";

Deno.test("mergeTallies() throws when the tallies are not of one metric", () => {
  throws(() => mergeTallies(new Float64Array(2), new Float64Array(3)), {
    name: "RangeError",
    message: "Cannot merge tallies: the other's length is 3, expected 2",
  });
});

Deno.test("mergeTallies() leaves the other tally as it is", () => {
  const other = Float64Array.of(1, 2);
  mergeTallies(Float64Array.of(3, 4), other);
  deepStrictEqual(other, Float64Array.of(1, 2));
});

Deno.test("meanOverUsers() throws when a user has no relevant item", () => {
  throws(() => recall.ofUser({ items: [1], relevant: new Map() }, context), {
    name: "RangeError",
    message: "Cannot measure recall: the user's number of relevant items is 0, expected at least 1",
  });
});

Deno.test("measure() is NaN when a mean has no lists", () => {
  strictEqual(measure(recall, [], context), NaN);
});
