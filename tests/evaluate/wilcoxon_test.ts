import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import golden from "../golden/ranking_metrics.json" with { type: "json" };
import { UsageError } from "../../src/errors.ts";
import { pairedTTest } from "../../src/evaluate/significance.ts";
import { wilcoxonTest } from "../../src/evaluate/wilcoxon.ts";
import { assertClose } from "../metrics/_worked.ts";

Deno.test("wilcoxonTest() agrees with the textbook's example of plants", () => {
  // Darwin's plants, as Wilcoxon's method is mostly shown: differences in eighths of an inch, sums 96 and 24, exact p .0413.
  const differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  const test = wilcoxonTest(Float64Array.from(differences), new Float64Array(15));
  deepStrictEqual([test.positive, test.negative, test.users], [96, 24, 15]);
  assertClose(test.p, 0.04126, 5e-6);
});

Deno.test("wilcoxonTest() leaves users out who do not differ, and shares ranks of ties", () => {
  // Differences 0 0 1 -1 2: ranks 1.5, 1.5 and 3.
  const test = wilcoxonTest(Float64Array.of(4, 4, 1, 0, 2), Float64Array.of(4, 4, 0, 1, 0));
  deepStrictEqual([test.positive, test.negative, test.users], [4.5, 1.5, 3]);
  // Sums of 0, 1.5 (twice) on the smaller side, of 8.
  strictEqual(test.p, 2 * 3 / 8);
});

Deno.test("wilcoxonTest() takes differences for ties that only rounding tells apart", () => {
  const test = wilcoxonTest(Float64Array.of(0.3, 0.2, 0), Float64Array.of(0.2, 0.1, 1));
  deepStrictEqual([test.positive, test.negative], [3, 3]);
});

Deno.test("wilcoxonTest() and pairedTTest() agree with SciPy", () => {
  for (const { first, second, ...expected } of golden.tests) {
    const a = Float64Array.from(first), b = Float64Array.from(second);
    assertClose(pairedTTest(a, b).p, expected.t, 1e-10);
    const { p, method } = wilcoxonTest(a, b);
    if (method === "exact") assertClose(p, expected.wilcoxonExact!, 1e-12);
    else assertClose(p, expected.wilcoxonNormal, 1e-10);
    if (expected.wilcoxonExact !== null) assertClose(p, expected.wilcoxonExact, 1e-3);
  }
});

Deno.test("wilcoxonTest() exactly counts all ways to give signs", () => {
  const value = fc.integer({ min: -4, max: 4 });
  fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), (differences) => {
    const { positive, negative, users, p } = wilcoxonTest(
      Float64Array.from(differences),
      new Float64Array(differences.length),
    );
    strictEqual(positive + negative, users * (users + 1) / 2);
    const sizes = differences.filter((d) => d !== 0).map(Math.abs).sort((a, b) => a - b);
    const ranks = sizes.map((size) => (sizes.indexOf(size) + sizes.lastIndexOf(size)) / 2 + 1);
    let asFar = 0;
    for (let signs = 0; signs < 2 ** users; signs++) {
      const sum = ranks.reduce((sum, rank, k) => sum + (signs >> k & 1 ? rank : -rank), 0);
      if (Math.abs(sum) >= Math.abs(positive - negative)) asFar++;
    }
    assertClose(p, asFar / 2 ** users);
  }));
});

Deno.test("wilcoxonTest() finds nothing where nobody differs or there is nobody", () => {
  strictEqual(wilcoxonTest(Float64Array.of(1, 2), Float64Array.of(1, 2)).p, 1);
  strictEqual(wilcoxonTest(new Float64Array(0), new Float64Array(0)).p, 1);
});

Deno.test("wilcoxonTest() throws when the vectors do not pair or a value is not finite", () => {
  throws(() => wilcoxonTest(new Float64Array(3), new Float64Array(2)), UsageError);
  throws(() => wilcoxonTest(Float64Array.of(NaN), Float64Array.of(1)), UsageError);
});
