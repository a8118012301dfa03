import { deepStrictEqual } from "node:assert/strict";
import { countRatings } from "../../src/data/rating_counts.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";

Deno.test("countRatings() counts ratings whatever their value", () => {
  const cells = { row: [0, 0, 1, 1], column: [0, 2, 2, 3], value: [5, 0, 4, 1] };
  deepStrictEqual([...countRatings(sparseMatrix(3, 4, cells).matrix)], [1, 0, 2, 1]);
  deepStrictEqual(
    countRatings(sparseMatrix(0, 0, { row: [], column: [], value: [] }).matrix).length,
    0,
  );
});
