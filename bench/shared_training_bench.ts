/**
 * Gradient training in shared mode: seconds of an epoch, ours on one core and on all, beside PyTorch where there is one that runs.
 *
 *     deno run -A bench/shared_training_bench.ts                        the embedded data, ours only
 *     SEMAUTO_DATA=... deno run -A ...                                  movielens-1m-dbpedia
 *     SEMAUTO_PEERS=... SEMAUTO_PYTHON=... deno run -A ... --prepared OUT   what the peers' prepare.py wrote, with torch_shared.py
 *     ... --save problem.safetensors, and elsewhere --problem problem.safetensors   to run without the data or a package registry
 *     options: --software-gpu (llvmpipe as well)  --epochs 5  --rounds 3  --batch 256  --scaling (users and edges once, twice and four times)
 *              --only "GPU|CUDA" (contenders whose names match)
 *              --one-core (only what runs on one core: threads that wait for each other suffer where others use the machine)
 *
 * An edge user is one edge of the network for one user of the epoch, forward and backward in both layers: 10 operations where all are
 * made. Contenders take turns; the median of the rounds is shown. Ours make their batches in that time, the peer has its data as one dense
 * matrix. No dropout, so that all see the same inputs.
 */
import { parseArgs } from "node:util";
import { table } from "../src/cli/table.ts";
import type { BatchLoss } from "../src/kernels/batch_loss_cpu.ts";
import { openGpu } from "../src/gpu/device.ts";
import { sharedCpuEngine } from "../src/model/shared_cpu_engine.ts";
import { sharedGpuEngine } from "../src/model/shared_gpu_engine.ts";
import type { SharedEngineMaker } from "../src/model/shared_engine.ts";
import { normaliseRows } from "../src/model/shared_inputs.ts";
import { createRandom } from "../src/random.ts";
import { type Problem, readProblem, writeProblem } from "./problem_file.ts";
import { findSharedPeer, type SharedPeer } from "./peers/shared_peer.ts";
import { loadProblem, shuffled, takeRows } from "./shared_problem.ts";
import { type Shape, syntheticGraph, syntheticInputs } from "./synthetic.ts";

const { values: flags } = parseArgs({
  options: {
    epochs: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    batch: { type: "string", default: "256" },
    prepared: { type: "string" },
    scaling: { type: "boolean", default: false },
    save: { type: "string" },
    problem: { type: "string" },
    "software-gpu": { type: "boolean", default: false },
    only: { type: "string", default: "" },
    "one-core": { type: "boolean", default: false },
  },
});
const asked = new RegExp(flags.only);
const epochs = Number(flags.epochs), rounds = Number(flags.rounds), batchSize = Number(flags.batch);

/** What is trained: the names are also those that torch_shared.py takes. */
const TASKS: readonly { loss: BatchLoss; excludeOwnPath: boolean; peer: string[] }[] = [
  { loss: "multinomial", excludeOwnPath: false, peer: ["--loss", "multinomial"] },
  { loss: "squared-error", excludeOwnPath: true, peer: ["--loss", "mse-all", "--zero-diag"] },
  {
    loss: "observed-squared-error",
    excludeOwnPath: false,
    peer: ["--loss", "mse-obs", "--out", "sigmoid"],
  },
];

using gpu = await openGpu();
const gpuCounts = gpu && (!gpu.facts.software || flags["software-gpu"]);

/** Our engines; the last is the one that `--scaling` looks at. */
const ENGINES: readonly [name: string, engine: SharedEngineMaker][] = [
  ["Semauto CPU, one core", sharedCpuEngine({ threads: 1 })],
  ["Semauto CPU, all cores", sharedCpuEngine()],
  ...(gpuCounts
    ? [[`Semauto GPU, ${gpu.facts.name}`, sharedGpuEngine(gpu)] as [string, SharedEngineMaker]]
    : []),
];
const ours = flags["one-core"] ? ENGINES.slice(0, 1) : ENGINES;
const peerThreads = flags["one-core"] ? [1] : [1, navigator.hardwareConcurrency];

/** Seconds of an epoch, and bytes where they are known. */
interface Measured {
  readonly seconds: number;
  readonly bytes?: number;
}

interface Contender {
  readonly name: string;
  readonly run: () => Promise<Measured>;
}

if (flags.scaling) await scaling();
else await comparison();

async function comparison(): Promise<void> {
  const problem = flags.problem
    ? await readProblem(flags.problem)
    : await loadProblem(flags.prepared);
  if (flags.save) await writeProblem(flags.save, problem);
  const { inputs, graph } = problem, edges = graph.itemAttributes.length;
  console.log(
    `${inputs.rows} users, ${graph.items} items, ${graph.attributes} neurons, ${edges} edges, ` +
      `${inputs.indices.length} ratings; batches of ${batchSize}, Adam, biases; ` +
      `median of ${rounds} rounds of ${epochs} epochs, ${navigator.hardwareConcurrency} cores`,
  );
  const peer = await findSharedPeer(flags.prepared);
  for (const { loss, excludeOwnPath, peer: args } of TASKS) {
    const contenders: Contender[] = ours.map(([name, engine]) => ({
      name,
      run: () => epochOf(engine, problem, loss, excludeOwnPath),
    }));
    for (const threads of "run" in peer ? peerThreads : []) {
      const all = [...args, "--epochs", epochs, "--batch", batchSize, "--threads", threads];
      contenders.push({
        name: `${peer.name}, ${threads} ${threads === 1 ? "thread" : "threads"}`,
        run: () => (peer as SharedPeer).run(all.map(String)),
      });
    }
    for (const { name, run } of "run" in peer ? peer.onCuda : []) {
      const all = [...args, "--epochs", epochs, "--batch", batchSize].map(String);
      contenders.push({ name, run: () => run(all) });
    }
    const chosen = contenders.filter(({ name }) => asked.test(name));
    contenders.splice(0, Infinity, ...chosen);
    const results = contenders.map(() => [] as Measured[]);
    for (let round = 0; round < rounds; round++) {
      for (const [k, { run }] of contenders.entries()) results[k].push(await run());
    }
    const medians = results.map(median);
    const reference = medians.at("run" in peer ? -1 : 0)!.seconds;
    console.log(`\n${loss}${excludeOwnPath ? ", own paths excluded" : ""}`);
    const header = ["program", "s/epoch", "M edge users/s", "MB", "times as fast"];
    table(
      header,
      contenders.map(({ name }, k) => [
        name,
        medians[k].seconds.toFixed(3),
        (edges * inputs.rows / medians[k].seconds / 1e6).toFixed(0),
        medians[k].bytes === undefined ? "-" : (medians[k].bytes / 1e6).toFixed(1),
        (reference / medians[k].seconds).toFixed(1),
      ]),
    ).forEach((line) => console.log(line));
  }
  if ("why" in peer) console.log(`\nnot run: ${peer.name} (${peer.why})`);
}

/** Cost should follow users and edges alone: one of them grows at a time, all else stays. */
async function scaling(): Promise<void> {
  const shape: Shape = {
    users: 4096,
    items: 4000,
    ratings: 500_000,
    attributes: 8000,
    attributesPerItem: 15,
    seed: 3,
  };
  const shapes: [string, Shape][] = [];
  for (const by of [1, 2, 4]) {
    shapes.push([`users x ${by}`, { ...shape, users: by * shape.users, ratings: by * 500_000 }]);
  }
  for (const by of [2, 4]) {
    shapes.push([`edges x ${by}`, { ...shape, attributesPerItem: by * shape.attributesPerItem }]);
  }
  const [engineName, engine] = ours.at(-1)!;
  for (const { loss, excludeOwnPath } of TASKS) {
    const rows: string[][] = [];
    for (const [name, shape] of shapes) {
      const graph = syntheticGraph(shape), users = { length: shape.users };
      const inputs = syntheticInputs(shape, Uint32Array.from(users, (_, user) => user));
      const results: Measured[] = [];
      for (let round = 0; round < rounds; round++) {
        results.push(await epochOf(engine, { inputs, graph }, loss, excludeOwnPath));
      }
      const { seconds, bytes } = median(results), edges = graph.itemAttributes.length;
      rows.push([
        name,
        String(shape.users),
        String(edges),
        seconds.toFixed(3),
        (edges * shape.users / seconds / 1e6).toFixed(0),
        (bytes! / 1e6).toFixed(1),
      ]);
    }
    console.log(`\n${loss}, ${engineName}`);
    table(["made-up data", "users", "edges", "s/epoch", "M edge users/s", "MB"], rows)
      .forEach((line) => console.log(line));
  }
}

/** The mean of some epochs, after one that only warms up. */
async function epochOf(
  make: SharedEngineMaker,
  { inputs: targets, graph }: Problem,
  loss: BatchLoss,
  excludeOwnPath: boolean,
): Promise<Measured> {
  const inputs = normaliseRows(targets), random = createRandom(1, "weights");
  const weights = () => Float64Array.from(graph.itemAttributes, () => 0.1 * random.normal());
  using engine = await make({
    encoder: graph,
    decoder: graph,
    objective: { activation: "identity", loss, excludeOwnPath },
    optimiser: { kind: "adam", weightDecay: 0 },
    batchSize,
  }, {
    parameters: {
      encoder: Float32Array.from(weights()),
      decoder: Float32Array.from(weights()),
      hiddenBias: new Float32Array(graph.attributes),
      outputBias: new Float32Array(graph.items),
    },
    steps: 0,
  });
  const runEpoch = async (epoch: number) => {
    const order = shuffled(targets.rows, epoch);
    for (let k = 0; k < order.length; k += batchSize) {
      const users = order.subarray(k, k + batchSize);
      await engine.step(
        { inputs: takeRows(inputs, users), targets: takeRows(targets, users) },
        0.003,
      );
    }
  };
  await runEpoch(0);
  await engine.takeLoss();
  // On a GPU a readback takes as long as an epoch: each epoch's loss is asked for at its end and awaited while the next one runs.
  const started = performance.now(), losses: Promise<number>[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    await runEpoch(epoch);
    losses.push(engine.takeLoss());
  }
  await Promise.all(losses);
  return { seconds: (performance.now() - started) / 1000 / epochs, bytes: engine.bytes };
}

function median(of: readonly Measured[]): Measured {
  return [...of].sort((a, b) => a.seconds - b.seconds)[of.length >> 1];
}
