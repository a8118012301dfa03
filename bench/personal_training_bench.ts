/**
 * Personal training end to end, side by side with what people would use instead, in one run on the same users.
 *
 * Edge-epochs per second are counted on the graph's own edges, before any classes are formed. Our figures include building the
 * networks (also shown on its own); those of the peers do not. Contenders take turns, so that a machine that slows down
 * slows all of them; the median of the rounds is shown.
 *
 *     deno task bench                                      the embedded data, ours only
 *     SEMAUTO_DATA=... SEMAUTO_PEERS=... deno task bench   movielens-1m-dbpedia, with the peers found there
 *     ... --prepared OUT    the training part that the peers' prepare.py wrote: their users, items and edges exactly
 *     ... --save problem.safetensors, and elsewhere --problem problem.safetensors   to run without the data or a package registry
 *     options: --users 600 (0: all)  --epochs 1000  --rounds 3  --slow-users 60 (users given to the slow peers)
 *              --only "GPU|all cores" (contenders whose names match)
 */
import { parseArgs } from "node:util";
import { createDataset } from "../src/data/dataset.ts";
import { perUserHoldout } from "../src/data/split.ts";
import { readRatings } from "../src/formats/ratings.ts";
import { readTriples } from "../src/formats/triples.ts";
import { openGpu } from "../src/gpu/device.ts";
import { type Backend, cpuBackend, gpuBackend } from "../src/model/backend.ts";
import { networkInputs } from "../src/model/personal_model.ts";
import { DEFAULT_PERSONAL_SETTINGS } from "../src/model/personal_settings.ts";
import { countUserEdges, cutBatches } from "../src/model/user_batch.ts";
import { table } from "../src/cli/table.ts";
import { findPeers, type Peer } from "./peers/peers.ts";
import { writePeerData } from "./peers/peer_data.ts";
import { type Problem, readProblem, writeProblem } from "./problem_file.ts";

const { values: flags } = parseArgs({
  options: {
    users: { type: "string", default: "600" },
    epochs: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
    "slow-users": { type: "string", default: "60" },
    prepared: { type: "string" },
    problem: { type: "string" },
    save: { type: "string" },
    only: { type: "string", default: "" },
  },
});
const epochs = Number(flags.epochs), rounds = Number(flags.rounds);

/** One measurement. */
interface Measured {
  /** Seconds of the whole, or of what the peer itself reports. */
  readonly seconds: number;
  /** Core-seconds of building networks; undefined where the peer does not say. */
  readonly preparing?: number;
  /** Core-seconds of building and training together. */
  readonly cores?: number;
  /** Graph edges of the users that were trained. */
  readonly edges: number;
}

interface Contender {
  readonly name: string;
  readonly run: () => Promise<Measured>;
}

const { inputs, graph } = flags.problem ? await readProblem(flags.problem) : await load();
if (flags.save) await writeProblem(flags.save, { inputs, graph });
const edges = countUserEdges(inputs, graph);
const ids = Array.from({ length: inputs.rows }, (_, user) => `u${user}`);
const everyone = [...edges.keys()].filter((user) => edges[user] > 0);
const users = sample(everyone, Number(flags.users) || everyone.length);
const slowUsers = sample(users, Number(flags["slow-users"]));
const sum = (of: readonly number[]) => of.reduce((total, user) => total + edges[user], 0);
console.log(
  `${users.length} of ${everyone.length} users, ${
    sum(users).toLocaleString("en-US")
  } user edges, ${epochs} epochs, ` +
    `median of ${rounds} rounds, ${navigator.hardwareConcurrency} cores`,
);

using gpu = await openGpu();
const asked = new RegExp(flags.only);
let contenders: Contender[] = [
  ours("Semauto CPU, all cores, classes", await cpuBackend(), users, true),
  ours("Semauto CPU, all cores, every attribute", await cpuBackend(), users, false),
  ours("Semauto CPU, one core, classes", await cpuBackend({ threads: 1 }), users, true),
  ours(
    "Semauto CPU, one core, TypeScript, classes",
    await cpuBackend({ threads: 1, kernel: "typescript" }),
    slowUsers,
    true,
  ),
];
if (gpu) {
  const on = gpu.facts.software ? slowUsers : users;
  const backend = await gpuBackend(gpu);
  contenders.push(
    ours(`Semauto GPU, ${gpu.facts.name}, classes`, backend, on, true),
    ours(`Semauto GPU, ${gpu.facts.name}, every attribute`, backend, on, false),
  );
}
const folder = await Deno.makeTempDir({ prefix: "semauto-bench-" });
try {
  const all = {
    ...await writePeerData(`${folder}/all`, { inputs, graph }, users),
    count: users.length,
  };
  const few = {
    ...await writePeerData(`${folder}/few`, { inputs, graph }, slowUsers),
    count: slowUsers.length,
  };
  const { found, missing } = await findPeers(Deno.env.get("SEMAUTO_PEERS"), folder);
  for (const peer of found) contenders.push(theirs(peer, peer.isSlow ? few : all));
  contenders = contenders.filter(({ name }) => asked.test(name));
  await measure();
  for (const { name, why } of missing) console.log(`not run: ${name} (${why})`);
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function measure(): Promise<void> {
  const results = contenders.map(() => [] as Measured[]);
  for (let round = 0; round < rounds; round++) {
    for (const [k, { run }] of contenders.entries()) results[k].push(await run());
  }
  const rate = ({ edges, seconds }: Measured) => edges * epochs / seconds / 1e6;
  const medians = results.map((of) => {
    const sorted = [...of].sort((a, b) => rate(a) - rate(b));
    return sorted[sorted.length >> 1];
  });
  const reference = contenders.findIndex(({ name }) => name.startsWith("C,"));
  const base = rate(medians[reference < 0 ? 0 : reference]);
  const rows = contenders.map(({ name }, k) => {
    const { seconds, preparing, cores } = medians[k];
    return [
      name,
      seconds.toFixed(2),
      preparing === undefined ? "-" : preparing.toFixed(2),
      preparing === undefined || !cores ? "-" : `${(100 * preparing / cores).toFixed(0)} %`,
      rate(medians[k]).toFixed(0),
      (rate(medians[k]) / base).toFixed(2),
    ];
  });
  const header = ["program", "s", "preparing, core-s", "of total", "M edge-epochs/s"];
  table([...header, reference < 0 ? "ratio" : "ratio to C"], rows).forEach((line) =>
    console.log(line)
  );
}

function ours(
  name: string,
  backend: Backend,
  of: readonly number[],
  collapse: boolean,
): Contender {
  const task = {
    graph,
    settings: { ...DEFAULT_PERSONAL_SETTINGS, epochs },
    keepWeights: false,
    collapse,
  };
  return {
    name,
    async run() {
      let preparing = 0, training = 0;
      const started = performance.now();
      const batches = cutBatches(of, inputs, ids, edges, backend.batchEdges);
      await backend.trainUsers(task, batches, (batch) => {
        preparing += batch.preparing / 1000;
        training += batch.training / 1000;
      });
      const seconds = (performance.now() - started) / 1000;
      return { seconds, preparing, cores: preparing + training, edges: sum(of) };
    },
  };
}

function theirs(peer: Peer, data: { folder: string; edges: number; count: number }): Contender {
  return {
    name: peer.name,
    run: async () => ({
      ...await peer.run(data.folder, data.count, epochs),
      edges: data.edges,
    }),
  };
}

async function load(): Promise<Problem> {
  const real = Deno.env.get("SEMAUTO_DATA");
  const embedded = (name: string) => new URL(`../data/${name}`, import.meta.url).pathname;
  const [ratings, attributes] = flags.prepared
    ? ["train.tsv", "item_features.tsv"].map((name) => `${flags.prepared}/${name}`)
    : real
    ? ["ratings.tsv.gz", "attributes.tsv.gz"].map((name) => `${real}/movielens-1m-dbpedia/${name}`)
    : ["ratings.tsv", "attributes.tsv"].map(embedded);
  const open = async (path: string) => ({ name: path, stream: (await Deno.open(path)).readable });
  const { interactions } = await readRatings(await open(ratings));
  const train = flags.prepared
    ? interactions.ratings
    : perUserHoldout(interactions.ratings, interactions.users).train;
  const triples = await readTriples(await open(attributes));
  const dataset = createDataset({ ...interactions, ratings: train }, triples, {
    // prepare.py has counted over all ratings already.
    minItemsPerAttribute: flags.prepared ? 1 : 2,
  });
  return { inputs: networkInputs(dataset), graph: dataset.graph };
}

/** Evenly spread over the list, so that sizes are distributed as in the whole. */
function sample(from: readonly number[], count: number): number[] {
  const step = Math.max(1, from.length / count);
  return Array.from({ length: Math.min(count, from.length) }, (_, k) => from[Math.floor(k * step)]);
}
