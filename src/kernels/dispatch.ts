import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel } from "../gpu/kernel.ts";

/** Work on the GPU whose buffers are bound: it can be recorded as often as it is wanted. */
export interface GpuStep {
  /** Records the work; what it reads must have been written by earlier steps or uploads. */
  record(pass: GPUComputePassEncoder): void;
}

/**
 * A zeroed storage buffer for a dense matrix of a batch, or for any numbers; never smaller than one vector of four, which
 * is the least that a shader may bind.
 *
 * @param pool Owner of the buffer.
 * @param label Name, shown in the driver's messages.
 * @param words How many numbers: rows times lanes, say.
 * @returns The buffer.
 */
export function numbersOnGpu(pool: BufferPool, label: string, words: number): GPUBuffer {
  return pool.zeros(label, Math.max(4, words));
}

/** Runs bound steps one after the other in one submission; results are there once a later read returns. */
export function submitSteps(gpu: Gpu, steps: readonly GpuStep[]): void {
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const step of steps) step.record(pass);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
}

/** Records a dispatch of so many workgroups, over two dimensions where one does not hold them; none where there are none. */
export function dispatchGroups(
  gpu: Gpu,
  pass: GPUComputePassEncoder,
  kernel: Kernel,
  bound: GPUBindGroup,
  groups: number,
): void {
  if (groups === 0) return;
  const across = Math.min(groups, gpu.facts.workgroups);
  pass.setPipeline(kernel.pipeline);
  pass.setBindGroup(0, bound);
  pass.dispatchWorkgroups(across, Math.ceil(groups / across));
}
