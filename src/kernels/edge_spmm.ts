import code from "../../shaders/edge_spmm.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";
import type { Finish } from "./edge_kernels_cpu.ts";
import type { EdgeRows } from "./edge_topology.ts";
import {
  CHUNK_EDGES,
  CHUNK_WORDS,
  type CutRows,
  cutRows,
  type RowRange,
  rowRanges,
} from "./row_chunks.ts";
import { edgePairs, finishCode } from "./edge_packing.ts";

/** Invocations per workgroup, and quads of a block of the batch; fixed in the shader. */
const GROUP = 64;

/** Operands of one product, all on the GPU. */
export interface SpmmOperands {
  /** w, (edges), in the order of the topology's `byItem`. */
  readonly weight: GPUBuffer | GPUBufferBinding;
  /** (columns, lanes). */
  readonly x: GPUBuffer;
  /** (rows, lanes), overwritten. */
  readonly y: GPUBuffer;
  /** Width of x and y, a multiple of 4. */
  readonly lanes: number;
  /** What becomes of the sums; by default nothing. */
  readonly finish?: Finish<GPUBuffer | GPUBufferBinding>;
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

/** Rows on the GPU that lie in parts. */
export interface GpuRowParts {
  /**
   * Binds the operands of adding them up: x are the parts, (parts, lanes), and rows of y that are not in parts are left alone.
   *
   * @throws {RangeError} Where the lanes are no multiple of 4.
   */
  bind(pool: BufferPool, operands: Omit<SpmmOperands, "weight">): GpuStep;
}

/** Multiplies sparse by dense matrices on a GPU. */
export interface EdgeSpmm {
  /** Puts edges on the GPU, in buffers of `pool`. */
  place(pool: BufferPool, edges: EdgeRows): GpuEdgeRows;
  /** Puts rows on the GPU that another kernel leaves in parts, `first` to `last` - 1 for each row, in buffers of `pool`. */
  placeParts(
    pool: BufferPool,
    rows: readonly { readonly first: number; readonly last: number; readonly row: number }[],
  ): GpuRowParts;
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
  const placeRows = (pool: BufferPool, rows: readonly RowRange[], edges?: EdgeRows) => {
    const levels = cutAll(rows).map(({ chunks, slots }) => ({
      slots,
      count: chunks.length / CHUNK_WORDS,
      chunks: upload(pool, "chunks", chunks),
    }));
    const parts = Math.max(
      edges ? 0 : rows.at(-1)?.last ?? 0,
      ...levels.map(({ slots }) => slots),
    );
    const partPlaces = upload(pool, "edges", partPairs(parts));
    const edgePlaces = edges ? upload(pool, "edges", edgePairs(edges)) : partPlaces;
    const one = pool.upload("one", Float32Array.of(1));
    return {
      bind(
        pool: BufferPool,
        { weight = one, x, y, lanes, finish = {} }: Partial<SpmmOperands> & BoundMatrices,
      ): GpuStep {
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
            level === 0 ? edgePlaces : partPlaces,
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
  };
  return {
    place: (pool, edges) => placeRows(pool, rowRanges(edges), edges),
    placeParts: (pool, rows) => placeRows(pool, rows),
  };
}

type BoundMatrices = Pick<SpmmOperands, "x" | "y" | "lanes">;

/** The dispatches of a product: the chunks of all rows, then those of the parts of long rows, and so on until all are whole. */
function cutAll(rows: readonly RowRange[]): CutRows[] {
  const levels: CutRows[] = [];
  for (let left = rows; left.length > 0; left = levels.at(-1)!.longer) {
    levels.push(cutRows(left, CHUNK_EDGES));
  }
  return levels;
}

/** Each part once, with the one weight that there is. */
function partPairs(slots: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: 2 * slots }, (_, k) => k % 2 === 0 ? k / 2 : 0);
}

function upload(pool: BufferPool, label: string, words: Uint32Array<ArrayBuffer>): GPUBuffer {
  return words.length === 0 ? numbersOnGpu(pool, label, 4) : pool.upload(label, words);
}
