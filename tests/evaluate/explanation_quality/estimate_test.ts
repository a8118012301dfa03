import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  compareWithControl,
  estimateMean,
} from "../../../src/evaluate/explanation_quality/estimate.ts";
import { bootstrapInterval } from "../../../src/evaluate/significance.ts";

Deno.test("estimateMean() is the mean and bootstrap interval of the users who have a value", () => {
  deepStrictEqual(estimateMean([1, NaN, 0, 0.5], 7), {
    ...bootstrapInterval(Float64Array.of(1, 0, 0.5), { seed: 7 }),
    users: 3,
  });
  strictEqual(estimateMean([NaN, NaN], 7), undefined);
  strictEqual(estimateMean([], 7), undefined);
});

Deno.test("compareWithControl() says which side is ahead by the direction of the measure", () => {
  const low = [0, 0.1, 0, 0.1, 0], high = [0.9, 1, 1, 0.9, 0.95];
  strictEqual(compareWithControl(low, high, "lower", 10)?.control, "loses");
  strictEqual(compareWithControl(low, high, "higher", 10)?.control, "wins");
  strictEqual(compareWithControl(high, low, "higher", 10)?.control, "loses");
  ok(Math.abs(compareWithControl(low, high, "lower", 1)!.difference + 0.91) < 1e-12);
});

Deno.test("compareWithControl() shares the level out over all comparisons", () => {
  // Differences 1, 2, 3: t = 2 sqrt(3), two degrees of freedom, p = 1 - sqrt(12 / 14) = 0.074.
  const p = compareWithControl([2, 4, 6], [1, 2, 3], "higher", 1)!.p;
  ok(Math.abs(p - (1 - Math.sqrt(12 / 14))) < 1e-12);
  const six = [2, 4, 6, 2, 4, 6], three = [1, 2, 3, 1, 2, 3];
  const found = compareWithControl(six, three, "higher", 1)!;
  ok(found.p < 0.05);
  strictEqual(found.control, "loses");
  const comparisons = Math.ceil(0.05 / found.p) + 1;
  strictEqual(compareWithControl(six, three, "higher", comparisons)!.control, "unclear");
});

Deno.test("compareWithControl() leaves out users without both values", () => {
  const found = compareWithControl([1, NaN, 2, 3], [0, 5, NaN, 1], "higher", 1)!;
  strictEqual(found.difference, 1.5);
  strictEqual(compareWithControl([1, NaN], [0, 5], "higher", 1), undefined);
  strictEqual(compareWithControl([1, 1, 1], [1, 1, 1], "higher", 1)?.control, "unclear");
});
