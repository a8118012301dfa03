import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { ACTIVATIONS, activationSlope, activationValue } from "../../src/kernels/activation.ts";
import { edgeSddmm, edgeSpmm } from "../../src/kernels/edge_kernels_cpu.ts";
import { createEdgeKernels, type EdgeKernels } from "../../src/kernels/edge_kernels_wasm.ts";
import { type EdgeRows, type EdgeTopology, padLanes } from "../../src/kernels/edge_topology.ts";
import {
  close,
  longestRow,
  longRowTopology,
  normals,
  randomTopology,
  SIZES,
  stream,
} from "./_edges.ts";

const BOUND = 3e-6;

/** Of ten thousand terms added one after the other. */
const LONG_BOUND = 5e-5;

/** The dense matrix (items, attributes) of some weights. */
function dense({ byItem: { rows, columns, start, column } }: EdgeTopology, weight: Float64Array) {
  const cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (let i = 0; i < rows; i++) {
    for (let e = start[i]; e < start[i + 1]; e++) cells[i][column[e]] = weight[e];
  }
  return cells;
}

Deno.test("edgeSpmm and edgeSddmm equal dense products, both ways", () => {
  for (const sizes of SIZES.filter(({ lanes }) => lanes < 64)) {
    const { items, attributes, lanes } = sizes;
    const random = stream("dense", JSON.stringify(sizes));
    const topology = randomTopology(random, sizes);
    const { byItem, byAttribute } = topology;
    const weight = normals(random, byItem.column.length);
    const matrix = dense(topology, weight);
    const x = normals(random, items * lanes), h = normals(random, attributes * lanes);
    const up = new Float64Array(h.length), down = new Float64Array(x.length);
    const gradient = new Float64Array(weight.length);
    edgeSpmm(byAttribute, weight, x, up, lanes);
    edgeSpmm(byItem, weight, h, down, lanes);
    edgeSddmm(byItem, x, h, gradient, lanes);
    const expectedUp = new Float64Array(h.length), expectedDown = new Float64Array(x.length);
    for (let b = 0; b < lanes; b++) {
      for (let i = 0; i < items; i++) {
        for (let f = 0; f < attributes; f++) {
          expectedUp[f * lanes + b] += matrix[i][f] * x[i * lanes + b];
          expectedDown[i * lanes + b] += matrix[i][f] * h[f * lanes + b];
        }
      }
    }
    close(up, expectedUp, 1e-14, "encode");
    close(down, expectedDown, 1e-14, "decode");
    for (let i = 0; i < items; i++) {
      for (let e = byItem.start[i]; e < byItem.start[i + 1]; e++) {
        let sum = 0;
        for (let b = 0; b < lanes; b++) {
          sum += x[i * lanes + b] * h[byItem.column[e] * lanes + b];
        }
        ok(Math.abs(sum - gradient[e]) < 1e-12);
      }
    }
  }
});

Deno.test("activationSlope is the derivative of activationValue", () => {
  for (const activation of ACTIVATIONS) {
    for (const sum of [-3, -0.7, -0.01, 0.02, 0.6, 4]) {
      const value = (z: number) => activationValue(activation, z);
      const expected = (value(sum + 1e-6) - value(sum - 1e-6)) / 2e-6;
      const found = activationSlope(activation, value(sum));
      ok(Math.abs(found - expected) < 1e-8, `${activation} at ${sum}: ${found}, not ${expected}`);
    }
  }
});

/** Runs a product in WebAssembly and in float64 and compares the two. */
function compareSpmm(
  kernels: EdgeKernels,
  edges: EdgeRows,
  lanes: number,
  finish: "plain" | "bias" | "back",
) {
  const random = stream("wasm", String(edges.rows), finish);
  // Sums of about 1: float32 errors of large sums would be errors of tanh too.
  const longest = longestRow(edges), shrink = 1 / Math.sqrt(longest + 1);
  const weight = normals(random, edges.column.length).map((w) => Math.fround(shrink * w));
  const x = normals(random, edges.columns * lanes), bias = normals(random, edges.rows);
  const values = normals(random, edges.rows * lanes).map(Math.fround);
  const put = (from: Float64Array) => {
    const to = kernels.floats(from.length);
    to.values.set(from);
    return to;
  };
  const placed = kernels.place(edges);
  const [w, onX, onBias, onValues] = [weight, x, bias, values].map(put);
  const y = kernels.floats(edges.rows * lanes);
  const expected = new Float64Array(y.length);
  for (const activation of finish === "plain" ? [undefined] : ACTIVATIONS) {
    y.values.fill(NaN);
    const inner = { bias, activation }, outer = { bias: onBias, activation };
    const back = activation ?? "identity";
    edgeSpmm(
      edges,
      weight,
      x,
      expected,
      lanes,
      finish === "plain" ? {} : finish === "bias" ? inner : { slopeOf: back, values },
    );
    const run = () => {
      kernels.spmm(
        placed,
        w,
        onX,
        y,
        lanes,
        finish === "plain" ? {} : finish === "bias" ? outer : { slopeOf: back, values: onValues },
      );
      return y.values.slice();
    };
    const first = run();
    close(first, expected, longest < 1e4 ? BOUND : LONG_BOUND, `${finish} ${activation}`);
    deepStrictEqual(run(), first);
  }
}

for (const relaxed of [true, false]) {
  Deno.test(`WebAssembly spmm equals its float64 twin, ${relaxed ? "fused" : "plain"}`, () => {
    const kernels = createEdgeKernels({ relaxed });
    for (const sizes of SIZES) {
      const topology = randomTopology(stream("spmm", JSON.stringify(sizes)), sizes);
      for (const edges of [topology.byItem, topology.byAttribute]) {
        for (const finish of ["plain", "bias", "back"] as const) {
          compareSpmm(kernels, edges, sizes.lanes, finish);
        }
      }
    }
    const long = longRowTopology(stream("long"));
    compareSpmm(kernels, long.byAttribute, 36, "bias");
    compareSpmm(kernels, long.byItem, 36, "plain");
  });

  Deno.test(`WebAssembly sddmm equals its float64 twin, ${relaxed ? "fused" : "plain"}`, () => {
    const kernels = createEdgeKernels({ relaxed });
    const cases = SIZES.map((sizes) => ({
      lanes: sizes.lanes,
      byItem: randomTopology(stream("sddmm", JSON.stringify(sizes)), sizes).byItem,
    }));
    cases.push({ lanes: 36, byItem: longRowTopology(stream("long")).byItem });
    for (const { byItem, lanes } of cases) {
      const random = stream("operands", String(byItem.rows));
      const a = normals(random, byItem.rows * lanes), b = normals(random, byItem.columns * lanes);
      const expected = new Float64Array(byItem.column.length);
      edgeSddmm(byItem, a, b, expected, lanes);
      const placed = kernels.place(byItem);
      const onA = kernels.floats(a.length), onB = kernels.floats(b.length);
      const gradient = kernels.floats(expected.length);
      onA.values.set(a);
      onB.values.set(b);
      gradient.values.fill(NaN);
      kernels.sddmm(placed, onA, onB, gradient, lanes);
      const first = gradient.values.slice();
      close(first, expected, BOUND, `${lanes} lanes`);
      kernels.sddmm(placed, onA, onB, gradient, lanes);
      deepStrictEqual(gradient.values.slice(), first);
      kernels.sddmm(placed, onA, onB, gradient, lanes, { accumulate: true });
      edgeSddmm(byItem, a, b, expected, lanes, { accumulate: true });
      close(gradient.values, expected, BOUND, `${lanes} lanes, twice`);
    }
  });
}

Deno.test("WebAssembly activations hold over their whole range", () => {
  const kernels = createEdgeKernels();
  // One item with one attribute of weight 1: spmm only applies phi.
  const edges = { rows: 1, columns: 1, start: Uint32Array.of(0, 1), column: Uint32Array.of(0) };
  const points = Float64Array.from({ length: 4000 }, (_, k) => Math.fround((k - 2000) / 17));
  points.set([1e-30, -1e-30, 1e-4, -1e-4, 0.6249, 0.6251, -200, 200, 3e38, -3e38]);
  const placed = kernels.place(edges), weight = kernels.floats(1);
  const x = kernels.floats(points.length), y = kernels.floats(points.length);
  weight.values[0] = 1;
  x.values.set(points);
  for (const activation of ACTIVATIONS) {
    kernels.spmm(placed, weight, x, y, points.length, { activation });
    points.forEach((point, k) => {
      const expected = activationValue(activation, point), found = y.values[k];
      const error = Math.abs(found - expected) / Math.max(Math.abs(expected), 1e-30);
      ok(error < 4e-7 || activation === "sigmoid" && expected < 1e-37, `${activation}(${point})`);
    });
  }
  x.values[1] = NaN;
  kernels.spmm(placed, weight, x, y, points.length, { activation: "tanh" });
  ok(Number.isNaN(y.values[1]) && !Number.isNaN(y.values[0]));
});

Deno.test("createEdgeKernels refuses operands that are not of the edges' shape", () => {
  const kernels = createEdgeKernels();
  const { byItem, byAttribute } = randomTopology(stream("wrong"), SIZES[6]);
  const placed = kernels.place(byItem), edges = byItem.column.length;
  const weight = kernels.floats(edges), x = kernels.floats(5 * 12), y = kernels.floats(7 * 12);
  const run = (lanes: number, w = weight) => kernels.spmm(placed, w, x, y, lanes);
  run(12);
  throws(() => run(11), /multiples of 4/);
  throws(() => run(16), {
    name: "RangeError",
    message: "Cannot use x: it has 60 numbers, expected 80",
  });
  throws(() => run(12, x), RangeError);
  throws(() => kernels.sddmm(kernels.place(byAttribute), x, y, weight, 12), /by item/);
  strictEqual(padLanes(5), 8);
});
