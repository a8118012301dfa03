/**
 * Personal mode: user edges times epochs per second of each backend, with and without classes of equal attributes, all in one run.
 *
 * Edges are counted on the graph's own edges, before classes are formed, so that numbers compare with programs that form
 * none. Preparing the networks has a line of its own and is not part of the training times.
 *
 *     deno task bench-kernels                        the embedded data
 *     SEMAUTO_DATA=... deno task bench-kernels       MovieLens 100K with DBpedia attributes as well
 *     ... deno task bench-kernels --epochs 200 --repeat 5 --lanes 32,64,128,256    (sweeps the workgroup's size on the GPU)
 */
import { parseArgs } from "node:util";
import { createDataset, type Dataset } from "../src/data/dataset.ts";
import { readRatings } from "../src/formats/ratings.ts";
import { readTriples } from "../src/formats/triples.ts";
import { openGpu } from "../src/gpu/device.ts";
import { type Backend, cpuBackend, gpuBackend } from "../src/model/backend.ts";
import { networkInputs } from "../src/model/personal_model.ts";
import { buildUserNetworks, type UserNetworks } from "../src/model/user_networks.ts";
import { table } from "../src/cli/table.ts";

const { values: flags } = parseArgs({
  options: {
    epochs: { type: "string", default: "100" },
    repeat: { type: "string", default: "3" },
    lanes: { type: "string", default: "" },
  },
});
const epochs = Number(flags.epochs), repeat = Number(flags.repeat);

interface Contender {
  readonly name: string;
  readonly backend: Backend;
  readonly precision: "float32" | "float64";
  readonly collapse: boolean;
}

using gpu = await openGpu();
const cpu = await cpuBackend({ kernel: "typescript" });
const wasm = await cpuBackend({ kernel: "wasm" });
const contenders: Contender[] = [
  {
    name: "TypeScript float64, every attribute",
    backend: cpu,
    precision: "float64",
    collapse: false,
  },
  { name: "TypeScript float64, classes", backend: cpu, precision: "float64", collapse: true },
  {
    name: "WebAssembly float32, every attribute",
    backend: wasm,
    precision: "float32",
    collapse: false,
  },
  { name: "WebAssembly float32, classes", backend: wasm, precision: "float32", collapse: true },
];
if (gpu) {
  const backend = await gpuBackend(gpu);
  contenders.push(
    { name: "GPU float32, every attribute", backend, precision: "float32", collapse: false },
    { name: "GPU float32, classes", backend, precision: "float32", collapse: true },
  );
  for (const lanes of flags.lanes.split(",").filter(Boolean).map(Number)) {
    contenders.push({
      name: `GPU float32, classes, ${lanes} lanes`,
      backend: await gpuBackend(gpu, { lanes }),
      precision: "float32",
      collapse: true,
    });
  }
}
console.log(
  `${navigator.hardwareConcurrency} cores; adapter ${
    gpu?.facts.name ?? "none"
  }; ${epochs} epochs, best of ${repeat}`,
);

const embedded = (name: string) => new URL(`../data/${name}`, import.meta.url).pathname;
await bench("embedded data", embedded("ratings.tsv"), embedded("attributes.tsv"));
const real = Deno.env.get("SEMAUTO_DATA");
if (real) {
  const folder = `${real}/movielens-100k-dbpedia`;
  await bench("movielens-100k-dbpedia", `${folder}/u.data.gz`, `${folder}/attributes.tsv.gz`);
}

async function bench(name: string, ratings: string, attributes: string): Promise<void> {
  const open = async (path: string) => ({ name: path, stream: (await Deno.open(path)).readable });
  const { interactions } = await readRatings(await open(ratings));
  const dataset = createDataset(interactions, await readTriples(await open(attributes)));
  const inputs = networkInputs(dataset);
  const edges = countUserEdges(dataset);
  console.log(
    `\n${name}: ${dataset.statistics.users} users, ${edges.toLocaleString("en-US")} user edges`,
  );
  const rows: string[][] = [];
  let first = 0;
  for (const { name, backend, precision, collapse } of contenders) {
    let preparing = Infinity, training = Infinity, share = 0;
    for (let run = 0; run < repeat; run++) {
      const start = performance.now();
      const built = build(dataset, inputs, precision, collapse);
      const ready = performance.now();
      await backend.trainNetworks(built.networks, built.state, { epochs, learningRate: 0.3 });
      preparing = Math.min(preparing, ready - start);
      training = Math.min(training, performance.now() - ready);
      share = built.networks.edgeNode.length / edges;
    }
    const rate = edges * epochs / training / 1000;
    first ||= rate;
    rows.push([
      name,
      `${(100 * share).toFixed(0)} %`,
      `${preparing.toFixed(0)} ms`,
      `${training.toFixed(0)} ms`,
      rate.toFixed(0),
      (rate / first).toFixed(2),
    ]);
  }
  const header = ["backend", "edges kept", "preparing", "training", "M edge-epochs/s", "ratio"];
  table(header, rows).forEach((line) => console.log(line));
}

function build(
  dataset: Dataset,
  inputs: ReturnType<typeof networkInputs>,
  precision: "float32" | "float64",
  collapse: boolean,
): UserNetworks {
  const { users } = dataset.interactions;
  return buildUserNetworks([...users.ids.keys()], inputs, users, dataset.graph, {
    initialisation: { kind: "constant", value: 0.01 },
    precision,
    collapse,
  });
}

function countUserEdges({ interactions: { ratings }, graph }: Dataset): number {
  let edges = 0;
  for (const item of ratings.indices) edges += graph.itemStart[item + 1] - graph.itemStart[item];
  return edges;
}
