import { deepStrictEqual, throws } from "node:assert/strict";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import { submitSteps } from "../../src/kernels/dispatch.ts";
import { edgeSddmm } from "../../src/kernels/edge_kernels_cpu.ts";
import { createRatedSddmm } from "../../src/kernels/rated_sddmm.ts";
import { gpuTest } from "../_gpu.ts";
import { close, longRowTopology, normals, randomTopology, SIZES, stream } from "./_edges.ts";
import { cellsOnGpu, put, randomRows, spread } from "./_rated.ts";

const BOUND = 5e-6;

gpuTest("rated_sddmm equals edgeSddmm of what is rated, and repeats to the bit", async (gpu) => {
  const kernel = await createRatedSddmm(gpu);
  const cases = SIZES.map((sizes) => ({
    lanes: sizes.lanes,
    topology: randomTopology(stream("rated sddmm", JSON.stringify(sizes)), sizes),
  }));
  cases.push({ lanes: 36, topology: longRowTopology(stream("long")) });
  for (const { topology: { byItem, byAttribute }, lanes } of cases) {
    const random = stream("rated operands", String(byItem.rows));
    const b = normals(random, byItem.columns * lanes);
    const a = randomRows(random, Math.max(0, lanes - 2), byItem.rows);
    const expected = new Float64Array(byItem.column.length);
    edgeSddmm(byItem, spread(a, lanes), b, expected, lanes);
    using pool = createBufferPool(gpu);
    const placed = kernel.place(pool, byItem);
    const onB = put(gpu, pool, b), cells = cellsOnGpu(gpu, pool, a, lanes);
    const gradients = [0, 1, 2].map(() => put(gpu, pool, expected.map(() => NaN)));
    const steps = gradients.map((gradient) =>
      placed.bind(pool, { a: cells, b: onB, gradient, lanes })
    );
    const again = { a: cells, b: onB, gradient: gradients[2], lanes, accumulate: true };
    submitSteps(gpu, [...steps, placed.bind(pool, again)]);
    const [first, second, twice] = (await readBuffers(gpu, gradients))
      .map((bytes) => new Float32Array(bytes));
    close(first, expected, BOUND, `${lanes} lanes`);
    deepStrictEqual(second, first);
    close(twice, expected.map((sum) => 2 * sum), BOUND, `${lanes} lanes, twice`);
    throws(() => kernel.place(pool, byAttribute), /by item/);
    throws(() => placed.bind(pool, { ...again, lanes: 6 }), /multiple of 4/);
  }
});
