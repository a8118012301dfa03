import { deepStrictEqual, throws } from "node:assert/strict";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { UsageError } from "../../src/errors.ts";
import { relevantItems, usersWithRelevant } from "../../src/evaluate/relevance.ts";

const test = sparseMatrix(3, 3, {
  row: [0, 0, 0, 2],
  column: [0, 1, 2, 1],
  value: [3.5, 5, 4, 3],
}).matrix;

Deno.test("relevantItems() grades from the threshold up, starting with 1", () => {
  deepStrictEqual([...relevantItems(test, 0, 3.5)], [[0, 1], [1, 2.5], [2, 1.5]]);
  deepStrictEqual([...relevantItems(test, 0, 4)], [[1, 2], [2, 1]]);
  deepStrictEqual([...relevantItems(test, 1, 4)], []);
});

Deno.test("usersWithRelevant() leaves out users without a rating that high", () => {
  deepStrictEqual([...usersWithRelevant(test, 4)], [0]);
  deepStrictEqual([...usersWithRelevant(test, 3)], [0, 2]);
  deepStrictEqual([...usersWithRelevant(test, "all")], [0, 2]);
});

Deno.test("usersWithRelevant() throws when the threshold is not finite", () => {
  throws(() => usersWithRelevant(test, NaN), UsageError);
});
