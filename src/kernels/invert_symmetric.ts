import type { RunOptions } from "../events.ts";
import { createWorkerPool } from "../worker_pool.ts";
import { choleskyTiles, type TileJob } from "./cholesky_tiles_wasm.ts";
import type { TiledLayout, TiledMatrix } from "./tiled_matrix.ts";
// The type keeps the Worker's module in the module graph, where bundlers and checks find it.
import type {} from "./invert_worker.ts";

/** Products of numbers that one core does in a second, about; a thread must have a fifth of one to do. */
const PRODUCTS_PER_SECOND = 4e9, WORTH_A_THREAD = 0.2;

/** Jobs for each thread of a column: enough that all end at about the same time. */
const JOBS_PER_THREAD = 4;

/** The event loop gets its turn about this often where the work is done on the caller's thread, in milliseconds. */
const TURN = 50;

/**
 * How many threads an inversion is worth: it takes size^3 / 2 products.
 *
 * @param size Rows and columns.
 * @param threads CPU cores to use (default: all that pay).
 * @returns The number, from 1.
 */
export function inversionThreads(size: number, threads?: number): number {
  if (typeof SharedArrayBuffer === "undefined") return 1;
  if (threads !== undefined) return threads;
  const worth = size ** 3 / 2 / PRODUCTS_PER_SECOND / WORTH_A_THREAD;
  return Math.max(1, Math.min(navigator.hardwareConcurrency, Math.floor(worth)));
}

/**
 * Inverts a symmetric positive definite matrix in place by a blocked Cholesky factorisation, in float64, in WebAssembly with SIMD. Each tile is
 * computed by one thread in one order, so that the number of threads changes no bit. Its twin is `invertSymmetricPlain`.
 *
 * @param matrix The matrix; only its lower triangle is read, and both are written. For `matrix.threads` threads.
 * @param run Progress (stage `invert`, unit `columns`) and abort signal.
 * @throws {RangeError} Where the matrix is not positive definite.
 * @throws The signal's reason, where the signal aborts; the matrix holds nothing of use then, as after an error.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { tiledMatrix } from "./tiled_matrix.ts";
 *
 * const matrix = tiledMatrix(2, 1);
 * matrix.set(0, 0, 2);
 * matrix.set(1, 0, 1);
 * matrix.set(1, 1, 1);
 * await invertSymmetric(matrix);
 * // The inverse of [2 1; 1 1] is [1 -1; -1 2].
 * [1, -1, -1, 2].forEach((value, k) => ok(Math.abs(matrix.get(k >> 1, k % 2) - value) < 1e-12));
 * ```
 */
export async function invertSymmetric(matrix: TiledMatrix, run: RunOptions = {}): Promise<void> {
  const { size, tiles, memory, threads } = matrix;
  const { onProgress, signal } = run;
  signal?.throwIfAborted();
  const layout: TiledLayout = { size, tiles, memory, threads };
  const own = choleskyTiles(layout, true);
  using pool = threads > 1 ? workers(layout) : undefined;
  let turn = performance.now();
  const perform = async (column?: number) => {
    if (pool) await pool.run(jobsOf(tiles, threads, column), () => {}, signal);
    else own.rows({ column, first: 0, last: tiles });
    if (!pool && performance.now() - turn >= TURN) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now();
    }
    signal?.throwIfAborted();
  };
  for (let k = 0; k < tiles; k++) {
    own.diagonal(k);
    await perform(k);
    // The columns are two thirds of the work, the product is the rest.
    const share = 2 / 3 * (k + 1) / tiles;
    onProgress?.({
      stage: "invert",
      done: Math.floor(share * size),
      total: size,
      unit: "columns",
      share,
    });
  }
  await perform();
  own.mirror();
  if (size > 0) {
    onProgress?.({ stage: "invert", done: size, total: size, unit: "columns", share: 1 });
  }
}

function workers(layout: TiledLayout) {
  return createWorkerPool<TiledLayout, TileJob, null>(
    new URL("./invert_worker.ts", import.meta.url),
    layout.threads,
    layout,
  );
}

function* jobsOf(tiles: number, threads: number, column?: number): Generator<TileJob, void> {
  const rows = column === undefined ? 1 : Math.ceil(tiles / (JOBS_PER_THREAD * threads));
  for (let first = 0; first < tiles; first += rows) {
    yield { column, first, last: Math.min(tiles, first + rows) };
  }
}

/**
 * The twin of `invertSymmetric` in plain TypeScript: A = L L^T row by row, L^-1, and A^-1 = L^-T L^-1, all in float64.
 *
 * @param size Rows and columns.
 * @param matrix A, (size, size), symmetric and positive definite; only its lower triangle is read. Kept.
 * @returns A^-1, (size, size).
 * @throws {RangeError} Where A is not positive definite.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([...invertSymmetricPlain(2, Float64Array.of(4, NaN, 0, 2))].map((x) => x.toFixed(3)), [
 *   "0.250", "0.000", "0.000", "0.500",
 * ]);
 * ```
 */
export function invertSymmetricPlain(size: number, matrix: Float64Array): Float64Array {
  const n = size;
  const lower = new Float64Array(n * n), inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      if (i === j && !(sum > 0)) {
        throw new RangeError(
          "Cannot invert a matrix: it is not positive definite, expected a larger value on its diagonal",
        );
      }
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / lower[j * n + j];
    }
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * n + k] * inverse[k * n + j];
      inverse[i * n + j] = sum / lower[i * n + i];
    }
  }
  const found = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += inverse[k * n + i] * inverse[k * n + j];
      found[i * n + j] = found[j * n + i] = sum;
    }
  }
  return found;
}
