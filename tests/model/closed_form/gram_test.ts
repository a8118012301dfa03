import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { gramInput, gramMatrix } from "../../../src/model/closed_form/gram.ts";
import { type GramMatrix, gramReader } from "../../../src/model/closed_form/gram_matrix.ts";
import { solverThreads } from "../../../src/model/closed_form/solver_threads.ts";
import { plainGram, plainInputs, randomRatings, type RatingsOptions } from "../_ratings.ts";

const worlds = fc.record({
  seed: fc.integer(),
  users: fc.constantFrom(0, 1, 2, 9, 33),
  items: fc.constantFrom(0, 1, 2, 7, 40),
  density: fc.double({ min: 0, max: 0.9, noNaN: true }),
  implicit: fc.boolean(),
});

async function gramOf(
  world: RatingsOptions,
  layout: "dense" | "sparse",
  count = 1,
): Promise<GramMatrix> {
  const threads = solverThreads({ threads: count });
  return await gramMatrix(gramInput(randomRatings(world), threads.memory), threads, () => {}, {
    layout,
  });
}

/** All entries, read row by row. */
function entries(gram: GramMatrix): number[][] {
  const { addRows } = gramReader(gram);
  return Array.from({ length: gram.items }, (_, item) => {
    const row = new Float64Array(gram.items);
    addRows(Uint32Array.of(item), 0, 1, row);
    return [...row];
  });
}

Deno.test("gramMatrix() is X^T D X, and the same bits in both layouts", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const dense = await gramOf(world, "dense"), sparse = await gramOf(world, "sparse");
      const found = entries(dense);
      deepStrictEqual(entries(sparse), found);
      deepStrictEqual([...sparse.diagonal], [...dense.diagonal]);
      deepStrictEqual([...dense.diagonal], found.map((row, i) => row[i]));
      if (world.users === 0) return;
      plainGram(plainInputs(randomRatings(world))).forEach((row, i) =>
        row.forEach((value, j) => {
          ok(Math.abs(found[i][j] - value) <= 1e-6 * Math.abs(value), `${i}, ${j}`);
          strictEqual(found[j][i], found[i][j]);
        })
      );
    }),
    { seed: 7, numRuns: 100 },
  );
});

Deno.test("gramMatrix() gives the same bits on any number of threads", async () => {
  const world = { seed: 3, users: 60, items: 90, density: 0.2 };
  for (const layout of ["dense", "sparse"] as const) {
    const one = entries(await gramOf(world, layout));
    for (const count of [2, 3]) deepStrictEqual(entries(await gramOf(world, layout, count)), one);
  }
});

Deno.test("gramReader() gathers any columns of a row, and squares, in both layouts", async () => {
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 40 }),
      async (world, picked) => {
        const columns = Uint32Array.from(picked.filter((column) => column < world.items)).sort();
        for (const layout of ["dense", "sparse"] as const) {
          const gram = await gramOf(world, layout);
          const { gather, gatherSquare } = gramReader(gram);
          const rows = entries(gram);
          const stride = columns.length + 2, square = new Float64Array(1 + stride ** 2).fill(NaN);
          gatherSquare(columns, 0, columns.length, square, 1, stride);
          columns.forEach((row, r) => {
            const from = 1 + r * stride;
            const expected = Array.from(columns.subarray(0, r + 1), (column) => rows[row][column]);
            deepStrictEqual([...square.subarray(from, from + r + 1)], expected);
          });
          rows.forEach((row, item) => {
            const first = item % (columns.length + 1);
            const out = new Float64Array(columns.length - first + 1);
            gather(item, columns, first, columns.length, out, 1);
            deepStrictEqual([...out], [0, ...columns.subarray(first)].map((c, k) => k && row[c]));
          });
        }
      },
    ),
    { seed: 8, numRuns: 200 },
  );
});

Deno.test("gramMatrix() chooses the smaller layout of a large catalogue", async () => {
  for (const [users, expected] of [[3, "sparse"], [400, "dense"]] as const) {
    // Two thirds of each user's 4,100 items, or a few.
    const ratings = randomRatings({ seed: 1, users: 2, items: 4100, density: users / 400 });
    const threads = solverThreads({ threads: 1 });
    const gram = await gramMatrix(gramInput(ratings, threads.memory), threads, () => {});
    strictEqual(gram.dense ? "dense" : "sparse", expected);
    ok(threads.memory.bytes <= 2 * 4100 ** 2 * 4);
  }
});
