import { deepStrictEqual, ok } from "node:assert/strict";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import {
  BATCH_LOSSES,
  batchLoss,
  type BatchTargets,
  createWasmBatchLoss,
} from "../../src/kernels/batch_loss_cpu.ts";
import { createEdgeKernels } from "../../src/kernels/edge_kernels_wasm.ts";
import { padLanes } from "../../src/kernels/edge_topology.ts";
import type { Random } from "../../src/random.ts";
import { close, normals, stream } from "./_edges.ts";

/** Items and users of a batch: nothing, one, and off every multiple. */
const SIZES = [[0, 3], [5, 0], [1, 1], [7, 3], [63, 4], [64, 15], [65, 16], [200, 17], [300, 70]];

/** Targets of twice as many users as the batch takes; some users have none and one has every item. */
function randomTargets(random: Random, items: number, users: number): SparseMatrix {
  const row: number[] = [], column: number[] = [], value: number[] = [];
  for (let user = 0; user < 2 * users; user++) {
    const share = user % 5 === 0 ? 0 : user % 5 === 1 ? 1 : 0.2;
    for (let item = 0; item < items; item++) {
      if (random.next() >= share) continue;
      row.push(user);
      column.push(item);
      value.push(1 + random.integer(4) / 4);
    }
  }
  return sparseMatrix(2 * users, items, { row, column, value }).matrix;
}

function randomBatch(items: number, users: number) {
  const random = stream("loss", `${items} ${users}`);
  const targets = randomTargets(random, items, users);
  const all = Array.from({ length: 2 * users }, (_, user) => user);
  const chosen = random.shuffle(all).slice(0, users);
  const scale = Float32Array.from({ length: users }, () => 0.5 + random.next());
  const lanes = padLanes(users);
  const batch: BatchTargets = { targets, users: chosen, scale };
  return { batch, lanes, z: normals(random, items * lanes).map((z) => Math.fround(3 * z)) };
}

Deno.test("batchLoss equals the formulas written out", () => {
  const { batch, lanes, z } = randomBatch(7, 3);
  const { targets: { indptr, indices, values }, users } = batch;
  for (let b = 0; b < users.length; b++) {
    const row: Record<number, number> = {};
    for (let k = indptr[users[b]]; k < indptr[users[b] + 1]; k++) row[indices[k]] = values[k];
    const scores = Array.from({ length: 7 }, (_, i) => z[i * lanes + b]);
    const logSum = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
    const sum = (term: (score: number, x: number | undefined) => number) =>
      scores.reduce((sum, score, i) => sum + term(score, row[i]), 0);
    const logistic = (score: number) => 1 / (1 + Math.exp(-score));
    const expected = {
      "multinomial": sum((score, x = 0) => -x * (score - logSum)),
      "squared-error": sum((score, x = 0) => (score - x) ** 2),
      "observed-squared-error": sum((score, x) => x === undefined ? 0 : (logistic(score) - x) ** 2),
    };
    for (const loss of BATCH_LOSSES) {
      const found = batchLoss(loss, z, new Float64Array(z.length), lanes, batch)[b];
      ok(Math.abs(found - expected[loss]) < 1e-10, `${loss}: ${found}, not ${expected[loss]}`);
    }
  }
});

Deno.test("batchLoss gives the slopes of its losses, and 0 in lanes without a user", () => {
  const { batch, lanes, z } = randomBatch(11, 6);
  for (const loss of BATCH_LOSSES) {
    const gradient = new Float64Array(z.length), unused = new Float64Array(z.length);
    batchLoss(loss, z, gradient, lanes, batch);
    const total = (at: number, by: number) => {
      const moved = z.slice();
      moved[at] += by;
      return batchLoss(loss, moved, unused, lanes, batch)
        .reduce((sum, l, b) => sum + batch.scale[b] * l, 0);
    };
    const slopes = z.map((_, at) => (total(at, 1e-5) - total(at, -1e-5)) / 2e-5);
    close(gradient, slopes, 1e-7, loss);
    for (let at = 0; at < z.length; at++) if (at % lanes >= 6) ok(gradient[at] === 0);
  }
});

Deno.test("the multinomial loss stands scores that exp does not", () => {
  const { matrix: targets } = sparseMatrix(1, 3, { row: [0], column: [1], value: [1] });
  const z = Float32Array.of(-2000, 0, 0, 0, 5000, 0, 0, 0, 5000, 0, 0, 0);
  const kernels = createEdgeKernels();
  const onZ = kernels.floats(12), gradient = kernels.floats(12);
  onZ.values.set(z);
  const [loss] = createWasmBatchLoss(kernels, "multinomial", 4)
    .run(onZ, gradient, { targets, users: [0], scale: [1] });
  ok(Math.abs(loss - Math.LN2) < 1e-3);
  deepStrictEqual([...gradient.values].map((g) => Math.round(g * 1e6) / 1e6 + 0), [
    ...[0, 0, 0, 0],
    ...[-0.5, 0, 0, 0],
    ...[0.5, 0, 0, 0],
  ]);
});

Deno.test("WebAssembly losses equal their float64 twins and repeat to the bit", () => {
  for (const [items, users] of SIZES) {
    const { batch, lanes, z } = randomBatch(items, users);
    const kernels = createEdgeKernels();
    const onZ = kernels.floats(z.length), gradient = kernels.floats(z.length);
    onZ.values.set(z);
    for (const loss of BATCH_LOSSES) {
      const expected = new Float64Array(z.length);
      const losses = batchLoss(loss, z, expected, lanes, batch);
      const fast = createWasmBatchLoss(kernels, loss, lanes);
      gradient.values.fill(NaN);
      const found = fast.run(onZ, gradient, batch), first = gradient.values.slice();
      close(first, expected, 2e-6, `${loss} of ${items} items, ${users} users`);
      close(found, losses, 2e-6, `${loss} of ${items} items, ${users} users`);
      deepStrictEqual(fast.run(onZ, gradient, batch), found);
      deepStrictEqual(gradient.values.slice(), first);
    }
  }
});
