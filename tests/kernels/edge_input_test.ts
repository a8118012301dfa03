import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { createSparseInput } from "../../src/kernels/edge_input_wasm.ts";
import { edgeSddmm, edgeSpmm } from "../../src/kernels/edge_kernels_cpu.ts";
import { createEdgeKernels } from "../../src/kernels/edge_kernels_wasm.ts";
import type { Random } from "../../src/random.ts";
import { close, longRowTopology, normals, randomTopology, SIZES, stream } from "./_edges.ts";

/** Users of whom some have nothing and some nearly everything. */
function randomInputs(random: Random, items: number, users: number): SparseMatrix {
  const row: number[] = [], column: number[] = [];
  for (let user = 0; user < users; user++) {
    const share = [0, 0.1, 0.9][user % 3];
    for (let item = 0; item < items; item++) {
      if (random.next() >= share) continue;
      row.push(user);
      column.push(item);
    }
  }
  return sparseMatrix(users, items, { row, column, value: normals(random, row.length) }).matrix;
}

Deno.test("a sparse input gives what the dense one gives", () => {
  const cases = SIZES.map((sizes) => ({
    lanes: sizes.lanes,
    topology: randomTopology(stream("input", JSON.stringify(sizes)), sizes),
  }));
  cases.push({ lanes: 8, topology: longRowTopology(stream("long")) });
  for (const { lanes, topology: { byItem, byAttribute } } of cases) {
    const random = stream("rated", `${byItem.rows} ${lanes}`);
    const items = byItem.rows, attributes = byItem.columns, edges = byItem.column.length;
    const inputs = randomInputs(random, items, 2 * lanes);
    const kernels = createEdgeKernels();
    const placed = kernels.place(byItem), input = createSparseInput(kernels, items, lanes);
    const weight = normals(random, edges).map((w) => Math.fround(w / 16));
    const bias = normals(random, attributes), back = normals(random, attributes * lanes);
    const put = (from: Float64Array) => {
      const to = kernels.floats(from.length);
      to.values.set(from);
      return to;
    };
    const [w, onBias, onBack] = [weight, bias, back].map(put);
    const hidden = kernels.floats(back.length), gradient = kernels.floats(edges);
    // One user, all lanes, and some lanes without a user.
    for (const count of [Math.min(1, lanes), lanes, Math.max(0, lanes - 3)]) {
      const users = random.shuffle(Array.from({ length: 2 * lanes }, (_, u) => u)).slice(0, count);
      input.set(inputs, users);
      const x = new Float64Array(items * lanes);
      users.forEach((user, b) => {
        for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
          x[inputs.indices[k] * lanes + b] = inputs.values[k];
        }
      });
      const expected = new Float64Array(hidden.length);
      for (const activation of ACTIVATIONS) {
        edgeSpmm(byAttribute, weight, x, expected, lanes, { bias, activation });
        hidden.values.fill(NaN);
        input.encode(placed, w, hidden, { bias: onBias, activation });
        const first = hidden.values.slice();
        close(first, expected, 2e-5, `${activation}, ${count} users`);
        input.encode(placed, w, hidden, { bias: onBias, activation });
        deepStrictEqual(hidden.values.slice(), first);
      }
      const slopes = new Float64Array(edges);
      edgeSddmm(byItem, x, back, slopes, lanes);
      gradient.values.fill(NaN);
      input.gradient(placed, onBack, gradient);
      close(gradient.values, slopes, 5e-6, `gradient of ${count} users`);
      input.gradient(placed, onBack, gradient, { accumulate: true });
      close(gradient.values, slopes.map((g) => 2 * g), 5e-6, `twice, ${count} users`);

      const z = normals(random, items * lanes), factor = normals(random, items);
      const [onZ, onFactor] = [z, factor].map(put), sums = kernels.floats(items);
      const expectedSums = new Float64Array(items);
      z.forEach((score, at) => expectedSums[Math.floor(at / lanes)] += score * x[at]);
      input.products(onZ, sums);
      close(sums.values, expectedSums, 5e-6, `products of ${count} users`);
      input.subtractFrom(onFactor, onZ);
      const without = z.map((score, at) => score - factor[Math.floor(at / lanes)] * x[at]);
      close(onZ.values, without, 5e-6, `${count} users taken off`);
    }
  }
});

Deno.test("a sparse input refuses more users than lanes and operands of another shape", () => {
  const kernels = createEdgeKernels();
  const { byItem, byAttribute } = randomTopology(stream("wrong"), SIZES[6]);
  const input = createSparseInput(kernels, 7, 12);
  const weight = kernels.floats(byItem.column.length), hidden = kernels.floats(5 * 12);
  const placed = kernels.place(byItem);
  const inputs = randomInputs(stream("wrong"), 7, 13);
  const others = randomInputs(stream("wrong"), 8, 13);
  throws(() => input.set(inputs, Array.from({ length: 13 }, (_, u) => u)), /at most 12/);
  throws(() => input.encode(kernels.place(byAttribute), weight, hidden), /by item/);
  input.encode(placed, weight, hidden);
  throws(() => input.encode(placed, weight, weight), RangeError);
  throws(() => input.set(others, [1, 2]), /8 items, expected 7/);
  const more = createSparseInput(kernels, 8, 12);
  throws(() => more.encode(placed, weight, hidden), /edges of 7 items: expected 8/);
  ok(hidden.values.every((h) => h === 0));
});
