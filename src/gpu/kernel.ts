import { GpuError } from "../errors.ts";
import type { Gpu } from "./device.ts";

/**
 * Loop iterations that one invocation may make in one dispatch. llvmpipe ends loops silently after 65,535, and long
 * dispatches wake the watchdogs of real GPUs: work is cut on the host to stay below this.
 */
export const MAX_LOOP_ITERATIONS = 60_000;

/** What a shader can read or write: a buffer, or a part of one that starts at a multiple of 256 bytes. */
export type Bindable = GPUBuffer | GPUBufferBinding;

/** A compiled compute shader. */
export interface Kernel {
  /** Name, shown in the driver's messages. */
  readonly label: string;
  /** The compiled pipeline. */
  readonly pipeline: GPUComputePipeline;
  /** Binds buffers to bindings 0, 1, 2, ... of group 0. */
  bind(buffers: readonly Bindable[]): GPUBindGroup;
}

/**
 * Compiles a shader whose entry point is `main`.
 *
 * @param gpu The device.
 * @param label Name of the shader.
 * @param code WGSL text.
 * @param constants Values of its `override` declarations.
 * @returns The kernel.
 * @throws {GpuError} Where the shader does not compile.
 */
export async function createKernel(
  gpu: Gpu,
  label: string,
  code: string,
  constants: Record<string, number> = {},
): Promise<Kernel> {
  const { device } = gpu;
  // A bad shader does not throw; without a scope the error would surface somewhere else, or nowhere.
  device.pushErrorScope("validation");
  const module = device.createShaderModule({ label, code });
  const pipeline = device.createComputePipeline({
    label,
    layout: "auto",
    compute: { module, entryPoint: "main", constants },
  });
  const error = await device.popErrorScope();
  if (error) throw new GpuError(`Cannot compile shader ${label}: ${error.message}`);
  const layout = pipeline.getBindGroupLayout(0);
  return {
    label,
    pipeline,
    bind: (buffers) =>
      device.createBindGroup({
        label,
        layout,
        entries: buffers.map((buffer, binding) => ({
          binding,
          resource: buffer instanceof GPUBuffer ? { buffer } : buffer,
        })),
      }),
  };
}
