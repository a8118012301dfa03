/**
 * Gradient training in shared mode on the GPU: milliseconds of a step, seconds of an epoch, and what each part of a step takes.
 *
 * Steps are timed as a training makes them, submitted one after the other and waited for in the end; "host" is what the step's own call
 * takes on the CPU, which overlaps with the device. A part is recorded many times into one submission; what a readback costs is
 * taken off. Beside the parts that are used stand those that were not chosen: the encoder and its gradient with a dense X.
 *
 *     SEMAUTO_DATA=... deno run -A bench/shared_step_gpu_bench.ts      movielens-1m-dbpedia; made-up data of its size elsewhere
 *     ... --batch 256,1024 --steps 200 --repeat 100 --losses squared-error,multinomial
 *     ... --problem problem.safetensors         as bench/personal_training_bench.ts saves it, where there is no package registry
 */
import { parseArgs } from "node:util";
import { table } from "../src/cli/table.ts";
import { createDataset } from "../src/data/dataset.ts";
import type { SparseMatrix } from "../src/data/sparse_matrix.ts";
import { readRatings } from "../src/formats/ratings.ts";
import { readTriples } from "../src/formats/triples.ts";
import { type BufferPool, createBufferPool, readBuffers } from "../src/gpu/buffer.ts";
import { type Gpu, openGpu } from "../src/gpu/device.ts";
import { createAdam } from "../src/kernels/adam.ts";
import { BATCH_LOSSES, type BatchLoss } from "../src/kernels/batch_loss_cpu.ts";
import { type GpuStep, numbersOnGpu, submitSteps } from "../src/kernels/dispatch.ts";
import { edgeTopology, padLanes } from "../src/kernels/edge_topology.ts";
import { ratedCellsOnGpu } from "../src/kernels/rated_cells.ts";
import { createRatedEntries } from "../src/kernels/rated_entries.ts";
import { createSharedStepKernels } from "../src/kernels/shared_step_kernels.ts";
import { networkInputs } from "../src/model/personal_model.ts";
import { sharedGpuEngine } from "../src/model/shared_gpu_engine.ts";
import { ownPaths } from "../src/model/shared_network.ts";
import { type Problem, readProblem } from "./problem_file.ts";
import { syntheticGraph, syntheticInputs } from "./synthetic.ts";

const { values: flags } = parseArgs({
  options: {
    batch: { type: "string", default: "256,1024" },
    losses: { type: "string", default: BATCH_LOSSES.join(",") },
    steps: { type: "string", default: "0" },
    repeat: { type: "string", default: "0" },
    problem: { type: "string" },
  },
});

using gpu = await openGpu();
if (!gpu) throw new Error("Cannot bench: found no WebGPU adapter");
const steps = Number(flags.steps) || (gpu.facts.software ? 3 : 200);
const repeat = Number(flags.repeat) || (gpu.facts.software ? 1 : 100);
const { inputs, graph } = flags.problem ? await readProblem(flags.problem) : await load();
const edges = graph.itemAttributes.length;
console.log(
  `${gpu.facts.name}: ${inputs.rows} users, ${graph.items} items, ${graph.attributes} attributes, ` +
    `${edges} edges, ${inputs.values.length} ratings; ${steps} steps, each part ${repeat} times`,
);
for (const batch of flags.batch.split(",").map(Number)) {
  await wholeSteps(gpu, batch, flags.losses.split(",") as BatchLoss[]);
  await partsOfSteps(gpu, batch);
}

/** Steps as a training makes them. */
async function wholeSteps(gpu: Gpu, batchSize: number, losses: readonly BatchLoss[]) {
  const rows: string[][] = [];
  for (const loss of losses) {
    const normals = new Float32Array(edges).map((_, k) => ((k * 7919) % 1999) / 1e4 - 0.1);
    using engine = await sharedGpuEngine(gpu)({
      ...{ encoder: graph, decoder: graph, batchSize },
      objective: { activation: "identity", loss, excludeOwnPath: true },
      optimiser: { kind: "adam", weightDecay: 0 },
    }, { parameters: { encoder: normals, decoder: normals }, steps: 0 });
    const batches = Array.from({ length: 8 }, (_, k) => users(k * batchSize, batchSize));
    for (const batch of batches.slice(0, 2)) {
      await engine.step({ inputs: batch, targets: batch }, 0.001);
    }
    await engine.takeLoss();
    let host = 0;
    const started = performance.now();
    for (let k = 0; k < steps; k++) {
      const batch = batches[k % batches.length], called = performance.now();
      const step = engine.step({ inputs: batch, targets: batch }, 0.001);
      host += performance.now() - called;
      await step;
    }
    await engine.takeLoss();
    const step = (performance.now() - started) / steps;
    const epoch = step * Math.ceil(inputs.rows / batchSize) / 1000;
    rows.push([
      loss,
      ...[step.toFixed(2), (host / steps).toFixed(2), epoch.toFixed(3)],
      (engine.bytes / 1e6).toFixed(0),
    ]);
  }
  table([`batch ${batchSize}`, "ms/step", "host", "s/epoch", "MB"], rows)
    .forEach((line) => console.log(line));
}

/** What the parts of a step take. */
async function partsOfSteps(gpu: Gpu, batchSize: number) {
  const lanes = padLanes(batchSize), { items, attributes: neurons } = graph;
  using pool = createBufferPool(gpu);
  const kernels = await createSharedStepKernels(gpu), topology = edgeTopology(graph);
  using entries = createRatedEntries(gpu, lanes, 1);
  const batch = users(0, batchSize);
  entries.set(batch);
  const fill = (length: number) =>
    pool.upload("", new Float32Array(length).map((_, k) => ((k * 7919) % 1999) / 1e4 - 0.1));
  const weight = fill(2 * edges), gradient = fill(2 * edges);
  const moments = { mean: fill(2 * edges), square: numbersOnGpu(pool, "", 2 * edges) };
  const x = ratedCellsOnGpu(pool, items, lanes), z = fill(items * lanes);
  const hidden = fill(neurons * lanes), back = fill(neurons * lanes);
  const loss = numbersOnGpu(pool, "loss", lanes);
  const spread = kernels.cells.bind(pool, entries, 0, x, lanes);
  const { byItem, byAttribute } = topology;
  const bind = <T>(placed: { bind(pool: BufferPool, operands: T): GpuStep }, operands: T) =>
    placed.bind(pool, operands);
  const own = kernels.ownPath.place(pool, ownPaths(graph, graph), { encoder: 0, decoder: edges });
  const adam = (await createAdam(gpu)).bind(pool, weight, gradient, moments, 2 * edges);
  adam.set({ learningRate: 0.001 }, 1);
  const cellLoss = { items, z, slopes: x, loss, part: entries.parts[0], lanes };
  const product = { weight, lanes }, back1 = { b: back, gradient, lanes };
  const atEdges = batch.indices.reduce(
    (sum, i) => sum + graph.itemStart[i + 1] - graph.itemStart[i],
    0,
  );
  const parts: Record<string, [step: GpuStep, multiplyAdds: number]> = {
    "spread": [spread, 0],
    "encode, sparse X": [
      bind(kernels.ratedSpmm.place(pool, byAttribute), { ...product, x, y: hidden }),
      atEdges,
    ],
    "encode, dense X (not used)": [
      bind(kernels.spmm.place(pool, byAttribute), { ...product, x: z, y: hidden }),
      edges * lanes,
    ],
    "decode": [
      bind(kernels.spmm.place(pool, byItem), { ...product, x: hidden, y: z }),
      edges * lanes,
    ],
    "squared error": [bind(kernels.losses["squared-error"], cellLoss), 0],
    "multinomial": [bind(kernels.losses["multinomial"], cellLoss), 0],
    "gradient of the decoder": [
      bind(kernels.sddmm.place(pool, byItem), { ...back1, a: z }),
      edges * lanes,
    ],
    "back": [
      bind(kernels.spmm.place(pool, byAttribute), { ...product, x: z, y: back }),
      edges * lanes,
    ],
    "gradient of the encoder, sparse X": [
      bind(kernels.ratedSddmm.place(pool, byItem), { ...back1, a: x }),
      atEdges,
    ],
    "gradient of the encoder, dense X (not used)": [
      bind(kernels.sddmm.place(pool, byItem), { ...back1, a: z }),
      edges * lanes,
    ],
    "own path, scores": [own.bindScores(pool, { weight, input: x, z, lanes }), edges],
    "own path, gradients": [
      own.bindGradient(pool, { weight, input: x, slopes: x, dense: true, gradient, lanes }),
      edges,
    ],
    "adam": [adam, 0],
    "rated scores": [
      kernels.ratedLoss.place(pool, byItem).bind(pool, entries, 0, { ...product, hidden, z }),
      atEdges,
    ],
    "rated squared error": [
      kernels.ratedLoss.bind(pool, entries, 0, { z, gradient: x.values, loss, lanes }),
      0,
    ],
  };
  submitSteps(gpu, [spread]);
  const rows: string[][] = [];
  const overhead = await best(() => readBuffers(gpu, [loss]));
  for (const [name, [step, multiplyAdds]] of Object.entries(parts)) {
    const time = await best(async () => {
      submitSteps(gpu, Array<GpuStep>(repeat).fill(step));
      await readBuffers(gpu, [loss]);
    });
    const one = Math.max(0, time - overhead) / repeat;
    rows.push([
      name,
      one.toFixed(3),
      multiplyAdds === 0 ? "-" : (multiplyAdds / 1e6).toFixed(2),
      multiplyAdds === 0 ? "-" : (2 * multiplyAdds / one / 1e6).toFixed(1),
    ]);
  }
  table([`part, batch ${batchSize}`, "ms", "M multiply-adds", "GFLOP/s"], rows)
    .forEach((line) => console.log(line));
}

async function best(work: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let run = -1; run < 3; run++) {
    const started = performance.now();
    await work();
    if (run >= 0) best = Math.min(best, performance.now() - started);
  }
  return best;
}

/** Users from one on, beginning again behind the last. */
function users(first: number, count: number): SparseMatrix {
  const { rows, columns, indptr, indices, values } = inputs;
  const starts = new Uint32Array(count + 1);
  const order: number[] = [];
  for (let b = 0; b < count; b++) {
    const user = (first + b) % rows;
    for (let k = indptr[user]; k < indptr[user + 1]; k++) order.push(k);
    starts[b + 1] = order.length;
  }
  return {
    rows: count,
    columns,
    indptr: starts,
    indices: Uint32Array.from(order, (k) => indices[k]),
    values: Float32Array.from(order, (k) => values[k]),
  };
}

async function load(): Promise<Problem> {
  const folder = Deno.env.get("SEMAUTO_DATA");
  if (!folder) {
    const shape = { users: 6040, items: 3706, ratings: 1_000_209, attributes: 10_134, seed: 1 };
    const whole = { ...shape, attributesPerItem: 24 };
    const all = Uint32Array.from({ length: shape.users }, (_, user) => user);
    return { inputs: syntheticInputs(whole, all), graph: syntheticGraph(whole) };
  }
  const open = async (name: string) => {
    const path = `${folder}/movielens-1m-dbpedia/${name}`;
    return { name: path, stream: (await Deno.open(path)).readable };
  };
  const { interactions } = await readRatings(await open("ratings.tsv.gz"));
  const triples = await readTriples(await open("attributes.tsv.gz"));
  const dataset = createDataset(interactions, triples, { minItemsPerAttribute: 2 });
  return { inputs: networkInputs(dataset), graph: dataset.graph };
}
