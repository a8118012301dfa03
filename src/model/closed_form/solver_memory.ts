import { UsageError } from "../../errors.ts";
import type { SparseMatrix } from "../../data/sparse_matrix.ts";

/** Typed arrays that Workers can read and write together, where there are Workers. */
export interface SolverMemory {
  /** Whether it is shared between threads. */
  readonly shared: boolean;
  /** Bytes taken or copied so far. */
  readonly bytes: number;
  /** Takes float32 numbers, all 0. */
  floats(length: number): Float32Array;
  /** Takes float64 numbers, all 0. */
  doubles(length: number): Float64Array;
  /** Takes 32-bit words, all 0. */
  words(length: number): Uint32Array;
  /** The same numbers where all threads can read them. */
  share<T extends Uint32Array | Float32Array | Float64Array>(array: T): T;
  /** The same matrix where all threads can read it. */
  shareMatrix(matrix: SparseMatrix): SparseMatrix;
}

/**
 * Memory for the stages of one solution, and a count of it.
 *
 * @param shared Whether several threads use it.
 * @returns The memory, nothing taken as yet.
 * @throws {UsageError} From what takes memory, where there is not enough of it.
 */
export function solverMemory(shared: boolean): SolverMemory {
  let bytes = 0;
  const buffer = (size: number): ArrayBufferLike => {
    bytes += size;
    try {
      return shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
    } catch {
      throw new UsageError(
        `Cannot solve in closed form: ${
          Math.ceil(bytes / 1e6)
        } MB are not to be had, expected as much memory, ` +
          "fewer items, or gradient descent (--solver gradient), whose memory follows the edges",
      );
    }
  };
  const share = <T extends Uint32Array | Float32Array | Float64Array>(array: T): T => {
    if (!shared || array.buffer instanceof SharedArrayBuffer) return array;
    const type = array.constructor as new (buffer: ArrayBufferLike) => T;
    const made = new type(buffer(array.byteLength));
    made.set(array);
    return made;
  };
  return {
    shared,
    get bytes() {
      return bytes;
    },
    floats: (length) => new Float32Array(buffer(4 * length)),
    doubles: (length) => new Float64Array(buffer(8 * length)),
    words: (length) => new Uint32Array(buffer(4 * length)),
    share,
    shareMatrix: (matrix) => ({
      ...matrix,
      indptr: share(matrix.indptr),
      indices: share(matrix.indices),
      values: share(matrix.values),
    }),
  };
}
