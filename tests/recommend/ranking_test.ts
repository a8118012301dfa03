import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { UsageError } from "../../src/errors.ts";
import { createCandidateMask, placeOf, topItems } from "../../src/recommend/ranking.ts";

Deno.test("topItems() equals a full sort", () => {
  // Few distinct scores, so that most of them tie.
  const cell = fc.record({
    score: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -9, max: 9 })),
    candidate: fc.constantFrom(0, 1, 1),
  });
  fc.assert(fc.property(fc.array(cell, { maxLength: 60 }), fc.nat(70), (cells, n) => {
    const scores = Float64Array.from(cells, (cell) => cell.score);
    const mask = Uint8Array.from(cells, (cell) => cell.candidate);
    const expected = [...scores.keys()].filter((item) => mask[item] === 1)
      .sort((a, b) => scores[b] - scores[a] || a - b).slice(0, n);
    const list = topItems(scores, n, mask);
    deepStrictEqual([...list.items], expected);
    deepStrictEqual([...list.scores], expected.map((item) => scores[item]));
  }));
});

Deno.test("topItems() lists equal scores by ascending index", () => {
  deepStrictEqual([...topItems(new Float64Array(9), 4).items], [0, 1, 2, 3]);
});

Deno.test("topItems() treats 0 and -0 as equal", () => {
  deepStrictEqual([...topItems(Float64Array.of(-0, 0, -0), 3).items], [0, 1, 2]);
});

Deno.test("topItems() gives all candidates when n is larger, and none when n is 0", () => {
  const scores = Float32Array.of(1, 3, 2);
  deepStrictEqual([...topItems(scores, 10).items], [1, 2, 0]);
  deepStrictEqual([...topItems(scores, 10, Uint8Array.of(1, 0, 0)).items], [0]);
  deepStrictEqual([...topItems(scores, 10, new Uint8Array(3)).items], []);
  deepStrictEqual([...topItems(scores, 0).items], []);
});

Deno.test("topItems() throws when a candidate's score is not finite", () => {
  for (const wrong of [NaN, Infinity, -Infinity]) {
    throws(() => topItems(Float64Array.of(1, wrong), 1), {
      name: "RangeError",
      message: `Cannot rank items: the score of item 1 is ${wrong}, expected a finite number`,
    });
  }
});

Deno.test("topItems() does not look at the scores of items that are no candidates", () => {
  deepStrictEqual([...topItems(Float64Array.of(NaN, 1), 2, Uint8Array.of(0, 1)).items], [1]);
});

Deno.test("topItems() throws when n or the mask is out of range", () => {
  for (const n of [-1, 1.5, NaN]) throws(() => topItems(Float64Array.of(1), n), UsageError);
  throws(() => topItems(Float64Array.of(1), 1, new Uint8Array(2)), {
    message: "Cannot rank items: the mask has 2 items, expected 1",
  });
});

const train = sparseMatrix(3, 4, {
  row: [0, 0, 1, 1],
  column: [0, 2, 2, 3],
  value: [5, 0, 4, 1],
}).matrix;

Deno.test("createCandidateMask() leaves out the user's own items and those nobody rated", () => {
  const candidates = createCandidateMask(train);
  deepStrictEqual([...candidates(0)], [0, 0, 0, 1]);
  deepStrictEqual([...candidates(1)], [1, 0, 0, 0]);
  deepStrictEqual([...candidates(2)], [1, 0, 1, 1]);
  strictEqual(candidates(0), candidates(1));
});

Deno.test("createCandidateMask() throws when there is no such user", () => {
  throws(() => createCandidateMask(train)(3), RangeError);
});

Deno.test("placeOf() is the item's place in the list of all candidates", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.boolean()), { minLength: 1 }),
      (items) => {
        const scores = Float64Array.from(items, ([score]) => score);
        const candidates = Uint8Array.from(items, ([, may]) => may ? 1 : 0);
        const { items: list } = topItems(scores, items.length, candidates);
        list.forEach((item, k) => strictEqual(placeOf(item, scores, candidates), k + 1));
      },
    ),
  );
});
