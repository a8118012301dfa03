import { deepStrictEqual, ok } from "node:assert/strict";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import { batchLoss } from "../../src/kernels/batch_loss_cpu.ts";
import { submitSteps } from "../../src/kernels/dispatch.ts";
import { edgeSpmm } from "../../src/kernels/edge_kernels_cpu.ts";
import { padLanes } from "../../src/kernels/edge_topology.ts";
import { createRatedEntries } from "../../src/kernels/rated_entries.ts";
import { createRatedLoss } from "../../src/kernels/rated_loss.ts";
import { gpuTest } from "../_gpu.ts";
import { close, longestRow, normals, randomTopology, stream } from "./_edges.ts";
import { put, randomRows, spread } from "./_rated.ts";

const BOUND = 5e-6;

/** Items, neurons, edges and users: nothing, one, and around the eight entries and edges that go together. */
const SIZES = [[0, 2, 0, 3], [1, 1, 1, 1], [5, 3, 0, 4], [7, 5, 20, 9], [70, 9, 300, 33], [
  200,
  30,
  900,
  5,
]];

gpuTest("rated_scores and rated_squared_error equal their twins at rated cells", async (gpu) => {
  const kernels = await createRatedLoss(gpu);
  for (const [items, neurons, edges, users] of SIZES) {
    const random = stream("rated loss", `${items} ${users}`);
    const lanes = padLanes(users);
    const sizes = { items, attributes: neurons, edges, lanes };
    const { byItem } = randomTopology(random, sizes);
    const rows = randomRows(random, users, items);
    const targets = { ...rows, values: rows.values.map((x) => Math.min(1, Math.abs(x))) };
    const shrink = 1 / Math.sqrt(longestRow(byItem) + 1);
    const weight = normals(random, byItem.column.length).map((w) => Math.fround(shrink * w));
    const hidden = normals(random, neurons * lanes), bias = normals(random, items);
    using pool = createBufferPool(gpu);
    using entries = createRatedEntries(gpu, lanes, 1);
    entries.set(targets);
    const [onWeight, onHidden, onBias] = [weight, hidden, bias].map((v) => put(gpu, pool, v));
    const placed = kernels.place(pool, byItem);
    for (const biased of [false, true]) {
      const scores = new Float64Array(items * lanes), slopes = scores.slice();
      edgeSpmm(byItem, weight, hidden, scores, lanes, biased ? { bias } : {});
      const losses = batchLoss("observed-squared-error", scores, slopes, lanes, {
        targets,
        users: Uint32Array.from({ length: users }, (_, b) => b),
        scale: new Float64Array(users).fill(1 / users),
      });
      const runs = [0, 1].map(() => {
        const [z, gradient] = [0, 1].map(() => put(gpu, pool, scores.map(() => NaN)));
        const loss = put(gpu, pool, new Float32Array(lanes).fill(NaN));
        const operands = { weight: onWeight, hidden: onHidden, z, lanes };
        const withBias = biased ? { ...operands, bias: onBias } : operands;
        submitSteps(gpu, [
          placed.bind(pool, entries, 0, withBias),
          kernels.bind(pool, entries, 0, { z, gradient, loss, lanes }),
        ]);
        return [z, gradient, loss];
      });
      const [z, gradient, loss, ...again] = (await readBuffers(gpu, runs.flat()))
        .map((bytes) => new Float32Array(bytes));
      const what = `${items} items, ${users} users, ${biased}`;
      // The other cells are as they were.
      const rated = spread({ ...targets, values: targets.values.map(() => 1) }, lanes);
      rated.forEach((one, at) =>
        ok(one === 1 || (Number.isNaN(z[at]) && Number.isNaN(gradient[at])))
      );
      const atRated = (cells: ArrayLike<number>) =>
        rated.map((one, at) => one === 1 ? cells[at] : 0);
      close(atRated(z), atRated(scores), BOUND, `scores, ${what}`);
      close(atRated(gradient), slopes, BOUND, `slopes, ${what}`);
      close(loss.subarray(0, users), losses, BOUND, `loss, ${what}`);
      deepStrictEqual(again, [z, gradient, loss]);
    }
  }
});
