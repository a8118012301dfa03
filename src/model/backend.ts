import { GpuError, UsageError } from "../errors.ts";
import { openGpu } from "../gpu/device.ts";
import type {
  PersonalNetworks,
  PersonalState,
  PersonalStep,
} from "../kernels/personal_networks.ts";
import { cpuBackend } from "./cpu_backend.ts";
import { gpuBackend } from "./gpu_backend.ts";
import type { TrainedBatch, TrainingTask, UserBatch } from "./user_batch.ts";

export { cpuBackend, type CpuBackendOptions } from "./cpu_backend.ts";
export { gpuBackend, type GpuBackendOptions } from "./gpu_backend.ts";

/** What a user may ask for. */
export const BACKEND_CHOICES = ["auto", "gpu", "cpu"] as const;

/** One of `BACKEND_CHOICES`. */
export type BackendChoice = typeof BACKEND_CHOICES[number];

/** Something that trains networks: it allocates what it needs by itself and keeps nothing between calls. */
export interface Backend extends Disposable {
  /** Where it computes. */
  readonly kind: "cpu" | "gpu";
  /** One line on what it is and why it was chosen. */
  readonly description: string;
  /** Number type that the state should have. */
  readonly precision: "float32" | "float64";
  /**
   * User edges to train together: enough to keep it busy, few enough to bound memory, to report progress and to stop within
   * a second when asked.
   */
  readonly batchEdges: number;
  /**
   * Trains every network from its state on.
   *
   * @param networks The packed networks.
   * @param state Changed in place.
   * @param step Epochs and learning rate.
   */
  trainNetworks(
    networks: PersonalNetworks,
    state: PersonalState,
    step: PersonalStep,
  ): Promise<void>;
  /**
   * Builds and trains the networks of many users, batch by batch. Which batch a user is in, and what else is trained, changes
   * no bit of the user's result.
   *
   * @param task What all batches share.
   * @param batches The users; taken one by one, so they may be made as they are needed.
   * @param keep Called with each trained batch, in the order in which they are done.
   * @param signal Begins no further batch.
   */
  trainUsers(
    task: TrainingTask,
    batches: Iterable<UserBatch>,
    keep: (trained: TrainedBatch) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}

/**
 * Opens a backend.
 *
 * @param choice `gpu` insists on a WebGPU adapter, even one that computes in software; `cpu` uses none; `auto` takes a real
 * GPU where there is one and the CPU otherwise, because a software adapter is slower than the same work in plain code.
 * @param options `threads`: CPU cores to use, with a GPU to build networks (default: all that the machine offers).
 * @returns The backend; dispose of it.
 * @throws {GpuError} Where `gpu` is asked for and there is no adapter.
 * @throws {UsageError} Where the choice is none of `BACKEND_CHOICES`.
 */
export async function openBackend(
  choice: BackendChoice = "auto",
  options: { readonly threads?: number } = {},
): Promise<Backend> {
  if (!BACKEND_CHOICES.includes(choice)) {
    throw new UsageError(
      `Cannot open backend '${choice}', expected one of ${BACKEND_CHOICES.join(", ")}`,
    );
  }
  const cpu = (reason: string) => cpuBackend({ reason, threads: options.threads });
  if (choice === "cpu") return await cpu("as asked");
  const gpu = await openGpu();
  if (!gpu) {
    if (choice === "auto") return await cpu("no GPU adapter was found");
    throw new GpuError(
      "Cannot open the GPU backend: found no WebGPU adapter, expected a GPU driver or software Vulkan; " +
        "use --backend cpu to go on without",
    );
  }
  if (choice === "auto" && gpu.facts.software) {
    gpu[Symbol.dispose]();
    return await cpu(`the only adapter, ${gpu.facts.name}, computes in software`);
  }
  return await gpuBackend(gpu, options);
}
