import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { leaveOutRatings, replaceRow } from "../../src/data/leave_out.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { denseRows, matrixOf, randomWorld } from "../recommend/_profiles.ts";

Deno.test("leaveOutRatings() takes away what it is told of one user and nothing else", () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(11), fc.array(fc.nat(9)), (seed, user, items) => {
      const { ratings } = randomWorld({ seed });
      const without = new Set(items);
      const expected = denseRows(ratings);
      expected[user] = expected[user].map((rating, item) => without.has(item) ? 0 : rating);
      const left = leaveOutRatings(
        {
          ratings,
          users: createVocabulary(),
          items: createVocabulary(),
          scale: { min: 1, max: 5 },
        },
        user,
        without,
      );
      deepStrictEqual(denseRows(left.ratings), expected);
      deepStrictEqual(left.scale, { min: 1, max: 5 });
      strictEqual(left.ratings.indices.includes(0), expected.some((row) => row[0] !== 0));
    }),
    { seed: 2017 },
  );
});

Deno.test("replaceRow() takes rows that are longer, shorter or empty", () => {
  const matrix = matrixOf(3, [1, undefined, 2], [undefined, 3], []);
  for (
    const [row, cells] of [[0, []], [1, [7, 8, 9]], [2, [undefined, 4]], [0, [5, 6, 7]]] as const
  ) {
    const dense = denseRows(matrix);
    dense[row] = [0, 1, 2].map((c) => cells[c] ?? 0);
    const { indices, values } = matrixOf(3, cells);
    deepStrictEqual(denseRows(replaceRow(matrix, row, { indices, values })), dense);
  }
});
