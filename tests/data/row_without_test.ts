import { deepStrictEqual } from "node:assert/strict";
import { rowWithout } from "../../src/data/row_without.ts";
import { matrixOf } from "../recommend/_profiles.ts";

Deno.test("rowWithout() keeps the other cells of the row, and ignores columns that it lacks", () => {
  const matrix = matrixOf(3, [4, 5, 6], [1, undefined, 2], []);
  deepStrictEqual(rowWithout(matrix, 1, new Set([1, 2, 9])), matrixOf(3, [1]));
  deepStrictEqual(rowWithout(matrix, 1, new Set()), matrixOf(3, [1, undefined, 2]));
  deepStrictEqual(rowWithout(matrix, 1, new Set([0, 2])), matrixOf(3, []));
  deepStrictEqual(rowWithout(matrix, 2, new Set([0])), matrixOf(3, []));
});
