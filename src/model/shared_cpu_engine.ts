import { edgeTopology } from "../kernels/edge_topology.ts";
import type { WasmFloats } from "../kernels/edge_memory_wasm.ts";
import {
  countParts,
  layOutSharedMemory,
  placeTopology,
  type SharedMemory,
} from "../kernels/shared_memory_wasm.ts";
import { createBatchPlace } from "../kernels/shared_panels_wasm.ts";
import type { SharedBatch, SharedParameters } from "../kernels/shared_step_cpu.ts";
import { beginStep } from "../kernels/shared_threads_wasm.ts";
import { weighOwnPaths } from "../kernels/shared_update_wasm.ts";
import { deepCpuEngine } from "./deep_cpu_engine.ts";
import { createSharedCrew } from "./shared_cpu_crew.ts";
import type { SharedEngine, SharedEngineMaker, SharedState, SharedTask } from "./shared_engine.ts";
import { ownPaths } from "./shared_network.ts";
import { PARAMETER_NAMES } from "./shared_state.ts";

/**
 * The engine that trains a shared network on CPU cores, in float32 and WebAssembly. A batch is cut into panels of 32 users and the panels
 * into parts, which threads take one by one; when all gradients are there each thread changes its share of the weights. All threads
 * compute in one memory, so that nothing is copied. The parts are added in their order: the number of threads changes no bit.
 *
 * A network with a second hidden layer is trained by `deepCpuEngine`, on one thread.
 *
 * A step that fails, in a Worker too, ends the training: all later calls fail with the same error.
 *
 * @param options `threads`: cores to use (default: all that the machine offers), at most as many as a batch has parts; 1 computes on the
 * caller's thread, without a Worker.
 * @returns Makes engines; throws a RangeError where the state is not of the graphs' size.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { bipartiteGraph } from "../data/bipartite_graph.ts";
 * import { sparseMatrix } from "../data/sparse_matrix.ts";
 *
 * // One item, one neuron: z = w1 w2 = 0.5, the loss (z - 1)^2 has slopes 2 (z - 1) w2 = -0.5 and 2 (z - 1) w1 = -1.
 * const graph = bipartiteGraph(1, 1, [0], [0]);
 * const { matrix } = sparseMatrix(1, 1, { row: [0], column: [0], value: [1] });
 * using engine = await sharedCpuEngine({ threads: 1 })({
 *   encoder: graph,
 *   decoder: graph,
 *   objective: { activation: "identity", loss: "squared-error", excludeOwnPath: false },
 *   optimiser: { kind: "sgd", weightDecay: 0 },
 *   batchSize: 32,
 * }, { parameters: { encoder: Float32Array.of(1), decoder: Float32Array.of(0.5) }, steps: 0 });
 * await engine.step({ inputs: matrix, targets: matrix }, 0.25);
 * const { encoder, decoder } = (await engine.read()).parameters;
 * deepStrictEqual([...encoder, ...decoder], [1 + 0.25 * 0.5, 0.5 + 0.25 * 1]);
 * ```
 */
export function sharedCpuEngine(options: { readonly threads?: number } = {}): SharedEngineMaker {
  return async (task, state) => {
    if (task.broader) return await deepCpuEngine(task, state);
    const wanted = options.threads ?? Math.max(1, navigator.hardwareConcurrency);
    const threads = Math.min(wanted, countParts(task.batchSize));
    return await Promise.resolve(createEngine(task, prepare(task, state, threads), state.steps));
  };
}

function createEngine(task: SharedTask, memory: SharedMemory, stepsBefore: number): SharedEngine {
  const { plan, plan: { threads }, losses, parameters, mean, square, kernels } = memory;
  const place = createBatchPlace(memory);
  const crew = createSharedCrew(memory);
  let steps = stepsBefore, loss = 0, disposed = false;
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(work: () => T | Promise<T>): Promise<T> => {
    const done = last.then(() => {
      if (disposed) throw new Error("Cannot go on training: the engine is disposed of");
      return work();
    });
    last = done;
    // Whoever called hears of it, and so does the next in the queue.
    done.catch(() => {});
    return done;
  };
  const step = async (batch: SharedBatch, learningRate: number) => {
    checkBatch(batch, plan.batchSize, plan.items);
    const { weightDecay } = task.optimiser;
    beginStep(memory);
    await crew.run({
      batch: place(batch),
      update: { learningRate, weightDecay, time: steps + 1 },
    });
    steps++;
    for (let b = 0; b < batch.inputs.rows; b++) loss += losses[b];
  };
  const takeLoss = () => {
    const taken = loss;
    loss = 0;
    return taken;
  };
  const read = (): SharedState => ({
    parameters: copyOut(parameters),
    mean: mean && copyOut(mean),
    square: square && copyOut(square),
    steps,
  });
  return {
    kind: "cpu",
    description: `CPU (WebAssembly, ${threads} ${threads === 1 ? "thread" : "threads"})`,
    get bytes() {
      return kernels.bytes;
    },
    step: (batch, learningRate) => next(() => step(batch, learningRate)),
    takeLoss: () => next(takeLoss),
    read: () => next(read),
    [Symbol.dispose]() {
      disposed = true;
      crew[Symbol.dispose]();
    },
  };
}

/** A memory with the task's edges and the state's numbers. */
function prepare(task: SharedTask, state: SharedState, threads: number): SharedMemory {
  const { encoder, decoder, objective, optimiser, batchSize } = task;
  const none = new Uint32Array();
  const pairs = objective.excludeOwnPath
    ? ownPaths(encoder, decoder)
    : { start: none, encoderEdge: none, decoderEdge: none };
  const memory = layOutSharedMemory({
    items: encoder.items,
    neurons: encoder.attributes,
    encoderEdges: encoder.itemAttributes.length,
    decoderEdges: decoder.itemAttributes.length,
    sameEdges: encoder === decoder,
    ownPairs: pairs.encoderEdge.length,
    hiddenBias: state.parameters.hiddenBias !== undefined,
    outputBias: state.parameters.outputBias !== undefined,
    objective,
    moments: optimiser.kind === "adam",
    batchSize,
    threads,
  });
  const byDecoder = edgeTopology(decoder);
  placeTopology(memory, {
    encoder: encoder === decoder ? byDecoder : edgeTopology(encoder),
    decoder: byDecoder,
    ownPaths: pairs,
  });
  copyIn(memory.parameters, state.parameters);
  if (memory.mean && state.mean) copyIn(memory.mean, state.mean);
  if (memory.square && state.square) copyIn(memory.square, state.square);
  weighOwnPaths(memory, 0, encoder.items);
  return memory;
}

function copyIn(
  to: SharedParameters<WasmFloats>,
  from: SharedParameters<Float32Array<ArrayBuffer>>,
): void {
  for (const name of PARAMETER_NAMES) {
    const target = to[name], source = from[name];
    if (target?.length !== source?.length) {
      throw new RangeError(
        `Cannot start training: ${name} has ${source?.length} numbers, expected ${target?.length}`,
      );
    }
    if (target && source) target.values.set(source);
  }
}

function copyOut(from: SharedParameters<WasmFloats>): SharedParameters<Float32Array<ArrayBuffer>> {
  // Memory of their own, which threads do not share.
  const copy = ({ values }: WasmFloats) => new Float32Array(values);
  return {
    encoder: copy(from.encoder),
    decoder: copy(from.decoder),
    hiddenBias: from.hiddenBias && copy(from.hiddenBias),
    outputBias: from.outputBias && copy(from.outputBias),
  };
}

function checkBatch({ inputs, targets }: SharedBatch, mostUsers: number, items: number): void {
  const fail = (problem: string) => {
    throw new RangeError(`Cannot take a step: ${problem}`);
  };
  if (inputs.rows < 1 || inputs.rows > mostUsers) {
    fail(`the batch has ${inputs.rows} users, expected 1 to ${mostUsers}`);
  }
  if (targets.rows !== inputs.rows) {
    fail(`there are targets of ${targets.rows} users, expected ${inputs.rows}`);
  }
  for (const { columns } of [inputs, targets]) {
    if (columns !== items) fail(`the batch has ${columns} items, expected ${items}`);
  }
}
