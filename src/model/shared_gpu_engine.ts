import { createBufferPool, readBuffers } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createAdam } from "../kernels/adam.ts";
import { edgeTopology } from "../kernels/edge_topology.ts";
import { createSgd } from "../kernels/sgd.ts";
import type { SharedTopology } from "../kernels/shared_step_cpu.ts";
import { bindSharedStep } from "../kernels/shared_step_gpu.ts";
import { createSharedStepKernels } from "../kernels/shared_step_kernels.ts";
import { packVector, sharedVectorLayout, unpackVector } from "../kernels/shared_vector.ts";
import { createLossHistory } from "./loss_history.ts";
import type { SharedEngineMaker, SharedTask } from "./shared_engine.ts";
import { deepOwnPaths, ownPaths } from "./shared_network.ts";

/**
 * Steps, and bytes sent with them, from one look at how far the device is to the next. A look takes Deno eleven milliseconds, in
 * which a fast device makes a hundred steps; what was sent waits in memory meanwhile.
 */
const STEPS_AHEAD = 128, BYTES_AHEAD = 1 << 27;

/**
 * Trains shared networks on a GPU, in float32. A step is one submission without a readback; weights, moments and losses stay on the
 * device until they are read. Promises of steps are kept as soon as the device is not far behind, so that steps overlap with what
 * prepares the next batches.
 *
 * @param gpu An opened device; stays the caller's.
 * @returns What makes the engines; they share compiled shaders. It throws a GpuError where a shader does not compile or the edges do not
 * fit the adapter's bindings; engines throw it where the device was lost or reports an error.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 * import { openGpu } from "../gpu/device.ts";
 *
 * // Two items share a neuron; the only user has the first.
 * const graph = bipartiteGraph(2, 1, [0, 1], [0, 0]);
 * const x = sparseMatrix(1, 2, { row: [0], column: [0], value: [1] }).matrix;
 * using gpu = await openGpu();
 * if (gpu) {
 *   using engine = await sharedGpuEngine(gpu)({
 *     encoder: graph,
 *     decoder: graph,
 *     objective: { activation: "identity", loss: "squared-error", excludeOwnPath: false },
 *     optimiser: { kind: "sgd", weightDecay: 0 },
 *     batchSize: 1,
 *   }, { parameters: { encoder: Float32Array.of(0.5, 9), decoder: Float32Array.of(1, 2) }, steps: 0 });
 *   await engine.step({ inputs: x, targets: x }, 1);
 *   ok(Math.abs(await engine.takeLoss() - ((0.5 - 1) ** 2 + 1 ** 2)) < 1e-6);
 *   const { parameters } = await engine.read();
 *   ok(Math.abs(parameters.decoder[0] - (1 - 2 * (0.5 - 1) * 0.5)) < 1e-6);
 * }
 * ```
 */
export function sharedGpuEngine(gpu: Gpu): SharedEngineMaker {
  let compiled: ReturnType<typeof compile> | undefined;
  return async (task, state) => {
    compiled ??= compile(gpu);
    const { kernels, adam, sgd } = await compiled;
    const topology = topologyOf(task);
    const layout = sharedVectorLayout(state.parameters);
    const withMoments = task.optimiser.kind === "adam";
    const { weightDecay } = task.optimiser;
    using binding = new DisposableStack();
    const pool = binding.use(createBufferPool(gpu));
    const weight = pool.upload("weight", packVector(layout, state.parameters));
    const gradient = pool.zeros("gradient", layout.length);
    const moments = withMoments
      ? {
        mean: pool.upload("mean", packVector(layout, state.mean)),
        square: pool.upload("square", packVector(layout, state.square)),
      }
      : undefined;
    const { batchSize, objective } = task;
    const bound = binding.use(bindSharedStep(gpu, kernels, {
      ...{ topology, objective, batchSize, layout, weight, gradient },
    }));
    const losses = createLossHistory(gpu, pool, bound.lanes * bound.slices);
    const pace = createPace(gpu);
    let steps = state.steps;
    const adamStep = moments && adam.bind(pool, weight, gradient, moments, layout.length);
    const sgdStep = moments ? undefined : sgd.bind(pool, weight, gradient, layout.length);
    const owned = binding.move();
    return {
      kind: "gpu",
      description: `GPU (${gpu.facts.name})`,
      get bytes() {
        return pool.bytes + bound.bytes;
      },
      async step(batch, learningRate) {
        gpu.check();
        bound.set(batch);
        losses.add(batch.inputs.rows);
        steps++;
        adamStep?.set({ learningRate, weightDecay }, steps);
        sgdStep?.set({ learningRate, weightDecay });
        const commands = gpu.device.createCommandEncoder({ label: "shared step" });
        bound.record(
          commands,
          (slice) => losses.keep(commands, bound.loss, slice * bound.lanes, bound.lanes),
        );
        const pass = commands.beginComputePass();
        adamStep?.record(pass);
        sgdStep?.record(pass);
        pass.end();
        gpu.device.queue.submit([commands.finish()]);
        await pace(bound.sent);
        gpu.check();
      },
      takeLoss: () => losses.take(),
      async read() {
        const taken = steps;
        const buffers = moments ? [weight, moments.mean, moments.square] : [weight];
        const [parameters, mean, square] = (await readBuffers(gpu, buffers))
          .map((bytes) => unpackVector(layout, new Float32Array(bytes)));
        return { parameters, ...(moments && { mean, square }), steps: taken };
      },
      [Symbol.dispose]() {
        owned.dispose();
      },
    };
  };
}

async function compile(gpu: Gpu) {
  const kernels = await createSharedStepKernels(gpu);
  return { kernels, adam: await createAdam(gpu), sgd: await createSgd(gpu) };
}

function topologyOf({ encoder, decoder, broader, objective }: SharedTask): SharedTopology {
  const edges = edgeTopology(encoder);
  const none = new Uint32Array();
  return {
    encoder: edges,
    decoder: decoder === encoder ? edges : edgeTopology(decoder),
    ...(broader && { broader: edgeTopology(broader) }),
    ownPaths: objective.excludeOwnPath
      ? broader ? deepOwnPaths(encoder, decoder, broader) : ownPaths(encoder, decoder)
      : { start: new Uint32Array(encoder.items + 1), encoderEdge: none, decoderEdge: none },
  };
}

/** Holds callers back who are two looks ahead of the device; it is told the bytes that a step sends. */
function createPace({ device, facts }: Gpu): (bytes: number) => Promise<void> {
  let steps = 0, sent = 0, before = Promise.resolve();
  return async (bytes) => {
    sent += bytes;
    // Software is slow, and whoever wants to stop would wait for all that is under way.
    if (++steps < STEPS_AHEAD && sent < BYTES_AHEAD && !facts.software) return;
    steps = sent = 0;
    const reached = before;
    // What goes wrong on the device is told by `check`.
    before = device.queue.onSubmittedWorkDone().then(() => {}, () => {});
    await reached;
  };
}
