/**
 * The sparse kernels of shared mode: GFLOP/s and GB/s of each on each backend, beside scipy and torch where there is a Python with them.
 *
 *     XDG_RUNTIME_DIR=/tmp deno run -A bench/edge_kernels_bench.ts
 *     ... --repeat 9 --peer /usr/bin/python3 --no-typescript
 *
 * A step is five products with tanh between them and the multinomial loss; with a sparse X its operations are counted as if they were all made. Best of `--repeat` runs. An edge and a user count as two operations; a cell of a loss and a weight of an optimiser are not counted
 * in operations but in bytes. Bytes are those that must move at least once: each operand and result once. GFLOP/s above what the
 * floor allows would mean a wrong count; far below it the time goes to gathering, whose bytes stay in the caches where these do.
 */
import { parseArgs } from "node:util";
import { table } from "../src/cli/table.ts";
import { bipartiteGraph } from "../src/data/bipartite_graph.ts";
import { sparseMatrix } from "../src/data/sparse_matrix.ts";
import { createBufferPool, readBuffers } from "../src/gpu/buffer.ts";
import { type Gpu, openGpu } from "../src/gpu/device.ts";
import { adamStep, createAdam } from "../src/kernels/adam.ts";
import { createBatchLoss } from "../src/kernels/batch_loss.ts";
import {
  batchLoss,
  type BatchTargets,
  createWasmBatchLoss,
} from "../src/kernels/batch_loss_cpu.ts";
import { type GpuStep, numbersOnGpu, submitSteps } from "../src/kernels/dispatch.ts";
import { edgeSddmm, edgeSpmm } from "../src/kernels/edge_kernels_cpu.ts";
import { createSparseInput } from "../src/kernels/edge_input_wasm.ts";
import { createEdgeKernels, PANEL_LANES } from "../src/kernels/edge_kernels_wasm.ts";
import { createEdgeSddmm } from "../src/kernels/edge_sddmm.ts";
import { createEdgeSpmm } from "../src/kernels/edge_spmm.ts";
import { type EdgeTopology, edgeTopology } from "../src/kernels/edge_topology.ts";
import { createRandom } from "../src/random.ts";

const { values: flags } = parseArgs({
  options: {
    repeat: { type: "string", default: "5" },
    peer: { type: "string", default: "/usr/bin/python3" },
    "no-typescript": { type: "boolean", default: false },
  },
});
const repeat = Number(flags.repeat);

/** Milliseconds of each kernel; a kernel that a backend lacks is left out. */
type Times = Partial<Record<Kernel, number>>;
type Kernel =
  | "encode"
  | "encode, tanh"
  | "decode"
  | "gradient"
  | "multinomial"
  | "adam"
  | "step"
  | "step, sparse X";
type Timer = (work: () => void | Promise<void>) => Promise<number>;

interface Problem {
  readonly name: string;
  readonly items: number;
  readonly attributes: number;
  readonly lanes: number;
  readonly topology: EdgeTopology;
  readonly batch: BatchTargets;
}

const SETTINGS = { learningRate: 0.001 };
const bandwidth = memoryBandwidth();
using gpu = await openGpu();
console.log(
  `adapter ${gpu?.facts.name ?? "none"}; best of ${repeat}; copying moves ${
    bandwidth.toFixed(1)
  } GB/s, read and written`,
);
await bench(problem("4,000 items, 10,000 attributes", 4_000, 10_000, 62_000, 1024));
await bench(problem("3,700 items, 24,000 attributes", 3_700, 24_000, 96_000, 256));

/** Attributes as popular as a power law makes them, a hundred rated items a user. */
function problem(name: string, items: number, attributes: number, edges: number, lanes: number) {
  const random = createRandom(7, name);
  const edgeItem = Uint32Array.from({ length: edges }, () => random.integer(items));
  const edgeAttribute = Uint32Array.from(
    { length: edges },
    () => Math.floor(attributes * random.next() ** 2.5),
  );
  const topology = edgeTopology(bipartiteGraph(items, attributes, edgeItem, edgeAttribute));
  const ratings = 100 * lanes;
  const { matrix: targets } = sparseMatrix(lanes, items, {
    row: Uint32Array.from({ length: ratings }, (_, k) => k % lanes),
    column: Uint32Array.from({ length: ratings }, () => Math.floor(items * random.next() ** 2)),
    value: new Float32Array(ratings).fill(1),
  });
  const users = Uint32Array.from({ length: lanes }, (_, b) => b);
  const scale = new Float32Array(lanes).fill(1 / lanes);
  return { name, items, attributes, lanes, topology, batch: { targets, users, scale } };
}

async function bench(problem: Problem): Promise<void> {
  const { name, items, attributes, lanes, topology } = problem;
  const edges = topology.byItem.column.length;
  console.log(`\n${name}, ${edges.toLocaleString("en-US")} edges, batch ${lanes}`);
  const rows: [string, Times][] = [];
  if (!flags["no-typescript"]) rows.push(["TypeScript", await typescript(problem)]);
  rows.push([`WebAssembly, panels of ${PANEL_LANES}`, await webAssembly(problem, PANEL_LANES)]);
  rows.push(["the same, plain SIMD", await webAssembly(problem, PANEL_LANES, false)]);
  rows.push([`WebAssembly, panels of 64`, await webAssembly(problem, 64)]);
  rows.push(["WebAssembly, whole batch", await webAssembly(problem, lanes)]);
  if (gpu) rows.push([gpu.facts.name.replace(/ .*/, ""), await onGpu(gpu, problem)]);
  for (const [name, times] of Object.entries(await peers(problem))) rows.push([name, times]);

  const dense = 4 * lanes * (items + attributes), product = dense + edges * 12;
  const bytes: Record<Kernel, number> = {
    "encode": product,
    "encode, tanh": product,
    "decode": product,
    "gradient": product,
    "multinomial": 4 * lanes * items * 2 + 8 * problem.batch.targets.values.length,
    "adam": edges * 28,
    // What must come from memory is X alone, and the weights: the rest could stay in the caches.
    "step": 4 * lanes * items + edges * 80,
    "step, sparse X": 8 * problem.batch.targets.values.length + edges * 80,
  };
  const kernels = Object.keys(bytes) as Kernel[];
  const operations = (kernel: Kernel) =>
    kernel === "multinomial" || kernel === "adam" ? 0 : kernel.startsWith("step") ? 10 : 2;
  const print = (header: string, cell: (kernel: Kernel, time: number) => string, last: string[]) =>
    table([header, ...kernels], [
      ...rows.map(([name, times]) => [
        name,
        ...kernels.map((kernel) => times[kernel] ? cell(kernel, times[kernel]) : "-"),
      ]),
      last,
    ]).forEach((line) => console.log(line));
  const floor = (kernel: Kernel) => bytes[kernel] / bandwidth / 1e6;
  const flops = (kernel: Kernel, time: number) =>
    operations(kernel) ? (operations(kernel) * edges * lanes / time / 1e6).toFixed(1) : "-";
  print("milliseconds", (_, time) => time.toFixed(2), [
    "floor",
    ...kernels.map((kernel) => floor(kernel).toFixed(2)),
  ]);
  print("GFLOP/s", flops, ["floor", ...kernels.map((kernel) => flops(kernel, floor(kernel)))]);
  print("GB/s", (kernel, time) => (bytes[kernel] / time / 1e6).toFixed(1), [
    "MB",
    ...kernels.map((kernel) => (bytes[kernel] / 1e6).toFixed(1)),
  ]);
}

async function typescript({ items, attributes, lanes, topology, batch }: Problem): Promise<Times> {
  const { byItem, byAttribute } = topology;
  const random = () => fill(new Float32Array(byItem.column.length));
  const weight = random(), gradient = random(), state = { mean: random(), square: random() };
  const x = fill(new Float32Array(items * lanes)), h = fill(new Float32Array(attributes * lanes));
  const z = x.slice();
  return await timed(stopwatch, {
    "encode": () => edgeSpmm(byAttribute, weight, x, h, lanes),
    "encode, tanh": () => edgeSpmm(byAttribute, weight, x, h, lanes, { activation: "tanh" }),
    "decode": () => edgeSpmm(byItem, weight, h, x, lanes),
    "gradient": () => edgeSddmm(byItem, x, h, gradient, lanes),
    "multinomial": () => void batchLoss("multinomial", x, z, lanes, batch),
    "adam": () => adamStep(weight, gradient, state, SETTINGS, 1),
  });
}

/** The batch as panels, each with matrices of its own. */
async function webAssembly(problem: Problem, panel: number, relaxed = true): Promise<Times> {
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
  const input = createSparseInput(kernels, panel);
  const middle = (batch: BatchTargets, p: number) => {
    kernels.spmm(byItem, outer, hidden, scores, panel);
    loss.run(scores, slopes, batch);
    kernels.sddmm(byItem, slopes, hidden, outerGradient, panel, { accumulate: p > 0 });
    kernels.spmm(byAttribute, outer, slopes, back, panel, slopeOf);
  };
  return await timed(stopwatch, {
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

async function onGpu(gpu: Gpu, { items, attributes, lanes, topology, batch }: Problem) {
  using pool = createBufferPool(gpu);
  const put = (length: number) => pool.upload("", fill(new Float32Array(length)));
  const edges = topology.byItem.column.length;
  const weight = put(edges), gradient = put(edges), mean = put(edges), square = put(edges);
  const x = put(items * lanes), z = put(items * lanes), h = put(attributes * lanes);
  const loss = numbersOnGpu(pool, "loss", lanes);
  const spmm = await createEdgeSpmm(gpu), sddmm = await createEdgeSddmm(gpu);
  const byAttribute = spmm.place(pool, topology.byAttribute),
    byItem = spmm.place(pool, topology.byItem);
  const edgePairs = sddmm.place(pool, topology.byItem),
    back = put(attributes * lanes),
    dz = put(items * lanes);
  const encode = { weight, x, y: h, lanes };
  const lossStep = (await createBatchLoss(gpu, "multinomial")).place(pool, batch.targets)
    .bind(pool, { z, gradient: dz, loss, lanes });
  lossStep.set(batch.users, batch.scale);
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
  const slopeOf = { slopeOf: "tanh", values: h } as const;
  const whole = [
    byAttribute.bind(pool, { ...encode, finish: { activation: "tanh" } }),
    byItem.bind(pool, { weight, x: h, y: z, lanes }),
    lossStep,
    edgePairs.bind(pool, { a: dz, b: h, gradient, lanes }),
    byAttribute.bind(pool, { weight, x: dz, y: back, lanes, finish: slopeOf }),
    edgePairs.bind(pool, { a: x, b: back, gradient, lanes }),
  ];
  return await timed(timer, {
    "encode": step(byAttribute.bind(pool, encode)),
    "encode, tanh": step(byAttribute.bind(pool, { ...encode, finish: { activation: "tanh" } })),
    "decode": step(
      byItem.bind(pool, { weight, x: h, y: z, lanes }),
    ),
    "gradient": step(
      edgePairs.bind(pool, { a: x, b: h, gradient, lanes }),
    ),
    "multinomial": step(lossStep),
    "adam": step(adam),
    "step": () => submitSteps(gpu, whole),
  });
}

/** What edge_kernels_peer.py measures on the same edges; nothing where there is no such Python. */
async function peers({ items, attributes, lanes, topology }: Problem) {
  const folder = await Deno.makeTempDir();
  try {
    const { start, column } = topology.byItem;
    for (const [name, words] of Object.entries({ start, column })) {
      await Deno.writeFile(`${folder}/${name}.u32`, new Uint8Array(words.slice().buffer));
    }
    const script = new URL("peers/edge_kernels_peer.py", import.meta.url).pathname;
    const args = [script, folder, ...[items, attributes, lanes, repeat].map(String)];
    const { success, stdout, stderr } = await new Deno.Command(flags.peer, { args }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr).trim().split("\n").at(-1));
    return JSON.parse(new TextDecoder().decode(stdout)) as Record<string, Times>;
  } catch (cause) {
    console.log(`no peers: ${(cause as Error).message}`);
    return {};
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function timed(timer: Timer, works: Partial<Record<Kernel, () => void>>): Promise<Times> {
  const times: Times = {};
  for (const [kernel, work] of Object.entries(works)) {
    times[kernel as Kernel] = await timer(work);
  }
  return times;
}

/** Milliseconds of the best run; the first two only warm up. */
async function stopwatch(work: () => void | Promise<void>): Promise<number> {
  let best = Infinity;
  for (let run = -2; run < repeat; run++) {
    const started = performance.now();
    await work();
    if (run >= 0) best = Math.min(best, performance.now() - started);
  }
  return best;
}

/** Bytes read and written per nanosecond by a copy too large for the caches. */
function memoryBandwidth(): number {
  const from = new Float32Array(32e6).fill(1), to = new Float32Array(from.length);
  let best = Infinity;
  for (let run = 0; run < 5; run++) {
    const started = performance.now();
    to.set(from);
    best = Math.min(best, performance.now() - started);
  }
  return 2 * from.byteLength / best / 1e6;
}

function fill(numbers: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  for (let k = 0; k < numbers.length; k++) numbers[k] = ((k * 7919) % 1999) / 1000 - 1;
  return numbers;
}
