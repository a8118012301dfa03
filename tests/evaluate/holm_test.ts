import { deepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { correctByHolm } from "../../src/evaluate/holm.ts";
import { seed } from "../kernels/_edges.ts";
import { assertClose } from "../metrics/_worked.ts";

Deno.test("correctByHolm() by hand", () => {
  // Ascending .005, .01, .03, .04 times 4, 3, 2, 1: .02, .03, .06, and .04, which may not fall below .06.
  const found = correctByHolm([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((expected, k) => assertClose(found[k], expected));
  deepStrictEqual(correctByHolm([]), []);
  deepStrictEqual(correctByHolm([0.3]), [0.3]);
  deepStrictEqual(correctByHolm([0.9, 0.8, 1]), [1, 1, 1]);
});

Deno.test("a corrected p-value rejects exactly what Holm's steps reject", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 100 }).map((n) => n / 997), { maxLength: 8 }),
      fc.constantFrom(0.01, 0.05, 0.2),
      (p, level) => {
        // The definition: from the smallest up, reject while p <= level / tests left.
        const order = [...p.keys()].sort((a, b) => p[a] - p[b]);
        const stop = order.findIndex((test, k) => p[test] * (p.length - k) > level);
        const rejected = new Set(stop < 0 ? order : order.slice(0, stop));
        correctByHolm(p).forEach((corrected, test) => {
          ok((corrected <= level) === rejected.has(test));
          ok(corrected >= p[test] && corrected <= 1);
        });
      },
    ),
    { seed },
  );
});

Deno.test("correctByHolm() refuses what is no p-value", () => {
  for (const wrong of [-0.1, 1.1, NaN]) {
    throws(() => correctByHolm([0.5, wrong]), {
      name: "UsageError",
      message: `Cannot correct p-values: one is ${wrong}, expected numbers from 0 to 1`,
    });
  }
});
