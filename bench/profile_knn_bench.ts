/**
 * Neighbours of all users: seconds and memory of `allNeighbours` on one thread, on all, and on a GPU, beside the search one user after
 * another, which is timed on a sample of users and multiplied up.
 *
 *     deno task bench-knn                        made-up profiles of 1,000 and 10,000 users, and an estimate for 138,493
 *     SEMAUTO_DATA=... deno task bench-knn       movielens-1m-dbpedia as well, trained for 20 epochs
 *     ... deno task bench-knn --sizes 1000 --repeat 5 --neighbours 40 --software-gpu
 *
 * From `--largest` users on (default 50,000) only a sample of the blocks is computed, on one thread, and the rest is foreseen
 * from it.
 */
import { parseArgs } from "node:util";
import { createDataset } from "../src/data/dataset.ts";
import { type SparseMatrix, transpose } from "../src/data/sparse_matrix.ts";
import { readRatings } from "../src/formats/ratings.ts";
import { readTriples } from "../src/formats/triples.ts";
import { openGpu } from "../src/gpu/device.ts";
import { comparableProfiles, ROUNDOFF } from "../src/kernels/comparable_profiles.ts";
import { cpuBackend } from "../src/model/backend.ts";
import { idf, weightProfiles } from "../src/recommend/attribute_weighting.ts";
import { candidateLists } from "../src/recommend/candidate_lists.ts";
import { exactSearch, nearestUsers } from "../src/recommend/nearest_users.ts";
import { allNeighbours, type NeighbourOptions } from "../src/recommend/neighbour_lists.ts";
import { neighbourPlan } from "../src/recommend/neighbour_plan.ts";
import { neighbourSearch } from "../src/recommend/neighbour_search.ts";
import { DEFAULT_RECOMMENDER_OPTIONS, recommendationProfiles } from "../src/recommend/registry.ts";
import { trainPersonal } from "../src/train/personal.ts";
import { table } from "../src/cli/table.ts";
import { MOVIELENS_20M, syntheticGraph, syntheticInputs } from "./synthetic.ts";

const { values: flags } = parseArgs({
  options: {
    sizes: { type: "string", default: "1000,10000,138493" },
    repeat: { type: "string", default: "3" },
    neighbours: { type: "string", default: "40" },
    largest: { type: "string", default: "50000" },
    "software-gpu": { type: "boolean", default: false },
  },
});
const repeat = Number(flags.repeat), k = Number(flags.neighbours), largest = Number(flags.largest);

/** Users timed one by one; tiles timed of the largest data. */
const SAMPLED_USERS = 200, SAMPLED_TILES = 24;

using gpu = await openGpu();
const cores = navigator.hardwareConcurrency;
console.log(
  `${cores} cores; adapter ${gpu?.facts.name ?? "none"}; k ${k}, best of ${repeat}; ` +
    "one by one is estimated from a sample of users",
);
const contenders: { name: string; options: NeighbourOptions }[] = [
  { name: "1 thread", options: { threads: 1 } },
  { name: `${cores} threads`, options: {} },
];
if (gpu && (!gpu.facts.software || flags["software-gpu"])) {
  contenders.push({ name: "GPU", options: { gpu } });
}

const real = Deno.env.get("SEMAUTO_DATA");
if (real) await bench("movielens-1m-dbpedia", await movielens1m(real));
for (const users of flags.sizes.split(",").filter(Boolean).map(Number)) {
  const profiles = madeUp(users);
  if (users < largest) await bench("made up", profiles);
  else foresee(profiles);
}

async function movielens1m(folder: string): Promise<SparseMatrix> {
  const open = async (name: string) => ({
    name,
    stream: (await Deno.open(`${folder}/movielens-1m-dbpedia/${name}`)).readable,
  });
  const { interactions } = await readRatings(await open("ratings.tsv.gz"));
  const dataset = createDataset(interactions, await readTriples(await open("attributes.tsv.gz")));
  using backend = await cpuBackend();
  const model = await trainPersonal(dataset, { epochs: 20 }, backend);
  return recommendationProfiles(model, DEFAULT_RECOMMENDER_OPTIONS);
}

/** Profiles of a data set of the shape of MovieLens 20M: for each attribute the sum of the user's ratings, times idf. */
function madeUp(users: number): SparseMatrix {
  const shape = { ...MOVIELENS_20M, users, ratings: MOVIELENS_20M.ratings / 138_493 * users };
  const graph = syntheticGraph(shape);
  const sums = new Float32Array(shape.attributes);
  const indptr = new Uint32Array(users + 1);
  const indices: Uint32Array[] = [], values: Float32Array[] = [];
  for (let user = 0; user < users; user++) {
    const inputs = syntheticInputs(shape, [user]);
    const seen = new Set<number>();
    for (let e = 0; e < inputs.indices.length; e++) {
      const item = inputs.indices[e];
      for (let a = graph.itemStart[item]; a < graph.itemStart[item + 1]; a++) {
        sums[graph.itemAttributes[a]] += inputs.values[e];
        seen.add(graph.itemAttributes[a]);
      }
    }
    indices.push(Uint32Array.from(seen).sort());
    values.push(Float32Array.from(indices[user], (f) => sums[f]));
    for (const f of seen) sums[f] = 0;
    indptr[user + 1] = indptr[user] + seen.size;
  }
  const profiles = {
    rows: users,
    columns: shape.attributes,
    indptr,
    indices: new Uint32Array(indptr[users]),
    values: new Float32Array(indptr[users]),
  };
  for (let user = 0; user < users; user++) {
    profiles.indices.set(indices[user], indptr[user]);
    profiles.values.set(values[user], indptr[user]);
  }
  return weightProfiles(profiles, idf(profiles));
}

async function bench(name: string, profiles: SparseMatrix): Promise<void> {
  describe(name, profiles);
  const rows: string[][] = [];
  const oneByOne = searchOneByOne(profiles);
  rows.push(["one by one", seconds(oneByOne), "", "1.0", "attribute lists", ""]);
  for (const { name, options } of contenders) {
    let best = Infinity, memory = 0, method = "", searched = 0;
    for (let run = 0; run < repeat; run++) {
      const started = performance.now();
      const { facts } = await allNeighbours(profiles, { ...options, k });
      best = Math.min(best, performance.now() - started);
      ({ bytes: memory, method, searched } = facts);
    }
    const ratio = (oneByOne / best).toFixed(1);
    rows.push([name, seconds(best), megabytes(memory), ratio, method, String(searched)]);
  }
  const header = ["", "seconds", "MB", "ratio", "method", "users searched"];
  table(header, rows).forEach((line) => console.log(line));
}

/** Milliseconds that all users one by one would take, from a sample spread over them. */
function searchOneByOne(profiles: SparseMatrix): number {
  const { norms } = comparableProfiles(profiles);
  const started = performance.now();
  const search = exactSearch(profiles, transpose(profiles), norms);
  const ready = performance.now();
  const nearest = nearestUsers(k);
  const sample = Math.min(SAMPLED_USERS, profiles.rows);
  for (let n = 0; n < sample; n++) search(Math.floor(n * profiles.rows / sample), nearest);
  return ready - started + (performance.now() - ready) / sample * profiles.rows;
}

/** Times a sample of the tiles on this thread and multiplies by what the plan says they are of the whole. */
function foresee(profiles: SparseMatrix): void {
  describe("made up", profiles);
  const comparable = comparableProfiles(profiles);
  const plan = neighbourPlan(comparable, { k, threads: 1, onGpu: false });
  const wide = neighbourPlan(comparable, { k, threads: cores, onGpu: false });
  const buffer = (bytes: number) => new ArrayBuffer(bytes);
  const search = neighbourSearch({
    comparable,
    candidates: [candidateLists(profiles.rows, plan.capacity, buffer)],
    roundoff: ROUNDOFF.cpu,
    neighbours: {
      k,
      users: new Uint32Array(profiles.rows * k),
      similarities: new Float64Array(profiles.rows * k),
      counts: new Uint32Array(profiles.rows),
    },
    unproven: new Uint8Array(profiles.rows),
    nextPlace: new Int32Array(1),
  });
  const tiles = [...plan.tiles()];
  const step = Math.max(1, Math.floor(tiles.length / SAMPLED_TILES));
  let taken = 0, elapsed = 0;
  for (let n = step >> 1; n < tiles.length; n += step) {
    const started = performance.now();
    search(tiles[n].job);
    elapsed += performance.now() - started;
    taken += tiles[n].cost;
  }
  // Choosing neighbours is foreseen from its share of the plan, which the smaller sizes bear out.
  const foreseen = elapsed / taken * plan.cost;
  const copies = 8 * profiles.values.length;
  const oneByOne = searchOneByOne(profiles);
  const header = ["estimated", "seconds", "MB", "ratio"];
  table(header, [
    ["one by one", seconds(oneByOne), "", "1.0"],
    ["1 thread", seconds(foreseen), megabytes(plan.bytes), (oneByOne / foreseen).toFixed(1)],
    [
      `${cores} threads`,
      seconds(foreseen / cores),
      megabytes(wide.bytes + copies),
      (oneByOne / foreseen * cores).toFixed(1),
    ],
  ]).forEach((line) => console.log(line));
  console.log(
    `from ${Math.ceil(tiles.length / step)} of ${tiles.length} tiles, ${
      seconds(elapsed)
    } s; several threads are taken to scale, as the smaller sizes show or not`,
  );
}

function describe(name: string, { rows, columns, values }: SparseMatrix): void {
  const n = (count: number) => count.toLocaleString("en-US");
  console.log(
    `\n${name}: ${n(rows)} users, ${n(columns)} attributes, ${n(values.length)} entries (${
      megabytes(8 * values.length)
    } MB)`,
  );
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1e6).toLocaleString("en-US");
}
