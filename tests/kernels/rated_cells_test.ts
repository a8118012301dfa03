import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import { submitSteps } from "../../src/kernels/dispatch.ts";
import { createRatedCells, ratedCellsOnGpu } from "../../src/kernels/rated_cells.ts";
import { createRatedEntries } from "../../src/kernels/rated_entries.ts";
import { gpuTest } from "../_gpu.ts";
import { stream } from "./_edges.ts";
import { bitsOf, put, randomRows, spread } from "./_rated.ts";

/** Rows from one on, in a matrix whose first entry is not at 0. */
function tail({ rows, columns, indptr, indices, values }: SparseMatrix): SparseMatrix {
  return { rows: rows - 1, columns, indptr: indptr.subarray(1), indices, values };
}

gpuTest("rated_cells spreads the entries of every slice out, and nothing else", async (gpu) => {
  const kernel = await createRatedCells(gpu);
  const sizes = [[0, 3, 4, 1], [1, 1, 4, 1], [5, 33, 36, 1], [70, 64, 64, 2], [9, 65, 12, 6]];
  for (const [items, users, lanes, slices] of sizes) {
    const random = stream("cells", `${items} ${users}`);
    using entries = createRatedEntries(gpu, lanes, slices);
    // Few entries, many, few again, and part of a larger matrix.
    const all = randomRows(random, users, items);
    const batches = [randomRows(random, 1, items), all, randomRows(random, 2, items), tail(all)];
    for (const batch of batches.filter(({ rows }) => rows <= users)) {
      using pool = createBufferPool(gpu);
      entries.set(batch);
      for (let slice = 0; slice < slices; slice++) {
        const { queue } = gpu.device;
        const cells = ratedCellsOnGpu(pool, items, lanes);
        const length = items * lanes;
        if (length > 0) queue.writeBuffer(cells.values, 0, new Float32Array(length).fill(7));
        submitSteps(gpu, [kernel.bind(pool, entries, slice, cells, lanes)]);
        const [values, bits] = await readBuffers(gpu, [cells.values, cells.bits]);
        const rows = Array.from({ length: lanes }, (_, b) => slice * lanes + b)
          .filter((row) => row < batch.rows);
        const part = rowsOf(batch, rows);
        const expected = Float32Array.from(spread(part, lanes, 7));
        deepStrictEqual(new Float32Array(values).subarray(0, length), expected);
        const expectedBits = bitsOf(part, lanes);
        deepStrictEqual(new Uint32Array(bits).subarray(0, expectedBits.length), expectedBits);
        strictEqual(entries.users(slice), rows.length);
        strictEqual(entries.count(slice), part.values.length);
      }
    }
  }
});

/** Some rows by themselves. */
function rowsOf({ columns, indptr, indices, values }: SparseMatrix, rows: readonly number[]) {
  const row: number[] = [], column: number[] = [], value: number[] = [];
  rows.forEach((r, b) => {
    for (let k = indptr[r]; k < indptr[r + 1]; k++) {
      row.push(b);
      column.push(indices[k]);
      value.push(values[k]);
    }
  });
  return sparseMatrix(rows.length, columns, { row, column, value }).matrix;
}

gpuTest("createRatedEntries() makes longer buffers only where it has to", async (gpu) => {
  using entries = createRatedEntries(gpu, 8, 1);
  using pool = createBufferPool(gpu);
  put(gpu, pool, []);
  const random = stream("entries");
  const few = randomRows(random, 3, 20), many = randomRows(random, 8, 90);
  strictEqual(entries.set(few), true);
  const { buffers, bytes } = entries;
  strictEqual(entries.set(few), false);
  strictEqual(entries.buffers, buffers);
  strictEqual(entries.set(many), true);
  strictEqual(entries.bytes >= bytes + 12 * (many.values.length - few.values.length), true);
  strictEqual(entries.set(few), false);
  throws(() => entries.set(randomRows(random, 9, 3)), /9 users, expected at most 8/);
  await readBuffers(gpu, [entries.start]);
});
