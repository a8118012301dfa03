import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { adjustProfile, combineAdjustments, factorOf } from "../../src/recommend/adjustment.ts";

Deno.test("combineAdjustments() multiplies factors, the others' included", () => {
  const first = { factors: new Map([[0, 2], [1, 3]]), otherFactor: 0.5 };
  const second = { factors: new Map([[1, 0], [2, 4]]), otherFactor: 10 };
  const both = combineAdjustments(first, second);
  for (let n = 0; n < 4; n++) {
    strictEqual(factorOf(both, n), factorOf(first, n) * factorOf(second, n));
  }
});

Deno.test("combineAdjustments() leaves out what either leaves out and takes the second's profile", () => {
  const [one, two] = [1, 2].map((value) => ({
    indices: Uint32Array.of(0),
    values: Float32Array.of(value),
  }));
  const first = { profile: one, withoutRatings: new Set([1, 2]) };
  const second = { profile: two, withoutRatings: new Set([2, 3]) };
  const both = combineAdjustments(first, second);
  strictEqual(both.profile, two);
  deepStrictEqual([...both.withoutRatings!], [1, 2, 3]);
  strictEqual(combineAdjustments(first, {}).profile, one);
  strictEqual(factorOf(combineAdjustments({}, {}), 7), 1);
});

Deno.test("adjustProfile() weighs the stand-in and leaves the user's own profile alone", () => {
  const own = { indices: Uint32Array.of(0, 3), values: Float32Array.of(1, 2) };
  const profile = { indices: Uint32Array.of(3), values: Float32Array.of(5) };
  const factors = new Map([[3, 2]]);
  deepStrictEqual([...adjustProfile(own, { factors }).values], [1, 4]);
  deepStrictEqual([...adjustProfile(own, { factors, otherFactor: 0 }).values], [0, 4]);
  deepStrictEqual([...adjustProfile(own, { factors, profile }).values], [10]);
  deepStrictEqual([...adjustProfile(own, {}).values], [1, 2]);
  deepStrictEqual([...own.values], [1, 2]);
});
