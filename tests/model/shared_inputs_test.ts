import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  INPUT_VALUES,
  likedFrom,
  normaliseRows,
  ratingInputs,
  ratingTargets,
  sharedInputs,
  storedLikedFrom,
} from "../../src/model/shared_inputs.ts";
import { matrixOf } from "../recommend/_profiles.ts";

const ratings = matrixOf(3, [1, undefined, 4], [], [5, 3, 2]);
const scale = { min: 1, max: 5 };

Deno.test("ratingTargets() counts ratings by each definition", () => {
  const values = (value: typeof INPUT_VALUES[number]) => [
    ...ratingTargets({ ratings, scale }, value).values,
  ];
  deepStrictEqual(values("graded"), [0.2, 0.8, 1, 0.6, 0.4].map(Math.fround));
  deepStrictEqual(values("scaled"), [0, 0.75, 1, 0.5, 0.25]);
  deepStrictEqual(values("liked"), [0, 1, 1, 0, 0]);
  deepStrictEqual(values("seen"), [1, 1, 1, 1, 1]);
});

Deno.test("ratingInputs() leaves out what counts 0", () => {
  const liked = ratingInputs({ ratings, scale }, "liked");
  deepStrictEqual([...liked.indptr], [0, 1, 1, 2]);
  deepStrictEqual([...liked.indices], [2, 0]);
});

Deno.test("ratingInputs() grades from the bottom when a scale goes below 0", () => {
  const signed = matrixOf(2, [-1, 1]);
  deepStrictEqual([
    ...ratingTargets({ ratings: signed, scale: { min: -1, max: 1 } }, "graded").values,
  ], [
    0,
    1,
  ]);
});

Deno.test("a rating of exactly the threshold counts as liked although float32 rounds it down", () => {
  const scale = { min: -0.2, max: 1 };
  ok(Math.fround(0.7) < likedFrom(scale));
  const found = ratingTargets({ ratings: matrixOf(2, [0.7, 0.69]), scale }, "liked");
  deepStrictEqual([...found.values], [1, 0]);
  strictEqual(storedLikedFrom("implicit"), -Infinity);
});

Deno.test("ratingInputs() counts implicit ratings 1", () => {
  for (const value of INPUT_VALUES) {
    ok(ratingInputs({ ratings, scale: "implicit" }, value).values.every((x) => x === 1));
  }
  strictEqual(likedFrom("implicit"), 0);
  strictEqual(likedFrom({ min: 0.5, max: 5 }), 3.875);
});

Deno.test("sharedInputs() divides rows by their norms when asked, and leaves empty ones", () => {
  const { indptr, values } = sharedInputs({ ratings, scale }, { value: "graded", normalise: true });
  for (const row of [0, 2]) {
    const part = values.subarray(indptr[row], indptr[row + 1]);
    ok(Math.abs(part.reduce((sum, x) => sum + x * x, 0) - 1) < 1e-6);
  }
  deepStrictEqual([...normaliseRows(matrixOf(2, [0, 0])).values], [0, 0]);
});
