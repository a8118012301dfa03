import { GpuError } from "../errors.ts";

/** What kind of adapter answered, in words for people and as facts for choosing a backend. */
export interface AdapterFacts {
  /** Name as the driver gives it, such as `llvmpipe (LLVM 15.0.6, 256 bits)`. */
  readonly name: string;
  /** True where the adapter computes on the CPU: correct, but no faster than plain code. */
  readonly software: boolean;
  /** Workgroup memory, bytes; not validated by wgpu, so kernels check it themselves. */
  readonly workgroupBytes: number;
  /** Largest storage binding, bytes. */
  readonly bindingBytes: number;
  /** Largest dispatch in one dimension, workgroups. */
  readonly workgroups: number;
  /** Most invocations of a workgroup. */
  readonly invocations: number;
}

/** An opened GPU device. Dispose of it: nothing else frees it. */
export interface Gpu extends Disposable {
  /** The device that buffers, pipelines and passes are made on. */
  readonly device: GPUDevice;
  /** What is behind it. */
  readonly facts: AdapterFacts;
  /**
   * Reports what WebGPU only tells to listeners.
   *
   * @throws {GpuError} Where the device was lost or an earlier command was invalid.
   */
  check(): void;
}

/** Software rasterisers call themselves by these names; WebGPU has no portable flag for them. */
const SOFTWARE_ADAPTERS = /llvmpipe|lavapipe|swiftshader|basic render|software/i;

/**
 * Opens the fastest adapter with all the memory it offers.
 *
 * @returns The device, or null where WebGPU or an adapter is missing; software OpenGL does not count as one.
 * @throws {GpuError} Where there is an adapter but it gives no device.
 */
export async function openGpu(): Promise<Gpu | null> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return null;
  const { limits } = adapter;
  const { description, vendor, architecture, isFallbackAdapter } = adapter.info;
  // Browsers keep the description to themselves.
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "unnamed adapter";
  const software = isFallbackAdapter || SOFTWARE_ADAPTERS.test(name);
  // Mesa's OpenGL answers where software Vulkan is missing, and its compiler was seen to run without end on these shaders.
  // WebGPU does not name the API behind an adapter; of the two only Vulkan's has this feature.
  if (software && !adapter.features.has("float32-filterable")) return null;
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({
      requiredLimits: {
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxBufferSize: limits.maxBufferSize,
      },
    });
  } catch {
    // Some drivers promise more than they give; the defaults are enough for everything here, only slower.
    device = await adapter.requestDevice().catch((cause: Error) => {
      throw new GpuError(`Cannot open the GPU '${name}': ${cause.message}`);
    });
  }
  let failure: string | undefined;
  let disposed = false;
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    failure ??= (event as GPUUncapturedErrorEvent).error.message;
  });
  device.lost.then((lost) => {
    if (!disposed) failure ??= `the device was lost (${lost.reason}): ${lost.message}`;
  });
  return {
    device,
    facts: {
      name,
      software,
      workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
      bindingBytes: Math.min(
        device.limits.maxStorageBufferBindingSize,
        device.limits.maxBufferSize,
      ),
      workgroups: device.limits.maxComputeWorkgroupsPerDimension,
      invocations: Math.min(
        device.limits.maxComputeInvocationsPerWorkgroup,
        device.limits.maxComputeWorkgroupSizeX,
      ),
    },
    check() {
      if (failure !== undefined) throw new GpuError(`Cannot go on with '${name}': ${failure}`);
    },
    [Symbol.dispose]() {
      disposed = true;
      device.destroy();
    },
  };
}
