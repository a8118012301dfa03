import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { attributeEvidence } from "../../src/explain/evidence.ts";

Deno.test("attributeEvidence() shares out rating times weight", () => {
  // 1 * 0.5, 0.5 * 0.5 and 0 * 7: the disliked item carries nothing, whatever its weight.
  deepStrictEqual(attributeEvidence([3, 5, 9], [0.5, 0.5, 7], [1, 0.5, 0]), {
    total: 0.75,
    hasShares: true,
    shares: [
      { item: 3, part: 0.5, share: 0.5 / 0.75 },
      { item: 5, part: 0.25, share: 0.25 / 0.75 },
      { item: 9, part: 0, share: 0 },
    ],
  });
});

Deno.test("attributeEvidence() shares out the weights alone when there are no inputs", () => {
  deepStrictEqual(attributeEvidence([3, 5], [1, 3]).shares, [
    { item: 5, part: 3, share: 0.75 },
    { item: 3, part: 1, share: 0.25 },
  ]);
});

Deno.test("attributeEvidence() orders equal shares by item", () => {
  const { shares } = attributeEvidence([8, 2, 5], [1, 1, 1]);
  deepStrictEqual(shares.map(({ item }) => item), [2, 5, 8]);
});

Deno.test("attributeEvidence() gives shares that sum to 1 when parts have both signs", () => {
  const { shares, total } = attributeEvidence([0, 1, 2], [-3, 1, -0.5]);
  strictEqual(total, -2.5);
  deepStrictEqual(shares.map(({ item }) => item), [0, 2, 1]);
  ok(shares[0].share > 1 && shares[2].share < 0);
  ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-12);
});

Deno.test("attributeEvidence() flags a sum of zero and keeps the parts", () => {
  deepStrictEqual(attributeEvidence([4, 6], [-2, 2]), {
    total: 0,
    hasShares: false,
    shares: [{ item: 6, part: 2, share: 0 }, { item: 4, part: -2, share: 0 }],
  });
  deepStrictEqual(attributeEvidence([], []), { total: 0, hasShares: false, shares: [] });
});

Deno.test("attributeEvidence() throws when the arrays do not match or the sum is not finite", () => {
  throws(() => attributeEvidence([1], []), {
    name: "RangeError",
    message: "Cannot share out an attribute's weight: the number of weights is 0, expected 1",
  });
  throws(() => attributeEvidence([1], [1], [1, 1]), /the number of inputs is 2, expected 1/);
  throws(() => attributeEvidence([1], [NaN]), /the sum is NaN, expected a finite number/);
});
