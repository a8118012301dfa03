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
import { openGpu } from "../src/gpu/device.ts";
import { PANEL_LANES } from "../src/kernels/edge_kernels_wasm.ts";
import { edgeTopology } from "../src/kernels/edge_topology.ts";
import { createRandom } from "../src/random.ts";
import {
  type Kernel,
  onGpu,
  type Problem,
  stopwatch,
  type Times,
  typescript,
  webAssembly,
} from "./edge_kernels_backends.ts";

const { values: flags } = parseArgs({
  options: {
    repeat: { type: "string", default: "5" },
    peer: { type: "string", default: "/usr/bin/python3" },
    "no-typescript": { type: "boolean", default: false },
  },
});
const repeat = Number(flags.repeat), timer = stopwatch(repeat);

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
  if (!flags["no-typescript"]) rows.push(["TypeScript", await typescript(problem, timer)]);
  rows.push([
    `WebAssembly, panels of ${PANEL_LANES}`,
    await webAssembly(problem, timer, PANEL_LANES),
  ]);
  rows.push(["the same, plain SIMD", await webAssembly(problem, timer, PANEL_LANES, false)]);
  rows.push([`WebAssembly, panels of 64`, await webAssembly(problem, timer, 64)]);
  rows.push(["WebAssembly, whole batch", await webAssembly(problem, timer, lanes)]);
  if (gpu) rows.push([gpu.facts.name.replace(/ .*/, ""), await onGpu(problem, timer, gpu)]);
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
  // What a step must move says little: its matrices never need to leave the caches.
  const floors = (cell: (kernel: Kernel, time: number) => string) => [
    "floor",
    ...kernels.map((kernel) => kernel.startsWith("step") ? "-" : cell(kernel, floor(kernel))),
  ];
  const milliseconds = (_: Kernel, time: number) => time.toFixed(2);
  print("milliseconds", milliseconds, floors(milliseconds));
  print("GFLOP/s", flops, floors(flops));
  print("GB/s", (kernel, time) => (bytes[kernel] / time / 1e6).toFixed(1), [
    "MB",
    ...kernels.map((kernel) => (bytes[kernel] / 1e6).toFixed(1)),
  ]);
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
