import { ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  areaUnderCurve,
  averageRanks,
  rankCorrelation,
} from "../../../src/evaluate/explanation_quality/rank_statistics.ts";

const some = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 30 });

Deno.test("averageRanks() sums to n (n + 1) / 2 and counts what is lower", () => {
  fc.assert(fc.property(some, (values) => {
    const ranks = averageRanks(values);
    strictEqual(ranks.reduce((a, b) => a + b, 0), values.length * (values.length + 1) / 2);
    values.forEach((value, k) => {
      const lower = values.filter((other) => other < value).length;
      const equal = values.filter((other) => other === value).length;
      strictEqual(ranks[k], lower + (equal + 1) / 2);
    });
  }));
});

Deno.test("rankCorrelation() is 1 along any rising function, -1 along a falling one, none without variation", () => {
  strictEqual(rankCorrelation([1, 5, 3, 9], [1, 125, 27, 729]), 1);
  strictEqual(rankCorrelation([1, 5, 3, 9], [0, -5, -3, -9]), -1);
  ok(Number.isNaN(rankCorrelation([1, 1, 1], [1, 2, 3])));
  // Spearman's formula without ties: 1 - 6 (0 + 1 + 1) / (3 * 8).
  ok(Math.abs(rankCorrelation([1, 2, 3], [1, 3, 2]) - 0.5) < 1e-12);
});

Deno.test("areaUnderCurve() is the share of pairs in the right order", () => {
  fc.assert(fc.property(some, some, (positives, negatives) => {
    const area = areaUnderCurve([...positives, ...negatives], [
      ...positives.map(() => true),
      ...negatives.map(() => false),
    ]);
    if (positives.length === 0 || negatives.length === 0) return ok(Number.isNaN(area));
    let won = 0;
    for (const a of positives) for (const b of negatives) won += a > b ? 1 : a === b ? 0.5 : 0;
    ok(Math.abs(area - won / (positives.length * negatives.length)) < 1e-12);
  }));
});
