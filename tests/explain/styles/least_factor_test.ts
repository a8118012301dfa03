import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { FACTORS, leastFactor } from "../../../src/explain/styles/least_factor.ts";

Deno.test("FACTORS ascend from above 1 by steps of at most a tenth, give or take", () => {
  for (const [k, factor] of FACTORS.entries()) {
    const step = factor / (FACTORS[k - 1] ?? 1);
    ok(step > 1 && step < 1.16, `${factor}`);
  }
});

Deno.test("leastFactor() finds the first factor of a stretch that goes to the end, wherever it begins", () => {
  for (const threshold of FACTORS) {
    strictEqual(leastFactor((factor) => factor >= threshold), threshold);
  }
  strictEqual(leastFactor(() => true), FACTORS[0]);
});

Deno.test("leastFactor() finds any stretch of four, and returns only what held", () => {
  for (let start = 0; start + 4 <= FACTORS.length; start++) {
    const stretch = FACTORS.slice(start, start + 4);
    strictEqual(leastFactor((factor) => stretch.includes(factor)), stretch[0]);
  }
  const tried: number[] = [];
  strictEqual(leastFactor((factor) => (tried.push(factor), false)), undefined);
  deepStrictEqual(tried.at(-1), FACTORS.at(-1));
});
