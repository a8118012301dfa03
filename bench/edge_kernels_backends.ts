// The backends of edge_kernels_bench.ts, each with the same kernels.
import { createBufferPool, readBuffers } from "../src/gpu/buffer.ts";
import { adamStep, createAdam } from "../src/kernels/adam.ts";
import {
  batchLoss,
  type BatchTargets,
  createWasmBatchLoss,
} from "../src/kernels/batch_loss_cpu.ts";
import { type GpuStep, numbersOnGpu, submitSteps } from "../src/kernels/dispatch.ts";
import { edgeSddmm, edgeSpmm } from "../src/kernels/edge_kernels_cpu.ts";
import { createSparseInput } from "../src/kernels/edge_input_wasm.ts";
import { createEdgeKernels } from "../src/kernels/edge_kernels_wasm.ts";
import { createEdgeSddmm } from "../src/kernels/edge_sddmm.ts";
import { createEdgeSpmm } from "../src/kernels/edge_spmm.ts";
import type { EdgeTopology } from "../src/kernels/edge_topology.ts";
import type { Gpu } from "../src/gpu/device.ts";

/** Milliseconds of each kernel; a kernel that a backend lacks is left out. */
export type Times = Partial<Record<Kernel, number>>;
/** What is timed. */
export type Kernel =
  | "encode"
  | "encode, tanh"
  | "decode"
  | "gradient"
  | "multinomial"
  | "adam"
  | "step"
  | "step, sparse X";
/** Milliseconds of some work. */
export type Timer = (work: () => void | Promise<void>) => Promise<number>;

/** Sizes, edges and users to time on. */
export interface Problem {
  readonly name: string;
  readonly items: number;
  readonly attributes: number;
  readonly lanes: number;
  readonly topology: EdgeTopology;
  readonly batch: BatchTargets;
}

const SETTINGS = { learningRate: 0.001 };

/** The plain kernels, on float32 numbers. */
export async function typescript(
  { items, attributes, lanes, topology, batch }: Problem,
  timer: Timer,
): Promise<Times> {
  const { byItem, byAttribute } = topology;
  const random = () => fill(new Float32Array(byItem.column.length));
  const weight = random(), gradient = random(), state = { mean: random(), square: random() };
  const x = fill(new Float32Array(items * lanes)), h = fill(new Float32Array(attributes * lanes));
  const z = x.slice();
  return await timed(timer, {
    "encode": () => edgeSpmm(byAttribute, weight, x, h, lanes),
    "encode, tanh": () => edgeSpmm(byAttribute, weight, x, h, lanes, { activation: "tanh" }),
    "decode": () => edgeSpmm(byItem, weight, h, x, lanes),
    "gradient": () => edgeSddmm(byItem, x, h, gradient, lanes),
    "multinomial": () => void batchLoss("multinomial", x, z, lanes, batch),
    "adam": () => adamStep(weight, gradient, state, SETTINGS, 1),
  });
}

/** The batch as panels, each with matrices of its own. */
export async function webAssembly(
  problem: Problem,
  timer: Timer,
  panel: number,
  relaxed = true,
): Promise<Times> {
  const { items, attributes, lanes, topology, batch } = problem;
  const kernels = createEdgeKernels({ relaxed });
  const byItem = kernels.place(topology.byItem), byAttribute = kernels.place(topology.byAttribute);
  const edges = topology.byItem.column.length;
  const weight = kernels.floats(edges), gradient = kernels.floats(edges);
  const state = { mean: kernels.floats(edges), square: kernels.floats(edges) };
  const loss = createWasmBatchLoss(kernels, "multinomial", panel);
  // In a step the panels take turns in one place, as a training would have them.
  const scores = kernels.floats(items * panel), slopes = kernels.floats(items * panel);
  const hidden = kernels.floats(attributes * panel), back = kernels.floats(attributes * panel);
  const outer = kernels.floats(edges), outerGradient = kernels.floats(edges);
  const panels = Array.from({ length: lanes / panel }, (_, p) => ({
    x: kernels.floats(items * panel),
    z: kernels.floats(items * panel),
    h: kernels.floats(attributes * panel),
    batch: {
      targets: batch.targets,
      users: Uint32Array.from({ length: panel }, (_, b) => p * panel + b),
      scale: new Float32Array(panel).fill(1 / lanes),
    },
  }));
  for (const { x, h } of panels) [x, h].forEach(({ values }) => fill(values));
  [weight, outer, gradient].forEach(({ values }) => fill(values));
  const tanh = { activation: "tanh" } as const;
  const slopeOf = { slopeOf: "tanh", values: hidden } as const;
  const input = createSparseInput(kernels, items, panel);
  const middle = (batch: BatchTargets, p: number) => {
    kernels.spmm(byItem, outer, hidden, scores, panel);
    loss.run(scores, slopes, batch);
    kernels.sddmm(byItem, slopes, hidden, outerGradient, panel, { accumulate: p > 0 });
    kernels.spmm(byAttribute, outer, slopes, back, panel, slopeOf);
  };
  return await timed(timer, {
    "encode": () => panels.forEach(({ x, h }) => kernels.spmm(byAttribute, weight, x, h, panel)),
    "encode, tanh": () =>
      panels.forEach(({ x, h }) => kernels.spmm(byAttribute, weight, x, h, panel, tanh)),
    "decode": () => panels.forEach(({ z, h }) => kernels.spmm(byItem, weight, h, z, panel)),
    "gradient": () =>
      panels.forEach(({ x, h }, p) =>
        kernels.sddmm(byItem, x, h, gradient, panel, { accumulate: p > 0 })
      ),
    "multinomial": () => panels.forEach(({ x, z, batch }) => void loss.run(x, z, batch)),
    "adam": () =>
      adamStep(
        weight.values,
        gradient.values,
        { mean: state.mean.values, square: state.square.values },
        SETTINGS,
        1,
      ),
    "step": () =>
      panels.forEach(({ x, batch }, p) => {
        kernels.spmm(byAttribute, weight, x, hidden, panel, tanh);
        middle(batch, p);
        kernels.sddmm(byItem, x, back, gradient, panel, { accumulate: p > 0 });
      }),
    "step, sparse X": () =>
      panels.forEach(({ batch }, p) => {
        input.set(batch.targets, batch.users);
        input.encode(byItem, weight, hidden, tanh);
        middle(batch, p);
        input.gradient(byItem, back, gradient, { accumulate: p > 0 });
      }),
  });
}

/** The shaders of single products; what a readback costs is taken off. `bench-shared-gpu` times whole steps. */
export async function onGpu(
  { items, attributes, lanes, topology }: Problem,
  stopwatch: Timer,
  gpu: Gpu,
): Promise<Times> {
  using pool = createBufferPool(gpu);
  const put = (length: number) => pool.upload("", fill(new Float32Array(length)));
  const edges = topology.byItem.column.length;
  const weight = put(edges), gradient = put(edges), mean = put(edges), square = put(edges);
  const x = put(items * lanes), z = put(items * lanes), h = put(attributes * lanes);
  const loss = numbersOnGpu(pool, "loss", lanes);
  const spmm = await createEdgeSpmm(gpu), sddmm = await createEdgeSddmm(gpu);
  const byAttribute = spmm.place(pool, topology.byAttribute),
    byItem = spmm.place(pool, topology.byItem);
  const edgePairs = sddmm.place(pool, topology.byItem);
  const encode = { weight, x, y: h, lanes };
  const adam = (await createAdam(gpu)).bind(pool, weight, gradient, { mean, square }, edges);
  adam.set(SETTINGS, 1);
  // A readback costs milliseconds of waiting: it is taken off, and real GPUs do many steps between two.
  const many = gpu.facts.software ? 1 : 50;
  const wait = async () => void await readBuffers(gpu, [loss]);
  const overhead = await stopwatch(wait);
  const timer: Timer = async (work) => {
    const total = await stopwatch(async () => {
      for (let k = 0; k < many; k++) work();
      await wait();
    });
    return Math.max(1e-6, total - overhead) / many;
  };
  const step = (step: GpuStep) => () => submitSteps(gpu, [step]);
  return await timed(timer, {
    "encode": step(byAttribute.bind(pool, encode)),
    "encode, tanh": step(byAttribute.bind(pool, { ...encode, finish: { activation: "tanh" } })),
    "decode": step(
      byItem.bind(pool, { weight, x: h, y: z, lanes }),
    ),
    "gradient": step(
      edgePairs.bind(pool, { a: x, b: h, gradient, lanes }),
    ),
    "adam": step(adam),
  });
}

async function timed(timer: Timer, works: Partial<Record<Kernel, () => void>>): Promise<Times> {
  const times: Times = {};
  for (const [kernel, work] of Object.entries(works)) {
    times[kernel as Kernel] = await timer(work);
  }
  return times;
}

/** Times by the best of some runs; two before them only warm up. */
export function stopwatch(repeat: number): Timer {
  return async (work) => {
    let best = Infinity;
    for (let run = -2; run < repeat; run++) {
      const started = performance.now();
      await work();
      if (run >= 0) best = Math.min(best, performance.now() - started);
    }
    return best;
  };
}

function fill<Numbers extends Float32Array>(numbers: Numbers): Numbers {
  for (let k = 0; k < numbers.length; k++) numbers[k] = ((k * 7919) % 1999) / 1000 - 1;
  return numbers;
}
