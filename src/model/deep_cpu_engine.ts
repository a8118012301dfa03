import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { createWasmBatchLoss } from "../kernels/batch_loss_cpu.ts";
import { createSparseInput } from "../kernels/edge_input_wasm.ts";
import { createEdgeKernels, PANEL_LANES } from "../kernels/edge_kernels_wasm.ts";
import type { WasmFloats } from "../kernels/edge_memory_wasm.ts";
import { edgeTopology } from "../kernels/edge_topology.ts";
import {
  ownWeight,
  type SharedBatch,
  type SharedParameters,
  takeOutOwnPaths,
} from "../kernels/shared_step_cpu.ts";
import { movingState } from "./moving_state.ts";
import type { SharedEngine, SharedState, SharedTask } from "./shared_engine.ts";
import { deepOwnPaths } from "./shared_network.ts";
import { copyState, namedVectors } from "./shared_state.ts";

type Vectors = SharedParameters<Float32Array<ArrayBuffer>>;

/**
 * The engine that trains a shared network with a second hidden layer on the CPU: one thread, in float32 and WebAssembly with SIMD, panel
 * after panel of 32 users. What `sharedGradients` gives, without biases.
 *
 * @param task What to train; `broader` gives the second layer.
 * @param state Where to start; copied.
 * @returns The engine.
 * @throws {RangeError} Where there are biases.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // One item, neuron and category: z = w1 u1 u2 w2 = 0.5, the target is 1, and dZ = -1.
 * const graph = bipartiteGraph(1, 1, [0], [0]);
 * using engine = await deepCpuEngine({
 *   encoder: graph,
 *   decoder: graph,
 *   broader: graph,
 *   objective: { activation: "identity", loss: "squared-error", excludeOwnPath: false },
 *   optimiser: { kind: "sgd", weightDecay: 0 },
 *   batchSize: 1,
 * }, {
 *   parameters: {
 *     encoder: Float32Array.of(1),
 *     decoder: Float32Array.of(0.5),
 *     up: Float32Array.of(2),
 *     down: Float32Array.of(0.5),
 *   },
 *   steps: 0,
 * });
 * const x = sparseMatrix(1, 1, { row: [0], column: [0], value: [1] }).matrix;
 * await engine.step({ inputs: x, targets: x }, 0.25);
 * const { up, decoder } = (await engine.read()).parameters;
 * deepStrictEqual([...up!, ...decoder], [2 + 0.25 * 0.25, 0.5 + 0.25]);
 * ```
 */
export function deepCpuEngine(task: SharedTask, state: SharedState): Promise<SharedEngine> {
  if (state.parameters.hiddenBias || state.parameters.outputBias) {
    throw new RangeError("Cannot train a second layer with biases, expected none");
  }
  const moving = movingState(state, task.optimiser);
  const panels = createPanels(task, moving.parameters);
  let loss = 0;
  return Promise.resolve({
    kind: "cpu",
    description: "CPU (WebAssembly, 1 thread)",
    get bytes() {
      return panels.bytes;
    },
    step(batch, learningRate) {
      loss += panels.gradients(batch, moving.parameters);
      moving.step((name) => panels.gradient(name).values, learningRate);
      return Promise.resolve();
    },
    takeLoss() {
      const taken = loss;
      loss = 0;
      return Promise.resolve(taken);
    },
    read: () => Promise.resolve(copyState(moving.current())),
    [Symbol.dispose]() {},
  });
}

/** Loss and gradients of a batch, panel by panel. */
function createPanels(task: SharedTask, like: Vectors) {
  const { objective: { activation, loss, excludeOwnPath } } = task, lanes = PANEL_LANES;
  const kernels = createEdgeKernels();
  const encoder = edgeTopology(task.encoder), decoder = edgeTopology(task.decoder);
  const broader = edgeTopology(task.broader!);
  const items = encoder.byItem.rows, neurons = encoder.byItem.columns;
  const categories = broader.byItem.columns;
  const place = {
    encoder: kernels.place(encoder.byItem),
    decoder: kernels.place(decoder.byItem),
    decoderBack: kernels.place(decoder.byAttribute),
    inner: kernels.place(broader.byItem),
    innerBack: kernels.place(broader.byAttribute),
  };
  const matrix = (rows: number) => kernels.floats(rows * lanes);
  const hidden = matrix(neurons), coarse = matrix(categories), last = matrix(neurons);
  const z = matrix(items), dz = matrix(items), back = matrix(neurons);
  const coarseSlopes = matrix(categories), first = matrix(neurons);
  const vectors = () =>
    Object.fromEntries(
      namedVectors(like).map(([name, { length }]) => [name, kernels.floats(length)]),
    ) as Record<keyof Vectors, WasmFloats>;
  const weight = vectors(), gradient = vectors();
  const own = excludeOwnPath
    ? {
      paths: deepOwnPaths(task.encoder, task.decoder, task.broader!),
      weights: kernels.floats(items),
      slopes: kernels.floats(items),
    }
    : undefined;
  const input = createSparseInput(kernels, items, lanes);
  const lossOf = createWasmBatchLoss(kernels, loss, lanes);
  const slopeOf = (values: WasmFloats) => ({ slopeOf: activation, values });
  const panel = (
    inputs: SparseMatrix,
    batch: Parameters<typeof lossOf.run>[2],
    accumulate: boolean,
  ) => {
    input.set(inputs, batch.users);
    input.encode(place.encoder, weight.encoder, hidden, { activation });
    kernels.spmm(place.innerBack, weight.up, hidden, coarse, lanes, { activation });
    kernels.spmm(place.inner, weight.down, coarse, last, lanes, { activation });
    kernels.spmm(place.decoder, weight.decoder, last, z, lanes);
    if (own) input.subtractFrom(own.weights, z);
    const losses = lossOf.run(z, dz, batch);
    kernels.spmm(place.decoderBack, weight.decoder, dz, back, lanes, slopeOf(last));
    kernels.spmm(place.innerBack, weight.down, back, coarseSlopes, lanes, slopeOf(coarse));
    kernels.spmm(place.inner, weight.up, coarseSlopes, first, lanes, slopeOf(hidden));
    kernels.sddmm(place.decoder, dz, last, gradient.decoder, lanes, { accumulate });
    kernels.sddmm(place.inner, back, coarse, gradient.down, lanes, { accumulate });
    kernels.sddmm(place.inner, hidden, coarseSlopes, gradient.up, lanes, { accumulate });
    input.gradient(place.encoder, first, gradient.encoder, { accumulate });
    if (own) input.products(dz, own.slopes);
    return losses.reduce((sum, one) => sum + one, 0);
  };
  const values = (of: typeof weight) =>
    Object.fromEntries(
      namedVectors(like).map(([name]) => [name, of[name].values]),
    ) as unknown as SharedParameters<Float32Array>;
  return {
    get bytes() {
      return kernels.bytes;
    },
    gradient: (name: keyof Vectors) => gradient[name],
    /** The sum of the batch's losses; gradients of their mean are left in `gradient`. */
    gradients({ inputs, targets }: SharedBatch, parameters: Vectors): number {
      for (const [name, vector] of namedVectors(parameters)) weight[name].values.set(vector);
      if (own) {
        own.weights.values.set(
          own.weights.values.map((_, item) => ownWeight(own.paths, parameters, item)),
        );
        own.slopes.values.fill(0);
      }
      let sum = 0;
      for (let at = 0; at === 0 || at < inputs.rows; at += lanes) {
        const users = Uint32Array.from(
          { length: Math.min(lanes, inputs.rows - at) },
          (_, b) => at + b,
        );
        const scale = new Float64Array(users.length).fill(1 / inputs.rows);
        sum += panel(inputs, { targets, users, scale }, at > 0);
      }
      if (own) takeOutOwnPaths(own.paths, parameters, own.slopes.values, values(gradient));
      return sum;
    },
  };
}
