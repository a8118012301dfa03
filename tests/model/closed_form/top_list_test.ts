import { deepStrictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { topList } from "../../../src/model/closed_form/top_list.ts";

Deno.test("topList() keeps what a sort would put first, ties by ascending item", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 12 }),
      fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 }), { maxLength: 3 }),
      (capacity, rounds) => {
        const list = topList(capacity);
        // The same list serves again and again.
        for (const keys of rounds) {
          keys.forEach((key, item) => list.offer(item, key));
          const items = new Uint32Array(capacity + 1), found = new Float64Array(capacity + 1);
          const count = list.take(items, 1, found);
          const expected = keys.map((key, item) => ({ key, item }))
            .sort((a, b) => b.key - a.key || a.item - b.item).slice(0, capacity);
          deepStrictEqual(
            Array.from(items.subarray(1, 1 + count)),
            expected.map(({ item }) => item),
          );
          deepStrictEqual(
            Array.from(found.subarray(1, 1 + count)),
            expected.map(({ key }) => key),
          );
          deepStrictEqual(list.size, 0);
        }
      },
    ),
    { seed: 5 },
  );
});
