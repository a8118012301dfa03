import { edgeTopology } from "../kernels/edge_topology.ts";
import type { WasmFloats } from "../kernels/edge_memory_wasm.ts";
import {
  layOutSharedMemory,
  MOST_PARTS,
  placeTopology,
  type SharedMemory,
} from "../kernels/shared_memory_wasm.ts";
import { createBatchPlace } from "../kernels/shared_panels_wasm.ts";
import type { SharedParameters } from "../kernels/shared_step_cpu.ts";
import { beginStep, runStep, type SharedStep } from "../kernels/shared_threads_wasm.ts";
import { weighOwnPaths } from "../kernels/shared_update_wasm.ts";
import { createWorkerPool } from "../worker_pool.ts";
import type { SharedWorkerJob, SharedWorkerSetup } from "./shared_cpu_worker.ts";
import type { SharedEngineMaker, SharedState, SharedTask } from "./shared_engine.ts";
import { ownPaths } from "./shared_network.ts";

/** The event loop gets its turn about this often where the work is done on the caller's thread, in milliseconds. */
const TURN = 50;

/** Names of the vectors of a network's parameters. */
const VECTORS = ["encoder", "decoder", "hiddenBias", "outputBias"] as const;

/**
 * The engine that trains a shared network on CPU cores, in float32 and WebAssembly. A batch is cut into panels of 32 users and the panels
 * into parts, which threads take one by one; when all gradients are there each thread changes its share of the weights. All threads
 * compute in one memory, so that nothing is copied. The parts are added in their order: the number of threads changes no bit.
 *
 * @param options `threads`: cores to use (default: all that the machine offers; more than a batch has parts are not used); 1 computes on the
 * caller's thread.
 * @returns Makes engines.
 */
export function sharedCpuEngine(options: { readonly threads?: number } = {}): SharedEngineMaker {
  const wanted = options.threads ?? Math.max(1, navigator.hardwareConcurrency);
  const threads = Math.min(wanted, MOST_PARTS);
  return (task, state) =>
    Promise.resolve().then(() => {
      const memory = prepare(task, state, threads);
      const { plan, losses, parameters, mean, square } = memory;
      const place = createBatchPlace(memory);
      const crew = createCrew(memory);
      let steps = state.steps, loss = 0;
      let last: Promise<unknown> = Promise.resolve();
      const next = <T>(work: () => T | Promise<T>): Promise<T> => {
        const done = last.then(work);
        last = done;
        // Who called hears of it; the next in the queue does too.
        done.catch(() => {});
        return done;
      };
      return {
        kind: "cpu",
        description: `CPU (WebAssembly, ${threads} ${threads === 1 ? "thread" : "threads"})`,
        get bytes() {
          return memory.kernels.bytes;
        },
        step: (batch, learningRate) =>
          next(async () => {
            const { inputs, targets } = batch;
            const users = inputs.rows;
            checkBatch(users, targets.rows, plan.batchSize);
            const update = {
              learningRate,
              weightDecay: task.optimiser.weightDecay,
              time: steps + 1,
            };
            beginStep(memory);
            await crew.run({ batch: place(batch), update });
            steps++;
            for (let b = 0; b < users; b++) loss += losses[b];
          }),
        takeLoss: () =>
          next(() => {
            const taken = loss;
            loss = 0;
            return taken;
          }),
        read: () =>
          next(() => ({
            parameters: copyOut(parameters),
            mean: mean && copyOut(mean),
            square: square && copyOut(square),
            steps,
          })),
        [Symbol.dispose]: () => crew[Symbol.dispose](),
      };
    });
}

/** Threads that do steps together. */
interface Crew extends Disposable {
  run(step: SharedStep): Promise<void>;
}

function createCrew(memory: SharedMemory): Crew {
  const { plan, plan: { threads }, kernels } = memory;
  if (threads === 1) {
    let turn = performance.now();
    return {
      async run(step) {
        runStep(memory, step, 0);
        if (performance.now() - turn < TURN) return;
        await new Promise((resolve) => setTimeout(resolve, 0));
        turn = performance.now();
      },
      [Symbol.dispose]() {},
    };
  }
  const pool = createWorkerPool<SharedWorkerSetup, SharedWorkerJob, null>(
    new URL("./shared_cpu_worker.ts", import.meta.url),
    threads,
    { plan, memory: kernels.memory.memory },
  );
  return {
    // As many jobs as Workers: each gets one, at once.
    run: (step) =>
      pool.run(Array.from({ length: threads }, (_, thread) => ({ ...step, thread })), () => {}),
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}

/** A memory with the task's edges and the state's numbers. */
function prepare(task: SharedTask, state: SharedState, threads: number): SharedMemory {
  const { encoder, decoder, objective, optimiser, batchSize } = task;
  const pairs = objective.excludeOwnPath
    ? ownPaths(encoder, decoder)
    : { start: new Uint32Array(1), encoderEdge: new Uint32Array(), decoderEdge: new Uint32Array() };
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
  placeTopology(memory, {
    encoder: edgeTopology(encoder),
    decoder: edgeTopology(decoder),
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
  for (const name of VECTORS) {
    const target = to[name], source = from[name];
    if (target?.length !== source?.length) {
      throw new RangeError(
        `Cannot start training: '${name}' has ${source?.length} numbers, expected ${target?.length}`,
      );
    }
    if (target && source) target.values.set(source);
  }
}

function copyOut(
  from: SharedParameters<WasmFloats>,
): SharedParameters<Float32Array<ArrayBuffer>> {
  const copy = (floats: WasmFloats) => Float32Array.from(floats.values);
  return {
    encoder: copy(from.encoder),
    decoder: copy(from.decoder),
    hiddenBias: from.hiddenBias && copy(from.hiddenBias),
    outputBias: from.outputBias && copy(from.outputBias),
  };
}

function checkBatch(users: number, targets: number, most: number): void {
  if (users < 1 || users > most) {
    throw new RangeError(
      `Cannot take a step: the batch has ${users} users, expected 1 to ${most}`,
    );
  }
  if (targets !== users) {
    throw new RangeError(
      `Cannot take a step: there are targets of ${targets} users, expected ${users}`,
    );
  }
}
