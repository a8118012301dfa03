import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { type BufferPool, createBufferPool, type WordArray } from "../gpu/buffer.ts";
import type { Gpu } from "../gpu/device.ts";
import { numbersOnGpu } from "./dispatch.ts";

/** Words of struct Part in the shaders. */
const PART_WORDS = 5;

/** Sparse rows of a batch in buffers of fixed length. */
export interface EntryBuffers {
  /** Item of each entry. */
  readonly item: GPUBuffer;
  /** User of each entry: the lane in the batch. */
  readonly lane: GPUBuffer;
  /** Value of each entry. */
  readonly value: GPUBuffer;
}

/** The entries of one batch after the other, on a GPU. */
export interface RatedEntries extends Disposable {
  /** The entries of the last batch; other buffers whenever `set` had to make longer ones. */
  readonly buffers: EntryBuffers;
  /** Where each user's entries start, (users of a batch + 1). */
  readonly start: GPUBuffer;
  /** For each slice of the batch what the shaders know as struct Part: its entries, its first lane, its users, and 1 / users of the batch. */
  readonly parts: readonly GPUBuffer[];
  /** Bytes of all buffers. */
  readonly bytes: number;
  /** Entries of the last batch. */
  readonly entries: number;
  /**
   * Sends the rows of a batch; one submission may hold one batch.
   *
   * @param rows The rows, at most as many as the slices have lanes.
   * @returns Whether `buffers` are others than before.
   * @throws {RangeError} Where there are more rows than lanes.
   * @throws {GpuError} Where the entries do not fit the adapter's bindings.
   */
  set(rows: SparseMatrix): boolean;
  /** Entries of a slice of the last batch. */
  count(slice: number): number;
  /** Users of a slice of the last batch. */
  users(slice: number): number;
}

/**
 * Makes room for the sparse rows of batches that are gone through in slices of lanes.
 *
 * @param gpu The device; stays the caller's.
 * @param lanes Width of a slice.
 * @param slices Slices of a batch.
 * @returns The room, without a batch as yet.
 */
export function createRatedEntries(gpu: Gpu, lanes: number, slices: number): RatedEntries {
  const { queue } = gpu.device;
  const pool = createBufferPool(gpu);
  const start = pool.zeros("start", lanes * slices + 1);
  const parts = Array.from(
    { length: slices },
    () => pool.uniform("part", new ArrayBuffer(4 * PART_WORDS)),
  );
  const bounds = new Uint32Array(slices + 1);
  let capacity = 0, users = 0;
  let entryPool: BufferPool = createBufferPool(gpu);
  const room = (words: number): EntryBuffers => ({
    item: numbersOnGpu(entryPool, "item", words),
    lane: numbersOnGpu(entryPool, "lane", words),
    value: numbersOnGpu(entryPool, "value", words),
  });
  let buffers = room(0), laneOf = new Uint32Array(0);
  // A write of no bytes would end the process.
  const write = (buffer: GPUBuffer, words: WordArray) => {
    if (words.length > 0) queue.writeBuffer(buffer, 0, words);
  };
  const usersOf = (slice: number) => Math.min(lanes, Math.max(0, users - slice * lanes));
  return {
    get buffers() {
      return buffers;
    },
    start,
    parts,
    get bytes() {
      return pool.bytes + entryPool.bytes;
    },
    get entries() {
      return bounds[slices];
    },
    set({ rows, indptr, indices, values }) {
      if (rows > lanes * slices) {
        throw new RangeError(
          `Cannot set a batch: it has ${rows} users, expected at most ${lanes * slices}`,
        );
      }
      const first = indptr[0], count = indptr[rows] - first;
      const longer = count > capacity;
      if (longer) {
        // Work that is under way keeps what it uses until it is done.
        entryPool[Symbol.dispose]();
        entryPool = createBufferPool(gpu);
        capacity = Math.max(count, Math.min(2 * capacity, Math.floor(gpu.facts.bindingBytes / 4)));
        buffers = room(capacity);
        laneOf = new Uint32Array(capacity);
      }
      users = rows;
      const starts = new Uint32Array(rows + 1);
      for (let b = 0; b < rows; b++) {
        starts[b + 1] = indptr[b + 1] - first;
        laneOf.fill(b, starts[b], starts[b + 1]);
      }
      write(start, starts);
      write(buffers.item, indices.subarray(first, first + count) as Uint32Array<ArrayBuffer>);
      write(buffers.lane, laneOf.subarray(0, count));
      write(buffers.value, values.subarray(first, first + count) as Float32Array<ArrayBuffer>);
      parts.forEach((part, slice) => {
        bounds[slice + 1] = starts[Math.min(rows, (slice + 1) * lanes)];
        const range = [bounds[slice], bounds[slice + 1], slice * lanes];
        const words = Uint32Array.of(...range, usersOf(slice), 0);
        new Float32Array(words.buffer)[4] = rows === 0 ? 0 : 1 / rows;
        write(part, words);
      });
      return longer;
    },
    count: (slice) => bounds[slice + 1] - bounds[slice],
    users: usersOf,
    [Symbol.dispose]() {
      entryPool[Symbol.dispose]();
      pool[Symbol.dispose]();
    },
  };
}
