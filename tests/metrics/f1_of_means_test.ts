import { strictEqual } from "node:assert/strict";
import { f1OfMeans } from "../../src/metrics/f1_of_means.ts";
import { measure } from "../../src/metrics/metric.ts";
import { ann, assertClose, bob, context } from "./_worked.ts";

Deno.test("f1-of-means is the harmonic mean of the averages", () => {
  // P = (2/5 + 1/5) / 2 = 3/10, R = (2/3 + 1) / 2 = 5/6: 2 (1/4) / (34/30) = 15/34, not the 5/12 of f1.
  assertClose(measure(f1OfMeans, [ann, bob], context), 15 / 34);
});

Deno.test("f1-of-means is 0 when there are no hits", () => {
  strictEqual(measure(f1OfMeans, [ann], { ...context, cutoff: 1 }), 0);
});

Deno.test("f1-of-means is NaN when there are no lists", () => {
  strictEqual(measure(f1OfMeans, [], context), NaN);
});
