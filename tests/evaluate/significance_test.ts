import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { bootstrapInterval, pairedTTest } from "../../src/evaluate/significance.ts";
import { createRandom } from "../../src/random.ts";
import { assertClose } from "../metrics/_worked.ts";

Deno.test("pairedTTest() agrees with a test worked by hand", () => {
  // Differences 1, 3, 2: mean 2, variance (1 + 1 + 0) / 2 = 1, standard error 1 / sqrt(3), t = 2 sqrt(3).
  // Two degrees of freedom: p = 1 - t / sqrt(2 + t^2) = 1 - sqrt(12 / 14).
  const test = pairedTTest(Float64Array.of(2, 5, 7), Float64Array.of(1, 2, 5));
  strictEqual(test.difference, 2);
  strictEqual(test.degreesOfFreedom, 2);
  assertClose(test.standardError, 1 / Math.sqrt(3));
  assertClose(test.t, 2 * Math.sqrt(3));
  assertClose(test.p, 1 - Math.sqrt(12 / 14));
});

Deno.test("pairedTTest() turns its sign when the runs are swapped", () => {
  const a = Float64Array.of(0.1, 0.5, 0.9, 0.2), b = Float64Array.of(0.2, 0.1, 0.5, 0.2);
  assertClose(pairedTTest(a, b).t, -pairedTTest(b, a).t);
  assertClose(pairedTTest(a, b).p, pairedTTest(b, a).p);
});

Deno.test("pairedTTest() is certain when all users differ by the same amount", () => {
  const a = Float64Array.of(0, 0.5, 1);
  strictEqual(pairedTTest(a, a).p, 1);
  strictEqual(pairedTTest(a.map((value) => value + 1), a).p, 0);
  strictEqual(pairedTTest(a.map((value) => value - 1), a).t, -Infinity);
});

Deno.test("pairedTTest() throws when the vectors do not pair or are too short", () => {
  throws(() => pairedTTest(new Float64Array(3), new Float64Array(2)), UsageError);
  throws(() => pairedTTest(new Float64Array(1), new Float64Array(1)), UsageError);
});

Deno.test("bootstrapInterval() comes near the normal interval when there are many values", () => {
  const random = createRandom(7);
  const values = Float64Array.from({ length: 2000 }, () => random.next());
  const { mean, low, high } = bootstrapInterval(values);
  // Uniform values have the standard deviation 1 / sqrt(12): 1.96 / sqrt(12 * 2000) = 0.01265.
  assertClose(low, mean - 0.01265, 0.0015);
  assertClose(high, mean + 0.01265, 0.0015);
});

Deno.test("bootstrapInterval() repeats with its seed", () => {
  const values = Float64Array.of(0, 0.1, 0.7, 1, 0.4, 0.35);
  deepStrictEqual(bootstrapInterval(values), bootstrapInterval(values));
  notDeepStrictEqual(
    bootstrapInterval(values, { seed: 1 }),
    bootstrapInterval(values, { seed: 2 }),
  );
});

Deno.test("bootstrapInterval() widens with the level and is a point when all values are equal", () => {
  const values = Float64Array.of(0, 0.1, 0.7, 1, 0.4, 0.35);
  const narrow = bootstrapInterval(values, { level: 0.5 });
  const wide = bootstrapInterval(values, { level: 0.99 });
  ok(wide.low < narrow.low && narrow.high < wide.high);
  deepStrictEqual(bootstrapInterval(Float64Array.of(0.25, 0.25)), {
    mean: 0.25,
    low: 0.25,
    high: 0.25,
  });
});

Deno.test("bootstrapInterval() throws when an option is out of range or there are no values", () => {
  const values = Float64Array.of(1, 2);
  for (const level of [0, 1, NaN]) throws(() => bootstrapInterval(values, { level }), UsageError);
  for (const resamples of [0, 1.5]) {
    throws(() => bootstrapInterval(values, { resamples }), UsageError);
  }
  throws(() => bootstrapInterval(new Float64Array(0)), UsageError);
});
