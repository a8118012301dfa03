import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type RidgeSystem, solveRidge } from "../../src/kernels/ridge_cpu.ts";
import { createRidgeKernel, type RidgeKernel } from "../../src/kernels/ridge_wasm.ts";
import { createRandom } from "../../src/random.ts";
import { seed } from "./_edges.ts";

/** A = X^T X of random X with as many rows as given, b and penalties; some columns are repeated. */
function fill(system: RidgeSystem, rows: number, penalty: number, drawn: number): RidgeSystem {
  const { unknowns, stride, gram, target } = system;
  const random = createRandom(drawn, "ridge");
  const x = Array.from({ length: rows }, () => {
    const row = Array.from({ length: unknowns }, () => random.normal());
    for (let c = 3; c < unknowns; c += 5) row[c] = row[c - 2];
    return row;
  });
  const y = Array.from({ length: rows }, () => random.normal());
  for (let i = 0; i < unknowns; i++) {
    for (let j = 0; j <= i; j++) {
      gram[i * stride + j] = x.reduce((sum, row) => sum + row[i] * row[j], 0);
    }
    target[i] = x.reduce((sum, row, r) => sum + row[i] * y[r], 0);
    system.penalty[i] = penalty * (1 + i % 2);
  }
  return system;
}

const entry = ({ gram, stride, penalty }: RidgeSystem, i: number, j: number) =>
  gram[Math.max(i, j) * stride + Math.min(i, j)] + (i === j ? penalty[i] : 0);

/** Gauss with partial pivoting on the whole matrix: no shortcut shared with what it is held against. */
function eliminate(system: RidgeSystem): number[] {
  const { unknowns: n, target } = system;
  const rows = Array.from(
    { length: n },
    (_, i) => [...Array.from({ length: n }, (_, j) => entry(system, i, j)), target[i]],
  );
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[best][c])) best = r;
    [rows[c], rows[best]] = [rows[best], rows[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r][c] / rows[c][c];
      for (let k = c; k <= n; k++) rows[r][k] -= factor * rows[c][k];
    }
  }
  return rows.map((row, c) => row[n] / row[c]);
}

const largest = (values: ArrayLike<number>) =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Asserts that two solutions agree within some parts of the largest weight. */
function close(found: ArrayLike<number>, expected: ArrayLike<number>, parts: number): void {
  strictEqual(found.length, expected.length);
  const most = largest(expected);
  for (let k = 0; k < found.length; k++) {
    ok(Math.abs(found[k] - expected[k]) <= parts * most, `${k}: ${found[k]}, ${expected[k]}`);
  }
}

const kernel = createRidgeKernel();

Deno.test("the WebAssembly kernel, solveRidge() and a dense elimination agree", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom(1e-3, 1, 100),
      fc.integer(),
      (unknowns, rows, penalty, drawn) => {
        const system = fill(kernel.system(unknowns), rows, penalty, drawn);
        const found = kernel.solve().slice(), twin = solveRidge(system);
        close(found, twin, 1e-9);
        close(twin, eliminate(system), 1e-9);
      },
    ),
    { seed, numRuns: 300 },
  );
});

Deno.test("the WebAssembly kernel solves systems of any size, one after another", () => {
  const own: RidgeKernel = createRidgeKernel();
  const before = own.bytes;
  for (const unknowns of [1, 260, 3, 0, 123, 4, 127, 5]) {
    const system = fill(own.system(unknowns), 50, 2, unknowns);
    close(own.solve(), solveRidge(system), 1e-11);
  }
  ok(own.bytes > before);
  throws(() => own.system(20_000), {
    name: "RangeError",
    message: /^Cannot solve for 20000 weights: they take 640\d+ bytes, expected at most 42949/,
  });
});

Deno.test("the WebAssembly kernel keeps the system, for other penalties", () => {
  const system = fill(kernel.system(37), 80, 1, 9);
  const { gram, target, penalty } = system;
  const first = kernel.solve().slice(), kept = [gram.slice(), target.slice()];
  penalty.fill(50);
  const second = kernel.solve().slice();
  close(second, solveRidge(system), 1e-12);
  ok(largest(second) < largest(first));
  deepStrictEqual([gram.slice(), target.slice()], kept);
  for (let k = 0; k < 37; k++) penalty[k] = 1 + k % 2;
  deepStrictEqual(kernel.solve().slice(), first);
});

Deno.test("both solvers leave out what a vanishing penalty cannot hold apart", () => {
  // Twice the same column, and one that is all 0.
  const system = kernel.system(3);
  system.gram.set([1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
  system.target.set([1, 1, 0]);
  system.penalty.fill(1e-300);
  for (const weights of [kernel.solve(), solveRidge(system)]) {
    deepStrictEqual([...weights], [1, 0, 0]);
  }
});

Deno.test("solveRidge() meets the normal equations", () => {
  const plain = (unknowns: number): RidgeSystem => ({
    unknowns,
    stride: unknowns,
    gram: new Float64Array(unknowns ** 2),
    target: new Float64Array(unknowns),
    penalty: new Float64Array(unknowns),
  });
  for (const unknowns of [0, 1, 7, 64]) {
    const system = fill(plain(unknowns), 30, 0.5, unknowns);
    const weights = solveRidge(system);
    for (let i = 0; i < unknowns; i++) {
      const sum = weights.reduce((total, w, j) => total + entry(system, i, j) * w, 0);
      ok(Math.abs(sum - system.target[i]) < 1e-10);
    }
  }
});
