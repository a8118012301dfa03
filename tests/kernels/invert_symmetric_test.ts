import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  inversionThreads,
  invertSymmetric,
  invertSymmetricPlain,
} from "../../src/kernels/invert_symmetric.ts";
import { TILE, tiledMatrix } from "../../src/kernels/tiled_matrix.ts";
import { createRandom } from "../../src/random.ts";
import { seed } from "./_edges.ts";

/** X^T X + lambda I of random X: the matrices that EASE inverts. */
function definite(size: number, lambda: number, drawn: number): Float64Array {
  const random = createRandom(drawn, "definite");
  const rows = Array.from({ length: 8 }, () => Float64Array.from({ length: size }, random.normal));
  return Float64Array.from({ length: size * size }, (_, k) => {
    const i = Math.floor(k / size), j = k % size;
    return rows.reduce((sum, row) => sum + row[i] * row[j], i === j ? lambda : 0);
  });
}

async function inverted(size: number, dense: Float64Array, threads = 1): Promise<Float64Array> {
  const matrix = tiledMatrix(size, threads);
  // The upper triangle must not be read.
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) matrix.set(i, j, j <= i ? dense[i * size + j] : NaN);
  }
  await invertSymmetric(matrix);
  return Float64Array.from(
    { length: size * size },
    (_, k) => matrix.get(Math.floor(k / size), k % size),
  );
}

const farthest = (found: Float64Array, expected: Float64Array) =>
  found.reduce((most, value, k) => Math.max(most, Math.abs(value - expected[k])), 0);

Deno.test("invertSymmetric() and its twin agree, and their product with the matrix is 1", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 150 }),
      fc.constantFrom(0.1, 1, 100),
      fc.integer(),
      async (size, lambda, drawn) => {
        const dense = definite(size, lambda, drawn);
        const twin = invertSymmetricPlain(size, dense);
        // No entry of the inverse exceeds 1 / lambda.
        ok(farthest(await inverted(size, dense), twin) <= 1e-12 / lambda * (1 + size));
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            let sum = 0;
            for (let k = 0; k < size; k++) sum += twin[i * size + k] * dense[k * size + j];
            ok(Math.abs(sum - (i === j ? 1 : 0)) < 1e-9, `${i}, ${j}: ${sum}`);
          }
        }
      },
    ),
    { seed, numRuns: 40 },
  );
});

Deno.test("invertSymmetric() works at sizes 0, 1 and around the edge of a tile", async () => {
  for (const size of [0, 1, TILE - 1, TILE, TILE + 1, 2 * TILE + 1]) {
    const dense = definite(size, 2, size);
    ok(farthest(await inverted(size, dense), invertSymmetricPlain(size, dense)) < 1e-12);
  }
});

Deno.test("invertSymmetric() gives the same bits whatever the number of threads", async () => {
  const size = 5 * TILE + 7, dense = definite(size, 3, 1);
  const alone = await inverted(size, dense);
  for (const threads of [2, 3]) deepStrictEqual(await inverted(size, dense, threads), alone);
});

Deno.test("a matrix can be inverted there and back", async () => {
  const size = TILE + 9, dense = definite(size, 5, 2), matrix = tiledMatrix(size, 2);
  dense.forEach((value, k) => matrix.set(Math.floor(k / size), k % size, value));
  await invertSymmetric(matrix);
  await invertSymmetric(matrix);
  for (let k = 0; k < size * size; k++) {
    ok(Math.abs(matrix.get(Math.floor(k / size), k % size) - dense[k]) < 1e-9);
  }
});

Deno.test("addRows() adds any number of rows, each as often as it is named", () => {
  const size = TILE + 9, dense = definite(size, 5, 3), matrix = tiledMatrix(size, 1);
  dense.forEach((value, k) => matrix.set(Math.floor(k / size), k % size, value));
  const random = createRandom(4, "rows");
  for (let count = 0; count < 12; count++) {
    const rows = Array.from({ length: count }, () => random.integer(size));
    const factors = rows.map(() => random.normal());
    const sums = new Float64Array(size).fill(1);
    matrix.addRows(rows, factors, sums);
    for (let j = 0; j < size; j++) {
      const expected = rows.reduce((sum, i, k) => sum + factors[k] * dense[i * size + j], 1);
      ok(Math.abs(sums[j] - expected) < 1e-9);
    }
  }
});

Deno.test("a matrix that is not positive definite is refused, also in a later tile", async () => {
  for (const bad of [0, TILE + 3]) {
    const size = TILE + 5, dense = new Float64Array(size * size);
    for (let i = 0; i < size; i++) dense[i * size + i] = i === bad ? 0 : 1;
    await rejects(inverted(size, dense), RangeError);
    throws(() => invertSymmetricPlain(size, dense), /not positive definite/);
  }
});

Deno.test("invertSymmetric() stops when it is told to", async () => {
  const matrix = tiledMatrix(3 * TILE, 2), controller = new AbortController();
  for (let k = 0; k < 3 * TILE; k++) matrix.set(k, k, 1);
  const seen: number[] = [];
  const run = {
    signal: controller.signal,
    onProgress: ({ done }: { done: number }) => {
      seen.push(done);
      controller.abort(new Error("enough"));
    },
  };
  await rejects(invertSymmetric(matrix, run), /enough/);
  strictEqual(seen.length, 1);
});

Deno.test("a matrix too large for a WebAssembly memory is refused with its size", () => {
  throws(
    () => tiledMatrix(30000, 1),
    /of 30000 rows and columns: it takes \d+ MB, expected at most/,
  );
});

Deno.test("small inversions are not worth a second thread", () => {
  strictEqual(inversionThreads(100), 1);
  strictEqual(inversionThreads(100, 3), 3);
});
