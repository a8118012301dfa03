import { GpuError, UsageError } from "../errors.ts";
import { type Gpu, openGpu } from "../gpu/device.ts";
import { createPersonalAutoencoder } from "../kernels/personal_autoencoder.ts";
import { trainPersonalNetwork } from "../kernels/personal_autoencoder_cpu.ts";
import { createPersonalAutoencoderLarge } from "../kernels/personal_autoencoder_large.ts";
import type {
  PersonalNetworks,
  PersonalState,
  PersonalStep,
} from "../kernels/personal_networks.ts";

/** What a user may ask for. */
export const BACKEND_CHOICES = ["auto", "gpu", "cpu"] as const;

/** One of `BACKEND_CHOICES`. */
export type BackendChoice = typeof BACKEND_CHOICES[number];

/**
 * Something that trains packed networks. It knows nothing of users or attributes, allocates what it needs by itself, and keeps
 * nothing between calls.
 */
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
}

/**
 * Opens a backend.
 *
 * @param choice `gpu` insists on a WebGPU adapter, even one that computes in software; `cpu` uses none; `auto` takes a real
 * GPU where there is one and the CPU otherwise, because a software adapter is slower than the same work in plain code.
 * @returns The backend; dispose of it.
 * @throws {GpuError} Where `gpu` is asked for and there is no adapter.
 * @throws {UsageError} Where the choice is none of `BACKEND_CHOICES`.
 */
export async function openBackend(choice: BackendChoice = "auto"): Promise<Backend> {
  if (!BACKEND_CHOICES.includes(choice)) {
    throw new UsageError(
      `Cannot open backend '${choice}', expected one of ${BACKEND_CHOICES.join(", ")}`,
    );
  }
  if (choice === "cpu") return cpuBackend("CPU (as asked)");
  const gpu = await openGpu();
  if (!gpu) {
    if (choice === "auto") return cpuBackend("CPU (no GPU adapter was found)");
    throw new GpuError(
      "Cannot open the GPU backend: found no WebGPU adapter, expected a GPU driver or software Vulkan; " +
        "use --backend cpu to go on without",
    );
  }
  if (choice === "auto" && gpu.facts.software) {
    gpu[Symbol.dispose]();
    return cpuBackend(`CPU (the only adapter, ${gpu.facts.name}, computes in software)`);
  }
  return await gpuBackend(gpu);
}

/**
 * The backend that trains one network after another in plain TypeScript.
 *
 * @param description One line on why it was chosen.
 * @returns The backend.
 */
export function cpuBackend(description = "CPU"): Backend {
  return {
    kind: "cpu",
    description,
    precision: "float64",
    batchEdges: 25_000,
    trainNetworks(networks, state, step) {
      for (let network = 0; network < networks.count; network++) {
        trainPersonalNetwork(networks, state, network, step);
      }
      return Promise.resolve();
    },
    [Symbol.dispose]() {},
  };
}

/**
 * The backend that trains on a GPU: networks that fit in workgroup memory there, larger ones in storage memory, and one that
 * would pass even the adapter's binding limit on the CPU, so that no user is too large.
 *
 * @param gpu An opened device; the backend owns it from now on.
 * @returns The backend.
 */
export async function gpuBackend(gpu: Gpu): Promise<Backend> {
  const small = await createPersonalAutoencoder(gpu);
  const large = await createPersonalAutoencoderLarge(gpu);
  return {
    kind: "gpu",
    description: `GPU (${gpu.facts.name})`,
    precision: "float32",
    batchEdges: gpu.facts.software ? 50_000 : 4_000_000,
    async trainNetworks(networks, state, step) {
      const smallOnes: number[] = [], largeOnes: number[] = [];
      for (let network = 0; network < networks.count; network++) {
        if (networks.itemStart[network] === networks.itemStart[network + 1]) continue;
        if (small.fits(networks, network)) smallOnes.push(network);
        else if (large.fits(networks, network)) largeOnes.push(network);
        else trainPersonalNetwork(networks, state, network, step);
      }
      if (smallOnes.length > 0) await small.train(networks, smallOnes, state, step);
      if (largeOnes.length > 0) await large.train(networks, largeOnes, state, step);
    },
    [Symbol.dispose]() {
      gpu[Symbol.dispose]();
    },
  };
}
