import { deepStrictEqual } from "node:assert/strict";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import { createBatchSums } from "../../src/kernels/batch_sums.ts";
import { submitSteps } from "../../src/kernels/dispatch.ts";
import { gpuTest } from "../_gpu.ts";
import { close, normals, stream } from "./_edges.ts";
import { cellsOnGpu, put, randomRows, spread } from "./_rated.ts";

const BOUND = 3e-6;

/** Around the eight rows of a workgroup, the 64 that share a lane, and whole words of bits. */
const SIZES = [[0, 4], [1, 4], [3, 0], [7, 8], [8, 28], [9, 36], [63, 64], [65, 68], [200, 260]];

gpuTest(
  "bindRows() adds up rows, whole ones and rated cells, and repeats to the bit",
  async (gpu) => {
    const kernels = await createBatchSums(gpu);
    for (const [rows, lanes] of SIZES) {
      const random = stream("rows", `${rows} ${lanes}`);
      const whole = normals(random, rows * lanes);
      const rated = randomRows(random, Math.max(0, lanes - 2), rows);
      for (const matrix of [whole, spread(rated, lanes)]) {
        using pool = createBufferPool(gpu);
        const expected = Float64Array.from(
          { length: rows },
          (_, r) => matrix.subarray(r * lanes, (r + 1) * lanes).reduce((sum, x) => sum + x, 0),
        );
        const onGpu = matrix === whole
          ? put(gpu, pool, whole)
          : cellsOnGpu(gpu, pool, rated, lanes);
        const [sums, again] = [0, 1].map(() => put(gpu, pool, expected.map(() => NaN)));
        const operands = { matrix: onGpu, sums, rows, lanes };
        submitSteps(gpu, [
          kernels.bindRows(pool, operands),
          kernels.bindRows(pool, { ...operands, sums: again }),
        ]);
        const [found, same] = (await readBuffers(gpu, [sums, again]))
          .map((bytes) => new Float32Array(bytes));
        close(found, expected, BOUND, `${rows} rows, ${lanes} lanes`);
        deepStrictEqual(same, found);
        submitSteps(gpu, [kernels.bindRows(pool, { ...operands, accumulate: true })]);
        const [bytes] = await readBuffers(gpu, [sums]);
        close(new Float32Array(bytes), expected.map((sum) => 2 * sum), BOUND, "twice");
      }
    }
  },
);

gpuTest("bindLanes() adds up lanes and repeats to the bit", async (gpu) => {
  const kernels = await createBatchSums(gpu);
  for (const [rows, lanes] of SIZES) {
    const matrix = normals(stream("lanes", `${rows} ${lanes}`), rows * lanes);
    const expected = new Float64Array(lanes);
    matrix.forEach((x, at) => expected[at % lanes] += x);
    using pool = createBufferPool(gpu);
    const onMatrix = put(gpu, pool, matrix);
    const runs = [0, 1].map(() => put(gpu, pool, expected.map(() => NaN)));
    submitSteps(
      gpu,
      runs.map((sums) => kernels.bindLanes(pool, { matrix: onMatrix, sums, rows, lanes })),
    );
    const [found, again] = (await readBuffers(gpu, runs)).map((bytes) => new Float32Array(bytes));
    close(found, expected, BOUND, `${rows} rows, ${lanes} lanes`);
    deepStrictEqual(again, found);
  }
});
