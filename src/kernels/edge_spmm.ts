import code from "../../shaders/edge_spmm.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { ACTIVATIONS } from "./activation.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";
import type { Finish } from "./edge_kernels_cpu.ts";
import type { EdgeRows } from "./edge_topology.ts";

/** Edges of a chunk at most: a longer row is cut, so that no invocation works alone. */
const CHUNK_EDGES = 128;

/** Invocations per workgroup, and quads of a block of the batch; fixed in the shader. */
const GROUP = 64;

/** Operands of one product, all on the GPU. */
export interface SpmmOperands {
  /** w, (edges), in the order of the topology's `byItem`. */
  readonly weight: GPUBuffer;
  /** (columns, lanes). */
  readonly x: GPUBuffer;
  /** (rows, lanes), overwritten. */
  readonly y: GPUBuffer;
  /** Width of x and y, a multiple of 4. */
  readonly lanes: number;
  /** What becomes of the sums; by default nothing. */
  readonly finish?: Finish<GPUBuffer>;
}

/** Edges on the GPU, ready for products. */
export interface GpuEdgeRows {
  /**
   * Binds the operands of one product; sums of long rows get a buffer in `pool`.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4.
   */
  bind(pool: BufferPool, operands: SpmmOperands): GpuStep;
}

/** Multiplies sparse by dense matrices on a GPU. */
export interface EdgeSpmm {
  /** Puts edges on the GPU, in buffers of `pool`. */
  place(pool: BufferPool, edges: EdgeRows): GpuEdgeRows;
}

/**
 * Compiles `edge_spmm.wgsl`: what `edgeSpmm` does, in float32. Results repeat bit for bit on one device. No buffer may pass the
 * adapter's binding limit; where (rows, lanes) would, the batch has to be smaller.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernel.
 */
export async function createEdgeSpmm(gpu: Gpu): Promise<EdgeSpmm> {
  const kernel = await createKernel(gpu, "edge_spmm", code);
  return {
    place(pool, edges) {
      const levels = cutRows(edges).map(({ chunks, slots }) => ({
        slots,
        count: chunks.length / 4,
        chunks: upload(pool, "chunks", chunks),
      }));
      const places = [pairs(edges), partPairs(Math.max(0, ...levels.map(({ slots }) => slots)))]
        .map((words) => upload(pool, "edges", words));
      const one = pool.upload("one", Float32Array.of(1));
      return {
        bind(pool, { weight, x, y, lanes, finish = {} }) {
          const quads = lanes / 4;
          if (!Number.isInteger(quads)) {
            throw new RangeError(
              `Cannot bind a product: lanes is ${lanes}, expected a multiple of 4`,
            );
          }
          const unused = numbersOnGpu(pool, "unused", 4);
          let from = x;
          const dispatches = levels.map(({ chunks, count, slots }, level) => {
            const part = slots === 0
              ? numbersOnGpu(pool, "unused", 4)
              : numbersOnGpu(pool, "part", slots * lanes);
            const groups = Math.ceil(count * Math.min(quads, GROUP) / GROUP);
            const [code, activation, extra] = finishCode(finish);
            const step = Uint32Array.of(count, quads, Math.max(1, groups), activation, code);
            const bound = kernel.bind([
              chunks,
              places[Math.min(level, 1)],
              level === 0 ? weight : one,
              from,
              extra ?? unused,
              y,
              part,
              pool.uniform("step", step.buffer),
            ]);
            from = part;
            return { bound, groups: groups * Math.ceil(quads / GROUP) };
          });
          return {
            record(pass) {
              for (const { bound, groups } of dispatches) {
                dispatchGroups(gpu, pass, kernel, bound, groups);
              }
            },
          };
        },
      };
    },
  };
}

/** Fields `finish` and `activation` of struct Step, and the buffer that goes with them. */
function finishCode(finish: Finish<GPUBuffer>): [number, number, GPUBuffer | undefined] {
  if ("values" in finish) return [3, ACTIVATIONS.indexOf(finish.slopeOf), finish.values];
  const activation = ACTIVATIONS.indexOf(finish.activation ?? "identity");
  return [finish.bias ? 1 : activation > 0 ? 2 : 0, activation, finish.bias];
}

/**
 * The dispatches of a product: the chunks of all rows, then those of the parts of long rows, and so on until all are whole.
 * Chunks are four words: first and last edge (or part), row (or slot), whether whole.
 */
function cutRows({ rows, start }: EdgeRows): { chunks: Uint32Array<ArrayBuffer>; slots: number }[] {
  let left = Array.from({ length: rows }, (_, row) => ({
    first: start[row],
    last: start[row + 1],
    row,
  }));
  const levels = [];
  while (left.length > 0) {
    const chunks: number[] = [], longer: typeof left = [];
    let slots = 0;
    for (const { first, last, row } of left) {
      if (last - first <= CHUNK_EDGES) {
        chunks.push(first, last, row, 1);
        continue;
      }
      const before = slots;
      for (let at = first; at < last; at += CHUNK_EDGES) {
        chunks.push(at, Math.min(at + CHUNK_EDGES, last), slots++, 0);
      }
      longer.push({ first: before, last: slots, row });
    }
    levels.push({ chunks: Uint32Array.from(chunks), slots });
    left = longer;
  }
  return levels;
}

/** Column and place of the weight of each edge. */
function pairs({ column, edge }: EdgeRows): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(2 * column.length);
  for (let k = 0; k < column.length; k++) {
    words[2 * k] = column[k];
    words[2 * k + 1] = edge ? edge[k] : k;
  }
  return words;
}

/** Each part once, with the one weight that there is. */
function partPairs(slots: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: 2 * slots }, (_, k) => k % 2 === 0 ? k / 2 : 0);
}

function upload(pool: BufferPool, label: string, words: Uint32Array<ArrayBuffer>): GPUBuffer {
  return words.length === 0 ? numbersOnGpu(pool, label, 4) : pool.upload(label, words);
}
