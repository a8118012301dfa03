import { GpuError, UsageError } from "../errors.ts";
import { type Gpu, openGpu } from "../gpu/device.ts";
import { cpuBackend } from "./cpu_backend.ts";
import { gpuBackend } from "./gpu_backend.ts";
import type { Backend } from "./training_backend.ts";

export { cpuBackend, type CpuBackendOptions } from "./cpu_backend.ts";
export type { Backend } from "./training_backend.ts";
export { gpuBackend, type GpuBackendOptions } from "./gpu_backend.ts";

/** What a user may ask for. */
export const BACKEND_CHOICES = ["auto", "gpu", "cpu"] as const;

/** One of `BACKEND_CHOICES`. */
export type BackendChoice = typeof BACKEND_CHOICES[number];

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
  let gpu: Gpu | null;
  try {
    gpu = await openGpu();
  } catch (error) {
    // An adapter that gives no device is no reason to give up where the CPU would do.
    if (choice === "auto" && error instanceof GpuError) return await cpu(error.message);
    throw error;
  }
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
