import { deepStrictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { strengthOrder } from "../../src/explain/strength_order.ts";

const plainOrder = (values: readonly number[]) =>
  values.map((value, cell) => ({ size: Math.abs(value), cell }))
    .filter(({ size }) => size !== 0)
    .sort((a, b) => b.size - a.size || a.cell - b.cell)
    .map(({ cell }) => cell);

/** Numbers of every size, and few different ones, so that there are ties. */
const numbers = fc.array(
  fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constant(1 + 2 ** -52)),
  { maxLength: 70 },
);

Deno.test("order() gives what a comparator gives, call after call", () => {
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 4 }), (lists) => {
      const { order } = strengthOrder();
      for (const list of lists) {
        deepStrictEqual([...order(Float64Array.from(list))], plainOrder(list));
      }
    }),
    { seed: 2017, numRuns: 500 },
  );
});

Deno.test("order() tells numbers apart by their last bit", () => {
  const values = Float64Array.from({ length: 1000 }, (_, k) => 1 + (k * 7919 % 1000) * 2 ** -52);
  deepStrictEqual([...strengthOrder().order(values)], plainOrder([...values]));
});
