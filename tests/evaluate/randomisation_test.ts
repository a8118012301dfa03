import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import golden from "../golden/ranking_metrics.json" with { type: "json" };
import { UsageError } from "../../src/errors.ts";
import { randomisationTest } from "../../src/evaluate/randomisation.ts";
import { pairedTTest } from "../../src/evaluate/significance.ts";
import { createRandom } from "../../src/random.ts";
import { assertClose } from "../metrics/_worked.ts";

Deno.test("randomisationTest() counts all exchanges of few users", () => {
  // Differences 1, 2, -1: sums of the exchanges +-4, +-2 (twice), 0 (twice): 6 of 8 are at least 2 away from 0.
  const test = randomisationTest(Float64Array.of(2, 3, 0), Float64Array.of(1, 1, 1));
  deepStrictEqual([test.p, test.exchanges, test.exact], [6 / 8, 8, true]);
  assertClose(test.difference, 2 / 3);
});

Deno.test("randomisationTest() agrees with SciPy where all exchanges are tried", () => {
  const [{ first, second, randomisation }] = golden.tests;
  const { p } = randomisationTest(Float64Array.from(first), Float64Array.from(second));
  assertClose(p, randomisation!, 1e-12);
});

Deno.test("randomisationTest() comes near the t test with many users, and repeats with its seed", () => {
  const random = createRandom(3);
  const first = Float64Array.from({ length: 300 }, () => random.normal() + 0.12);
  const second = new Float64Array(300);
  const { p, exact } = randomisationTest(first, second);
  ok(!exact);
  // Three standard errors of a share near .04 of 10,000 draws, and what the tests differ by.
  assertClose(p, pairedTTest(first, second).p, 0.01);
  deepStrictEqual(randomisationTest(first, second), randomisationTest(first, second));
  ok(p !== randomisationTest(first, second, { seed: 1 }).p);
});

Deno.test("randomisationTest() never claims certainty from random exchanges", () => {
  const first = new Float64Array(40).fill(1);
  strictEqual(randomisationTest(first, new Float64Array(40), { exchanges: 99 }).p, 1 / 100);
});

Deno.test("randomisationTest() finds nothing where nobody differs", () => {
  strictEqual(randomisationTest(Float64Array.of(1), Float64Array.of(1)).p, 1);
});

Deno.test("randomisationTest() throws when the vectors do not pair, are empty, or nothing is tried", () => {
  throws(() => randomisationTest(new Float64Array(3), new Float64Array(2)), UsageError);
  throws(() => randomisationTest(new Float64Array(0), new Float64Array(0)), UsageError);
  throws(
    () => randomisationTest(new Float64Array(1), new Float64Array(1), { exchanges: 0 }),
    UsageError,
  );
});
