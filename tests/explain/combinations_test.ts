import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { combinations } from "../../src/explain/combinations.ts";
import { subsets } from "./_subsets.ts";

Deno.test("combinations() gives every set of the size once, those of the first members first", () => {
  for (let count = 0; count <= 7; count++) {
    const members = Array.from({ length: count }, (_, k) => 10 * k);
    for (let size = 1; size <= count + 1; size++) {
      const found = [...combinations(members, size)];
      const expected = subsets(count).filter((set) => set.length === size)
        .map((set) => set.map((at) => members[at]));
      deepStrictEqual(found.toSorted(), expected.toSorted());
      strictEqual(new Set(found.map(String)).size, found.length);
      if (size <= count) deepStrictEqual(found[0], members.slice(0, size));
    }
  }
});

Deno.test("combinations() leaves out sets whose powers sum to too little, and no others", () => {
  const power = fc.array(fc.nat(20), { maxLength: 8 });
  fc.assert(
    fc.property(power, fc.nat(40), fc.integer({ min: 1, max: 5 }), (power, need, size) => {
      const order = [...power.keys()].sort((a, b) => power[b] - power[a]);
      const sum = (set: readonly number[]) => set.reduce((total, at) => total + power[at], 0);
      deepStrictEqual(
        [...combinations(order, size, { power, need })],
        [...combinations(order, size)].filter((set) => sum(set) >= need),
      );
    }),
    { seed: 2017 },
  );
});

Deno.test("combinations() gives nothing when the need is infinite", () => {
  deepStrictEqual([...combinations([0, 1], 1, { power: [1, 1], need: Infinity })], []);
});
