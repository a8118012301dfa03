import { trainDeepNetwork } from "../kernels/deep_autoencoder_cpu.ts";
import { trainPersonalNetwork } from "../kernels/personal_autoencoder_cpu.ts";
import { createPersonalAutoencoderWasm } from "../kernels/personal_autoencoder_wasm.ts";
import { trainDeepBatch, type TrainDeepNetworks } from "./deep_batch.ts";
import {
  trainBatch,
  type TrainedBatch,
  type TrainingTask,
  type TrainNetworks,
  type UserBatch,
} from "./user_batch.ts";

/** The inner loops that a core can run: WebAssembly with SIMD in float32, or its TypeScript twin in float64. */
export type CpuKernel = "wasm" | "typescript";

/** What trains networks on the current thread. */
export interface CpuTrainer {
  /** Which inner loop it is. */
  readonly kernel: CpuKernel;
  /** Number type of the state that serves it best. */
  readonly precision: "float32" | "float64";
  /** Trains one network after another. */
  readonly trainNetworks: TrainNetworks;
  /** Builds and trains the networks of a batch, of one hidden layer or two; the latter in TypeScript and float64, whatever the inner loop. */
  trainBatch(task: TrainingTask, batch: UserBatch): Promise<TrainedBatch>;
}

/**
 * Prepares an inner loop.
 *
 * @param kernel Which one; where WebAssembly or its SIMD is missing, TypeScript takes its place.
 * @returns The trainer.
 */
export async function createCpuTrainer(kernel: CpuKernel): Promise<CpuTrainer> {
  const wasm = kernel === "wasm" ? await createWasm() : undefined;
  const train = wasm ? wasm.train : trainPersonalNetwork;
  const precision = wasm ? "float32" : "float64";
  const trainNetworks: TrainNetworks = (networks, state, step) => {
    for (let network = 0; network < networks.count; network++) {
      train(networks, state, network, step);
    }
  };
  return {
    kernel: wasm ? "wasm" : "typescript",
    precision,
    trainNetworks,
    trainBatch: (task, batch) =>
      task.broader
        ? trainDeepBatch(task, batch, "float64", trainDeepNetworks)
        : trainBatch(task, batch, precision, trainNetworks),
  };
}

const trainDeepNetworks: TrainDeepNetworks = (networks, state, step) => {
  for (let network = 0; network < networks.count; network++) {
    trainDeepNetwork(networks, state, network, step);
  }
};

async function createWasm() {
  try {
    return await createPersonalAutoencoderWasm();
  } catch (cause) {
    if (cause instanceof WebAssembly.CompileError) return undefined;
    throw cause;
  }
}
