import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Explanation } from "../../src/explain/explanation.ts";
import { sumCheck } from "../../src/explain/sum_check.ts";

function explanationOf(user: string, item: string, score: number, ...parts: number[]): Explanation {
  return {
    user,
    item,
    score,
    error: 0,
    evidence: "exact",
    sentence: "It is.",
    reasons: parts.map((contribution, k) => ({
      kind: "attribute" as const,
      relation: "about",
      value: `${k}`,
      label: `about: ${k}`,
      contribution,
      weight: 1,
      ofItem: true,
      evidence: [],
    })),
  };
}

Deno.test("sumCheck() finds the explanation that is off by most, whatever it says itself", () => {
  const check = sumCheck();
  deepStrictEqual([check.largestError, check.worst, check.users], [0, undefined, 0]);
  check.add(explanationOf("ann", "a", 3, 1, 2));
  strictEqual(check.worst, undefined);
  check.add(explanationOf("ann", "b", -4, -1, -2));
  check.add(explanationOf("bob", "a", 10, 9, 2));
  strictEqual(check.largestError, 0.25);
  deepStrictEqual(check.worst, { user: "ann", item: "b" });
  deepStrictEqual([check.explanations, check.contributions, check.users], [3, 6, 2]);
});

Deno.test("sumCheck() measures against the terms when they cancel to a score of 0", () => {
  const check = sumCheck();
  check.add(explanationOf("ann", "a", 0, 2, -1));
  strictEqual(check.largestError, 1 / 3);
  check.add(explanationOf("ann", "b", 0));
  deepStrictEqual(check.worst, { user: "ann", item: "a" });
});

Deno.test("sumCheck() takes no reasons for a score, and numbers that are none, for errors", () => {
  const none = sumCheck();
  none.add(explanationOf("ann", "a", 2));
  strictEqual(none.largestError, 1);
  const wrong = sumCheck();
  wrong.add(explanationOf("ann", "a", 2, NaN));
  strictEqual(wrong.largestError, Infinity);
  wrong.add(explanationOf("ann", "b", 2, 1));
  deepStrictEqual([wrong.largestError, wrong.worst?.item], [Infinity, "a"]);
});
