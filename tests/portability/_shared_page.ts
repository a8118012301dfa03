// Runs in the browser: bundled by shared_step_test.ts, so nothing here may use Deno.

import type { BipartiteGraph } from "../../src/data/bipartite_graph.ts";
import { openGpu } from "../../src/gpu/device.ts";
import { edgeTopology } from "../../src/kernels/edge_topology.ts";
import {
  sharedGradients,
  type SharedObjective,
  type SharedParameters,
} from "../../src/kernels/shared_step_cpu.ts";
import { deepOwnPaths } from "../../src/model/shared_network.ts";
import { sharedGpuEngine } from "../../src/model/shared_gpu_engine.ts";
import { createRandom } from "../../src/random.ts";
import {
  randomGraph,
  randomParameters,
  sharedTopology,
  sparseBatch,
} from "../model/_shared_problem.ts";

/** What a step does to a random network. */
export interface SharedTrial extends SharedObjective {
  readonly seed: number;
  /** With biases and one graph, or without biases and with two. */
  readonly plain: boolean;
  /** With a second hidden layer; without biases. */
  readonly deep?: boolean;
}

/** Largest differences between a step and the reference: of gradients, and of the loss relative to it. */
export interface SharedDifferences {
  readonly gradient: number;
  readonly loss: number;
}

/** Takes one step of descent of learning rate 1 on this page's GPU and compares it with the gradient in float64. */
export async function compareSharedStep(trial: SharedTrial): Promise<SharedDifferences> {
  const { seed, plain, deep = false, activation, loss, excludeOwnPath } = trial;
  const objective = { activation, loss, excludeOwnPath };
  const random = createRandom(seed, "portability", loss);
  const sizes = { items: 171, neurons: 23, edges: 700 }, users = 37;
  const encoder = randomGraph(random, sizes);
  const decoder = plain ? encoder : randomGraph(random, sizes);
  const batch = sparseBatch(random, users, sizes.items);
  const broader = deep
    ? randomGraph(random, { items: sizes.neurons, neurons: 5, edges: 40 })
    : undefined;
  const inner = ({ itemAttributes: { length } }: BipartiteGraph) =>
    Float32Array.from({ length }, () => 0.4 * random.normal());
  const parameters = {
    ...randomParameters(random, { encoder, decoder }, plain && !deep, 0.4),
    ...(broader && { up: inner(broader), down: inner(broader) }),
  };
  using gpu = await openGpu();
  if (!gpu) throw new Error("Cannot compare: found no WebGPU adapter");
  using engine = await sharedGpuEngine(gpu)({
    ...{ encoder, decoder, broader, objective, batchSize: users },
    optimiser: { kind: "sgd", weightDecay: 0 },
  }, { parameters, steps: 0 });
  await engine.step(batch, 1);
  const found = await engine.takeLoss(), after = (await engine.read()).parameters;
  gpu.check();
  const topology = {
    ...sharedTopology(encoder, decoder),
    ...(broader && {
      broader: edgeTopology(broader),
      ownPaths: deepOwnPaths(encoder, decoder, broader),
    }),
  };
  const expected = sharedGradients(topology, parameters, objective, batch);
  let largest = 0;
  for (const name of Object.keys(parameters) as (keyof SharedParameters<unknown>)[]) {
    const before = parameters[name]!, now = after[name]!, gradient = expected.gradients[name]!;
    // A NaN is above no bound: it must not be lost in a maximum.
    if (!now.every(Number.isFinite)) throw new Error(`Cannot compare: ${name} is not finite`);
    before.forEach((w, k) => largest = Math.max(largest, Math.abs(w - now[k] - gradient[k])));
  }
  const total = expected.losses.reduce((sum, loss) => sum + loss, 0);
  return { gradient: largest, loss: Math.abs(found - total) / total };
}
