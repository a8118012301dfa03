import { deepStrictEqual, throws } from "node:assert/strict";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { numbersOnGpu, submitSteps } from "../../src/kernels/dispatch.ts";
import { edgeSddmm, edgeSpmm, type Finish } from "../../src/kernels/edge_kernels_cpu.ts";
import { createEdgeSddmm } from "../../src/kernels/edge_sddmm.ts";
import { createEdgeSpmm, type EdgeSpmm } from "../../src/kernels/edge_spmm.ts";
import type { EdgeRows } from "../../src/kernels/edge_topology.ts";
import { gpuTest } from "../_gpu.ts";
import {
  close,
  longestRow,
  longRowTopology,
  normals,
  randomTopology,
  SIZES,
  stream,
} from "./_edges.ts";

const BOUND = 5e-6;

type Kind = "plain" | "bias" | "back";

/** Runs a product on the GPU, twice, and in float64, with all activations. */
async function compareSpmm(gpu: Gpu, spmm: EdgeSpmm, edges: EdgeRows, lanes: number, kind: Kind) {
  const random = stream("gpu", String(edges.rows), kind);
  // Sums of about 1: float32 errors of large sums would be errors of tanh too.
  const shrink = 1 / Math.sqrt(longestRow(edges) + 1);
  const weight = normals(random, edges.column.length).map((w) => Math.fround(shrink * w));
  const x = normals(random, edges.columns * lanes), bias = normals(random, edges.rows);
  const values = normals(random, edges.rows * lanes);
  using pool = createBufferPool(gpu);
  const put = (from: Float64Array) =>
    from.length === 0 ? numbersOnGpu(pool, "", 0) : pool.upload("", Float32Array.from(from));
  const placed = spmm.place(pool, edges);
  const [w, onX, onBias, onValues] = [weight, x, bias, values].map(put);
  for (const activation of kind === "plain" ? ["identity" as const] : ACTIVATIONS) {
    const finishOf = <T>(bias: T, values: T): Finish<T> =>
      kind === "back"
        ? { slopeOf: activation, values }
        : kind === "bias"
        ? { bias, activation }
        : {};
    const expected = new Float64Array(edges.rows * lanes);
    edgeSpmm(edges, weight, x, expected, lanes, finishOf(bias, values));
    const runs = [0, 1].map(() => {
      const y = put(expected.map(() => NaN));
      const finish = finishOf(onBias, onValues);
      submitSteps(gpu, [placed.bind(pool, { weight: w, x: onX, y, lanes, finish })]);
      return y;
    });
    const [first, again] = (await readBuffers(gpu, runs)).map((bytes) => new Float32Array(bytes));
    close(first, expected, BOUND, `${kind} ${activation}, ${lanes} lanes`);
    deepStrictEqual(again, first);
  }
}

gpuTest("edge_spmm equals its float64 twin, both ways, and repeats to the bit", async (gpu) => {
  const spmm = await createEdgeSpmm(gpu);
  for (const sizes of SIZES) {
    const topology = randomTopology(stream("spmm", JSON.stringify(sizes)), sizes);
    for (const edges of [topology.byItem, topology.byAttribute]) {
      await compareSpmm(gpu, spmm, edges, sizes.lanes, "plain");
      if (sizes.lanes > 100) continue;
      await compareSpmm(gpu, spmm, edges, sizes.lanes, "bias");
      await compareSpmm(gpu, spmm, edges, sizes.lanes, "back");
    }
  }
});

gpuTest("edge_spmm adds rows of any length", async (gpu) => {
  const spmm = await createEdgeSpmm(gpu);
  const long = longRowTopology(stream("long"));
  for (const kind of ["plain", "bias", "back"] as const) {
    await compareSpmm(gpu, spmm, long.byAttribute, 36, kind);
  }
  await compareSpmm(gpu, spmm, long.byItem, 36, "bias");
  // 128 chunks of 128 edges and one edge more: parts of parts.
  for (const edges of [127, 128, 129, 256, 16_384, 16_385]) {
    const start = Uint32Array.of(0, 0, edges, edges + 1);
    const column = Uint32Array.from({ length: edges + 1 }, (_, e) => e);
    await compareSpmm(gpu, spmm, { rows: 3, columns: edges + 1, start, column }, 4, "bias");
  }
});

gpuTest("edge_sddmm equals its float64 twin and repeats to the bit", async (gpu) => {
  const sddmm = await createEdgeSddmm(gpu);
  const cases = SIZES.map((sizes) => ({
    lanes: sizes.lanes,
    topology: randomTopology(stream("sddmm", JSON.stringify(sizes)), sizes),
  }));
  cases.push({ lanes: 36, topology: longRowTopology(stream("long")) });
  for (const { topology: { byItem, byAttribute }, lanes } of cases) {
    const random = stream("operands", String(byItem.rows));
    const a = normals(random, byItem.rows * lanes), b = normals(random, byItem.columns * lanes);
    const expected = new Float64Array(byItem.column.length);
    edgeSddmm(byItem, a, b, expected, lanes);
    using pool = createBufferPool(gpu);
    const put = (from: Float64Array) =>
      from.length === 0 ? numbersOnGpu(pool, "", 0) : pool.upload("", Float32Array.from(from));
    const placed = sddmm.place(pool, byItem);
    const [onA, onB] = [a, b].map(put);
    const gradients = [0, 1, 2].map(() => put(expected.map(() => NaN)));
    const steps = gradients.map((gradient) =>
      placed.bind(pool, { a: onA, b: onB, gradient, lanes })
    );
    const again = { a: onA, b: onB, gradient: gradients[2], lanes, accumulate: true };
    submitSteps(gpu, [...steps, placed.bind(pool, again)]);
    const [first, second, twice] = (await readBuffers(gpu, gradients))
      .map((bytes) => new Float32Array(bytes));
    close(first, expected, BOUND, `${lanes} lanes`);
    deepStrictEqual(second, first);
    close(twice, expected.map((sum) => 2 * sum), BOUND, `${lanes} lanes, twice`);
    throws(() => sddmm.place(pool, byAttribute), /by item/);
    throws(() => placed.bind(pool, { ...again, lanes: 6 }), /multiple of 4/);
  }
});
