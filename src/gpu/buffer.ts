import { GpuError } from "../errors.ts";
import type { Gpu } from "./device.ts";

/** Arrays of four-byte elements: the only ones that shaders here read and write. */
export type WordArray = Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** Owns buffers and destroys them together. */
export interface BufferPool extends Disposable {
  /** Bytes of all its buffers. */
  readonly bytes: number;
  /** A storage buffer that holds a copy of `data`; an empty array gives a buffer of one element that nothing reads. */
  upload(label: string, data: WordArray): GPUBuffer;
  /** A storage buffer of `words` four-byte elements, all zero. */
  zeros(label: string, words: number): GPUBuffer;
  /** A uniform buffer with a copy of `data`, (at most 64 KiB), that can be written again. */
  uniform(label: string, data: ArrayBuffer): GPUBuffer;
}

/**
 * Starts a pool of buffers on a device.
 *
 * @param gpu The device.
 * @returns An empty pool; disposing of it destroys its buffers.
 */
export function createBufferPool(gpu: Gpu): BufferPool {
  const owned: GPUBuffer[] = [];
  const create = (
    label: string,
    bytes: number,
    usage: number,
    data?: ArrayBufferView | ArrayBuffer,
  ) => {
    // WebGPU wants multiples of four and no empty bindings; a zero-length write would end the process.
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    if (size > gpu.facts.bindingBytes) {
      throw new GpuError(
        `Cannot create buffer '${label}': it takes ${size} bytes, expected at most ${gpu.facts.bindingBytes}`,
      );
    }
    const buffer = gpu.device.createBuffer({ label, size, usage });
    owned.push(buffer);
    if (data) write(gpu, buffer, data);
    return buffer;
  };
  const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  return {
    get bytes() {
      return owned.reduce((sum, { size }) => sum + size, 0);
    },
    upload: (label, data) => create(label, data.byteLength, storage, data),
    zeros: (label, words) => create(label, words * 4, storage),
    uniform: (label, data) =>
      create(label, data.byteLength, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST, data),
    [Symbol.dispose]() {
      for (const buffer of owned) buffer.destroy();
    },
  };
}

/** Bytes of one write: larger ones were slower everywhere. */
const WRITE_BYTES = 1 << 20;

/**
 * Not by `mappedAtCreation`: Deno copies what is mapped before it hands it out, and on a GPU whose memory the CPU reads uncached that
 * made 28 MB/s, against 5 GB/s of writes (H200).
 */
function write(gpu: Gpu, buffer: GPUBuffer, data: ArrayBufferView | ArrayBuffer): void {
  const [source, first] = data instanceof ArrayBuffer ? [data, 0] : [data.buffer, data.byteOffset];
  // A write of no bytes would end the process.
  for (let at = 0; at < data.byteLength; at += WRITE_BYTES) {
    const bytes = Math.min(WRITE_BYTES, data.byteLength - at);
    gpu.device.queue.writeBuffer(buffer, at, source as ArrayBuffer, first + at, bytes);
  }
}

/**
 * Reads buffers back, all maps in flight at once because each costs milliseconds of waiting.
 *
 * @param gpu The device.
 * @param buffers Storage buffers to read.
 * @returns The content of each, in the order asked.
 * @throws {GpuError} Where the device reports an error.
 */
export async function readBuffers(gpu: Gpu, buffers: readonly GPUBuffer[]): Promise<ArrayBuffer[]> {
  const encoder = gpu.device.createCommandEncoder({ label: "read back" });
  const staging = buffers.map((buffer) => {
    const copy = gpu.device.createBuffer({
      label: `read back ${buffer.label}`,
      size: buffer.size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
    return copy;
  });
  try {
    gpu.device.queue.submit([encoder.finish()]);
    await Promise.all(staging.map((copy) => copy.mapAsync(GPUMapMode.READ)));
    gpu.check();
    return staging.map((copy) => copy.getMappedRange().slice(0));
  } catch (cause) {
    gpu.check();
    throw cause instanceof GpuError
      ? cause
      : new GpuError(`Cannot read results from the GPU: ${(cause as Error).message}`);
  } finally {
    for (const copy of staging) copy.destroy();
  }
}
