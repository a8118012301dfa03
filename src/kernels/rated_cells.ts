import code from "../../shaders/rated_cells.wgsl" with { type: "text" };
import type { BufferPool } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { createKernel } from "../gpu/kernel.ts";
import { dispatchGroups, type GpuStep, numbersOnGpu } from "./dispatch.ts";
import type { RatedEntries } from "./rated_entries.ts";

/** Entries of a workgroup, fixed in the shader. */
const GROUP = 64;

/** A dense matrix of a batch of which only some cells mean anything. */
export interface RatedCells {
  /** (items, lanes). */
  readonly values: GPUBuffer;
  /** Which cells count: (items, `bitWords(lanes)`), bit lane % 32 of word lane / 32. */
  readonly bits: GPUBuffer;
}

/**
 * Words of bits that a row of so many lanes takes.
 *
 * @param lanes Number of lanes, at least 0.
 * @returns A word for each 32 of them.
 */
export function bitWords(lanes: number): number {
  return Math.ceil(lanes / 32);
}

/**
 * A matrix without rated cells.
 *
 * @param pool Owner of the buffers.
 * @param items Number of rows.
 * @param lanes Width, a multiple of 4.
 * @returns The matrix; its bits are 0.
 */
export function ratedCellsOnGpu(pool: BufferPool, items: number, lanes: number): RatedCells {
  return {
    values: numbersOnGpu(pool, "rated", items * lanes),
    bits: numbersOnGpu(pool, "rated bits", items * bitWords(lanes)),
  };
}

/** Spreads sparse rows out on a GPU. */
export interface GpuRatedCells {
  /**
   * Binds the entries of a slice of batches to cells whose bits are 0 before; entries that get new buffers have to be bound again.
   */
  bind(
    pool: BufferPool,
    entries: RatedEntries,
    slice: number,
    cells: RatedCells,
    lanes: number,
  ): GpuStep;
}

/**
 * Compiles `rated_cells.wgsl`: cells[item, lane] = value for each entry.
 *
 * @param gpu The device; stays the caller's.
 * @returns The kernel.
 */
export async function createRatedCells(gpu: Gpu): Promise<GpuRatedCells> {
  const kernel = await createKernel(gpu, "rated_cells", code);
  return {
    bind(pool, entries, slice, { values, bits }, lanes) {
      const { item, lane, value } = entries.buffers;
      const step = pool.uniform("step", Uint32Array.of(lanes, bitWords(lanes)).buffer);
      const bound = kernel.bind([item, lane, value, values, bits, step, entries.parts[slice]]);
      return {
        record: (pass) =>
          dispatchGroups(gpu, pass, kernel, bound, Math.ceil(entries.count(slice) / GROUP)),
      };
    },
  };
}
