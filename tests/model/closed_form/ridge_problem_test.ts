import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type BipartiteGraph, bipartiteGraph } from "../../../src/data/bipartite_graph.ts";
import type { Penalties } from "../../../src/model/closed_form/item_weights.ts";
import { gramInput, gramMatrix } from "../../../src/model/closed_form/gram.ts";
import {
  type RidgeProblem,
  ridgeProblem,
  solveProblem,
} from "../../../src/model/closed_form/ridge_problem.ts";
import type { NeuronChoice } from "../../../src/model/shared_settings.ts";
import { solverThreads } from "../../../src/model/closed_form/solver_threads.ts";
import { createRandom } from "../../../src/random.ts";
import { plainInputs, randomRatings, type RatingsOptions } from "../_ratings.ts";

const quiet = () => {};

/** A random graph; attributes 0 and 1 are the same, the last one is on no item, and item 0 may have very many. */
function randomGraph(seed: number, items: number, attributes: number): BipartiteGraph {
  const random = createRandom(seed, "graph");
  const edgeItem: number[] = [], edgeAttribute: number[] = [];
  for (let i = 0; i < items; i++) {
    for (let f = 0; f + 1 < attributes; f++) {
      const same = f === 1 && edgeItem.at(-1) === i && edgeAttribute.at(-1) === 0;
      if (f === 1 ? !same : i > 0 && random.next() > 0.3) continue;
      edgeItem.push(i);
      edgeAttribute.push(f);
    }
  }
  return bipartiteGraph(items, attributes, edgeItem, edgeAttribute);
}

interface World extends RatingsOptions {
  readonly attributes: number;
  readonly neurons: NeuronChoice;
  readonly fans: number;
}

const worlds = fc.record({
  seed: fc.integer(),
  users: fc.constantFrom(1, 2, 25),
  items: fc.constantFrom(1, 2, 12),
  density: fc.double({ min: 0, max: 0.9, noNaN: true }),
  implicit: fc.boolean(),
  attributes: fc.constantFrom(1, 2, 9),
  neurons: fc.constantFrom<NeuronChoice>("both", "attributes", "fans"),
  fans: fc.constantFrom(1, 4, 100),
});

const fansKind = "pure";

async function problemOf(world: World, count = 1, layout?: "dense" | "sparse") {
  const threads = solverThreads({ threads: count });
  const interactions = randomRatings(world);
  const graph = randomGraph(world.seed, world.items, world.attributes);
  const problem = await ridgeProblem(interactions, graph, { ...world, fansKind }, threads, [
    quiet,
    quiet,
  ]);
  if (!layout) return { problem, threads, interactions };
  const input = gramInput(interactions, threads.memory);
  const gram = await gramMatrix(input, threads, quiet, { layout });
  return { problem: { ...problem, gram }, threads, interactions };
}

/** Decoder weights in the order of the decoder's edges, (edges, penalties). */
async function weightsOf(
  world: World,
  penalties: readonly Penalties[],
  options: { count?: number; layout?: "dense" | "sparse"; budget?: number } = {},
): Promise<{ problem: RidgeProblem; weights: number[] }> {
  const { problem, threads } = await problemOf(world, options.count, options.layout);
  const edges = problem.graphs.decoder.itemAttributes.length;
  const weights = threads.memory.floats(edges * penalties.length);
  await solveProblem(problem, penalties, weights, threads, quiet, { budget: options.budget });
  return { problem, weights: [...weights] };
}

/** Gauss with partial pivoting. */
function solve(a: number[][], b: number[]): number[] {
  const n = b.length, rows = a.map((row, r) => [...row, b[r]]);
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[best][c])) best = r;
    [rows[c], rows[best]] = [rows[best], rows[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r][c] / rows[c][c];
      for (let k = c; k <= n; k++) rows[r][k] -= factor * rows[c][k];
    }
  }
  return rows.map((row, c) => row[n] / row[c]);
}

/**
 * The weights of one item straight from the definition: the users' hidden values are computed from X with the item's own column set to 0,
 * and the weighted ridge regression of that column on them is solved densely.
 */
function plainWeights(
  { x, weight }: { x: number[][]; weight: number[] },
  { encoder, decoder, neurons }: RidgeProblem["graphs"],
  item: number,
  { fansPenalty, attributePenalty }: Penalties,
): number[] {
  const names = decoder.itemAttributes.subarray(
    decoder.itemStart[item],
    decoder.itemStart[item + 1],
  );
  const hidden = x.map((row) => {
    const without = row.map((value, j) => j === item ? 0 : value);
    return Array.from(names, (neuron) => {
      const from = encoder.attributeItems.subarray(
        encoder.attributeStart[neuron],
        encoder.attributeStart[neuron + 1],
      );
      const edge = neuron < neurons.attributes ? 1 / Math.sqrt(from.length) : 1;
      return from.reduce((sum, j) => sum + edge * without[j], 0);
    });
  });
  const product = (of: (u: number) => number) =>
    weight.reduce((sum, w, u) => w === 0 ? sum : sum + w * of(u), 0);
  const penalty = (n: number) => names[n] < neurons.attributes ? attributePenalty : fansPenalty;
  return solve(
    Array.from(
      names,
      (_, n) =>
        Array.from(
          names,
          (_, m) => product((u) => hidden[u][n] * hidden[u][m]) + (n === m ? penalty(n) : 0),
        ),
    ),
    Array.from(names, (_, n) => product((u) => hidden[u][n] * x[u][item])),
  );
}

Deno.test("solveProblem() is a ridge regression on X without the item's own column", async () => {
  const penalties = [
    { fansPenalty: 0.5, attributePenalty: 2 },
    { fansPenalty: 30, attributePenalty: 0.2 },
  ];
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const inputs = plainInputs(randomRatings(world));
      const { problem, weights } = await weightsOf(world, penalties);
      const { itemStart } = problem.graphs.decoder;
      for (let item = 0; item < world.items; item++) {
        penalties.forEach((pair, lane) => {
          const expected = plainWeights(inputs, problem.graphs, item, pair);
          strictEqual(expected.length, itemStart[item + 1] - itemStart[item]);
          expected.forEach((weight, n) => {
            const found = weights[(itemStart[item] + n) * penalties.length + lane];
            ok(Math.abs(found - weight) < 2e-5, `item ${item}: ${found}, expected ${weight}`);
            checked++;
          });
        });
      }
    }),
    { seed: 21, numRuns: 250 },
  );
  ok(checked > 1500, `${checked}`);
});

const world: World = {
  seed: 4,
  users: 60,
  items: 70,
  density: 0.2,
  attributes: 40,
  neurons: "both",
  fans: 12,
};
const pair = [{ fansPenalty: 3, attributePenalty: 1 }];

Deno.test("solveProblem() gives the same bits on any threads, in any blocks and in both layouts", async () => {
  const { weights, problem } = await weightsOf(world, pair);
  ok(weights.some((weight) => weight !== 0));
  const sizes = [1, 5000, 30_000];
  for (const count of [2, 3]) {
    deepStrictEqual((await weightsOf(world, pair, { count })).weights, weights);
  }
  for (const budget of sizes) {
    deepStrictEqual((await weightsOf(world, pair, { budget })).weights, weights);
  }
  deepStrictEqual((await weightsOf(world, pair, { count: 2, budget: 5000 })).weights, weights);
  ok(problem.gram.dense);
  deepStrictEqual((await weightsOf(world, pair, { layout: "sparse" })).weights, weights);
});

Deno.test("solveProblem() solves for several penalties as for each alone, also when asked again", async () => {
  const { problem, threads } = await problemOf(world);
  const penalties = [0.1, 1, 10].map((p) => ({ fansPenalty: p, attributePenalty: 2 * p }));
  const edges = problem.graphs.decoder.itemAttributes.length;
  const together = threads.memory.floats(edges * 4);
  await solveProblem(problem, penalties, together, threads, quiet, { lanes: 4 });
  for (const [lane, one] of penalties.entries()) {
    const weights = threads.memory.floats(edges);
    await solveProblem(problem, [one], weights, threads, quiet);
    deepStrictEqual(together.filter((_, k) => k % 4 === lane), weights);
    // Larger penalties, smaller weights.
    const power = (of: Float32Array) => of.reduce((sum, w) => sum + w * w, 0);
    if (lane > 0) ok(power(weights) < power(together.filter((_, k) => k % 4 === lane - 1)));
  }
});

Deno.test("solveProblem() puts weights where it is told to", async () => {
  const { problem, threads } = await problemOf(world);
  const edges = problem.graphs.decoder.itemAttributes.length;
  const place = Uint32Array.from({ length: edges }, (_, e) => edges - 1 - e);
  const plain = threads.memory.floats(edges), turned = threads.memory.floats(edges);
  await solveProblem(problem, pair, plain, threads, quiet);
  await solveProblem(problem, pair, turned, threads, quiet, { place });
  deepStrictEqual(turned.reverse(), plain);
});

Deno.test("solveProblem() handles items with a thousand attributes", async () => {
  const items = 8, attributes = 1001;
  const edgeItem: number[] = [], edgeAttribute: number[] = [];
  for (let f = 0; f < attributes; f++) {
    for (const item of [0, 1 + f % 7]) {
      edgeItem.push(item);
      edgeAttribute.push(f);
    }
  }
  const graph = bipartiteGraph(items, attributes, edgeItem, edgeAttribute);
  const threads = solverThreads({ threads: 1 });
  const interactions = randomRatings({ seed: 1, users: 20, items, density: 0.5 });
  const settings = { neurons: "both", fans: 5, fansKind } as const;
  const problem = await ridgeProblem(interactions, graph, settings, threads, [quiet, quiet]);
  const weights = threads.memory.floats(problem.graphs.decoder.itemAttributes.length);
  await solveProblem(problem, pair, weights, threads, quiet);
  const inputs = plainInputs(interactions);
  // Attributes on the same items get the same weight.
  ok(Math.abs(weights[0] - weights[7]) < 1e-6 && weights[0] !== 0);
  const expected = plainWeights(inputs, problem.graphs, 3, pair[0]);
  const start = problem.graphs.decoder.itemStart[3];
  expected.forEach((weight, n) => ok(Math.abs(weights[start + n] - weight) < 2e-5));
});
