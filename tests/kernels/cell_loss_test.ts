import { deepStrictEqual, ok } from "node:assert/strict";
import type { SparseMatrix } from "../../src/data/sparse_matrix.ts";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { batchLoss } from "../../src/kernels/batch_loss_cpu.ts";
import { createBatchSums } from "../../src/kernels/batch_sums.ts";
import { type CellLoss, createCellLoss } from "../../src/kernels/cell_loss.ts";
import { submitSteps } from "../../src/kernels/dispatch.ts";
import { padLanes } from "../../src/kernels/edge_topology.ts";
import { createRatedEntries } from "../../src/kernels/rated_entries.ts";
import { gpuTest } from "../_gpu.ts";
import { close, normals, stream } from "./_edges.ts";
import { cellsOnGpu, put, randomRows } from "./_rated.ts";

const BOUND = 3e-6;

/** Items and users: nothing, one, and around the 16 items of a part, the words of bits and the workgroups. */
const SIZES = [[0, 3], [1, 1], [7, 3], [15, 4], [16, 9], [17, 33], [64, 64], [1030, 70], [
  300,
  258,
]];

/** Loss and slopes of a batch, twice. */
async function run(gpu: Gpu, kernel: CellLoss, targets: SparseMatrix, z: Float64Array) {
  const items = targets.columns, lanes = padLanes(targets.rows);
  using pool = createBufferPool(gpu);
  using entries = createRatedEntries(gpu, lanes, 1);
  entries.set(targets);
  const buffers = [0, 1].flatMap(() => {
    const slopes = cellsOnGpu(gpu, pool, targets, lanes);
    const loss = put(gpu, pool, new Float32Array(lanes).fill(NaN));
    const operands = { items, z: put(gpu, pool, z), slopes, loss, part: entries.parts[0], lanes };
    submitSteps(gpu, [kernel.bind(pool, operands)]);
    return [slopes.values, loss];
  });
  const [slopes, loss, ...again] = (await readBuffers(gpu, buffers))
    .map((bytes) => new Float32Array(bytes));
  deepStrictEqual(again, [slopes, loss]);
  return { slopes, losses: loss.subarray(0, targets.rows) };
}

for (const loss of ["multinomial", "squared-error"] as const) {
  gpuTest(`${loss} over cells equals batchLoss() and repeats to the bit`, async (gpu) => {
    const kernel = await createCellLoss(gpu, loss, await createBatchSums(gpu));
    for (const [items, users] of SIZES) {
      const random = stream("cell loss", `${items} ${users}`);
      const rows = randomRows(random, users, items), lanes = padLanes(users);
      const targets = { ...rows, values: rows.values.map(Math.abs) };
      const z = normals(random, items * lanes).map((z) => Math.fround(3 * z));
      const expected = new Float64Array(z.length);
      const losses = batchLoss(loss, z, expected, lanes, {
        targets,
        users: Uint32Array.from({ length: users }, (_, b) => b),
        scale: new Float64Array(users).fill(1 / users),
      });
      const found = await run(gpu, kernel, targets, z);
      close(found.slopes, expected, BOUND, `${items} items, ${users} users`);
      close(found.losses, losses, BOUND, `${items} items, ${users} users`);
    }
  });
}

gpuTest("multinomial over cells stands scores that exp does not", async (gpu) => {
  const kernel = await createCellLoss(gpu, "multinomial", await createBatchSums(gpu));
  const items = 40, z = new Float64Array(items * 4).fill(-2000);
  // Two far above the others, in different parts; the user has one of them.
  z[4 * 3] = z[4 * 33] = 5000;
  const indices = Uint32Array.of(33), values = Float32Array.of(1), indptr = Uint32Array.of(0, 1);
  const targets = { rows: 1, columns: items, indptr, indices, values };
  const { slopes, losses } = await run(gpu, kernel, targets, z);
  ok(Math.abs(losses[0] - Math.LN2) < 1e-3);
  const near = (found: number, expected: number) => ok(Math.abs(found - expected) < 1e-3);
  near(slopes[4 * 3], 0.5);
  near(slopes[4 * 33], -0.5);
  near(slopes[0], 0);
});
