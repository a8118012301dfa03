import { deepStrictEqual, throws } from "node:assert/strict";
import { mergeRows } from "../../../src/evaluate/explanation_quality/measure.ts";

Deno.test("mergeRows() sorts by user, whoever was measured first", () => {
  const a = new Map([[9, "nine"], [1, "one"]]), b = new Map([[4, "four"]]);
  deepStrictEqual([...mergeRows(a, b)], [[1, "one"], [4, "four"], [9, "nine"]]);
  deepStrictEqual(mergeRows(b, a), mergeRows(a, b));
  deepStrictEqual(mergeRows(), new Map());
});

Deno.test("mergeRows() throws when a user was measured twice", () => {
  throws(() => mergeRows(new Map([[3, 0]]), new Map([[3, 1]])), {
    name: "RangeError",
    message: "Cannot merge measurements: user 3 is in two of them, expected each user once",
  });
});
