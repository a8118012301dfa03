import { deepStrictEqual, throws } from "node:assert/strict";
import { createBufferPool, readBuffers } from "../../src/gpu/buffer.ts";
import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { submitSteps } from "../../src/kernels/dispatch.ts";
import { edgeSpmm, type Finish } from "../../src/kernels/edge_kernels_cpu.ts";
import { createEdgeSpmm } from "../../src/kernels/edge_spmm.ts";
import type { EdgeRows } from "../../src/kernels/edge_topology.ts";
import { createRatedSpmm } from "../../src/kernels/rated_spmm.ts";
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
import { cellsOnGpu, put, randomRows, spread } from "./_rated.ts";

const BOUND = 5e-6;

gpuTest("rated_spmm equals edgeSpmm of what is rated, and repeats to the bit", async (gpu) => {
  const kernel = await createRatedSpmm(gpu, await createEdgeSpmm(gpu));
  const cases: [EdgeRows, lanes: number][] = SIZES.flatMap((sizes) => {
    const topology = randomTopology(stream("rated spmm", JSON.stringify(sizes)), sizes);
    return [[topology.byItem, sizes.lanes], [topology.byAttribute, sizes.lanes]];
  });
  // 10,000 edges: 313 parts, which are too many to be added at once.
  cases.push([longRowTopology(stream("long")).byAttribute, 36]);
  for (const edges of [31, 32, 33, 64, 65]) {
    const start = Uint32Array.of(0, 0, edges, edges + 1);
    const column = Uint32Array.from({ length: edges + 1 }, (_, e) => e);
    cases.push([{ rows: 3, columns: edges + 1, start, column }, 8]);
  }
  for (const [edges, lanes] of cases) {
    const random = stream("rated spmm", String(edges.column.length));
    const shrink = 1 / Math.sqrt(longestRow(edges) + 1);
    const weight = normals(random, edges.column.length).map((w) => Math.fround(shrink * w));
    const bias = normals(random, edges.rows), values = normals(random, edges.rows * lanes);
    // Two lanes have no user.
    const x = randomRows(random, Math.max(0, lanes - 2), edges.columns);
    const dense = spread(x, lanes);
    using pool = createBufferPool(gpu);
    const cells = cellsOnGpu(gpu, pool, x, lanes);
    const placed = kernel.place(pool, edges);
    const [w, onBias, onValues] = [weight, bias, values].map((from) => put(gpu, pool, from));
    const activations = lanes > 36 ? ["tanh" as const] : ACTIVATIONS;
    for (const activation of activations) {
      const finishes = <T>(bias: T, values: T): Finish<T>[] => [
        {},
        { activation },
        { bias, activation },
        { slopeOf: activation, values },
      ];
      const onGpu = finishes(onBias, onValues);
      for (const [k, finish] of finishes(bias, values).entries()) {
        const expected = new Float64Array(edges.rows * lanes);
        edgeSpmm(edges, weight, dense, expected, lanes, finish);
        const runs = [0, 1].map(() => {
          const y = put(gpu, pool, expected.map(() => NaN));
          const operands = { weight: w, x: cells, y, lanes, finish: onGpu[k] };
          submitSteps(gpu, [placed.bind(pool, operands)]);
          return y;
        });
        const [first, again] = (await readBuffers(gpu, runs))
          .map((bytes) => new Float32Array(bytes));
        close(first, expected, BOUND, `${activation} ${k}, ${edges.rows} rows, ${lanes} lanes`);
        deepStrictEqual(again, first);
      }
    }
    const operands = { weight: w, x: cells, y: put(gpu, pool, values), lanes: 6 };
    throws(() => placed.bind(pool, operands), /multiple of 4/);
  }
});
