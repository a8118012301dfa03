import { type SparseMatrix, sparseMatrix } from "../../src/data/sparse_matrix.ts";
import type { BufferPool } from "../../src/gpu/buffer.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { numbersOnGpu } from "../../src/kernels/dispatch.ts";
import { bitWords, type RatedCells, ratedCellsOnGpu } from "../../src/kernels/rated_cells.ts";
import type { Random } from "../../src/random.ts";
import { normals } from "./_edges.ts";

/** Users of whom some have nothing and some nearly everything. */
export function randomRows(random: Random, users: number, items: number): SparseMatrix {
  const row: number[] = [], column: number[] = [];
  for (let user = 0; user < users; user++) {
    const share = [0.1, 0, 0.9][user % 3];
    for (let item = 0; item < items; item++) {
      if (random.next() >= share) continue;
      row.push(user);
      column.push(item);
    }
  }
  return sparseMatrix(users, items, { row, column, value: normals(random, row.length) }).matrix;
}

/** The rows as a dense matrix, (items, lanes). */
export function spread(
  { rows, columns, indptr, indices, values }: SparseMatrix,
  lanes: number,
  unrated = 0,
): Float64Array<ArrayBuffer> {
  const dense = new Float64Array(columns * lanes).fill(unrated);
  for (let b = 0; b < rows; b++) {
    for (let k = indptr[b]; k < indptr[b + 1]; k++) dense[indices[k] * lanes + b] = values[k];
  }
  return dense;
}

/** The bits of the rated cells. */
export function bitsOf(matrix: SparseMatrix, lanes: number): Uint32Array<ArrayBuffer> {
  const { rows, columns, indptr, indices } = matrix, words = bitWords(lanes);
  const bits = new Uint32Array(columns * words);
  for (let b = 0; b < rows; b++) {
    for (let k = indptr[b]; k < indptr[b + 1]; k++) {
      bits[indices[k] * words + (b >> 5)] |= 1 << (b & 31);
    }
  }
  return bits;
}

/** A buffer with these numbers. */
export function put(
  gpu: Gpu,
  pool: BufferPool,
  numbers: ArrayLike<number> | Uint32Array<ArrayBuffer>,
): GPUBuffer {
  const buffer = numbersOnGpu(pool, "", numbers.length);
  const data = numbers instanceof Uint32Array ? numbers : Float32Array.from(numbers);
  if (data.length > 0) gpu.device.queue.writeBuffer(buffer, 0, data);
  return buffer;
}

/** The rated cells on a GPU; what is not rated is NaN, so that whoever reads it shows. */
export function cellsOnGpu(
  gpu: Gpu,
  pool: BufferPool,
  matrix: SparseMatrix,
  lanes: number,
): RatedCells {
  const cells = ratedCellsOnGpu(pool, matrix.columns, lanes);
  const { queue } = gpu.device;
  if (lanes > 0 && matrix.columns > 0) {
    queue.writeBuffer(cells.values, 0, Float32Array.from(spread(matrix, lanes, NaN)));
    queue.writeBuffer(cells.bits, 0, bitsOf(matrix, lanes));
  }
  return cells;
}
