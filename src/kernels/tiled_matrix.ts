/** Rows and columns of a tile; `wasm/cholesky_tiles.as` is compiled for it. */
export const TILE = 64;

/** Bytes of a tile. */
const TILE_BYTES = 8 * TILE * TILE;

/** Memory of a 32-bit WebAssembly module, in pages of 64 KB. */
const MOST_PAGES = 65536;

/** Where tiles begin: the module keeps nothing below, and threads draw their numbers from the word at `COUNTER`. */
const FIRST_BYTE = 65536, COUNTER = 1024;

/** What threads need to know of a matrix in tiles; it can be sent to a Worker. */
export interface TiledLayout {
  /** Rows and columns. */
  readonly size: number;
  /** Rows and columns of tiles; those beyond `size` are a unit matrix. */
  readonly tiles: number;
  /** Where the tiles are, one row of tiles after another; before them, a scratch tile for the inverse of a factor and one for each thread and the caller. */
  readonly memory: WebAssembly.Memory;
  /** Most threads that compute with it, beside the caller. */
  readonly threads: number;
}

/** A square matrix in float64, cut into tiles of 64 x 64 that lie in a WebAssembly memory which threads share. */
export interface TiledMatrix extends TiledLayout {
  /** Bytes of the memory. */
  readonly bytes: number;
  /** Sets an entry. */
  set(row: number, column: number, value: number): void;
  /** An entry. */
  get(row: number, column: number): number;
  /**
   * sums[j] += sum over k of factors[k] * M[rows[k], j] for all columns j, in the order of k.
   *
   * @param rows Rows.
   * @param factors What each is multiplied by, as many.
   * @param sums Changed in place, (size).
   */
  addRows(rows: ArrayLike<number>, factors: ArrayLike<number>, sums: Float64Array): void;
}

/**
 * Takes memory for a square matrix, all 0 but for the padding.
 *
 * @param size Rows and columns, from 0.
 * @param threads Most threads that will compute with it.
 * @returns The matrix.
 * @throws {RangeError} Where it does not fit in the 4 GB of a WebAssembly memory, above some 23,000 rows, or the machine has not as much.
 */
export function tiledMatrix(size: number, threads: number): TiledMatrix {
  const tiles = Math.ceil(size / TILE);
  const bytes = FIRST_BYTE + (2 + threads + tiles ** 2) * TILE_BYTES;
  const pages = Math.ceil(bytes / 65536);
  const memory = take(size, pages);
  const layout = { size, tiles, memory, threads };
  const values = new Float64Array(memory.buffer);
  const first = tileAddress(layout, 0, 0) / 8;
  const place = (row: number, column: number) => {
    const tile = Math.floor(row / TILE) * tiles + Math.floor(column / TILE);
    return first + TILE * TILE * tile + TILE * (row % TILE) + column % TILE;
  };
  for (let k = size; k < TILE * tiles; k++) values[place(k, k)] = 1;
  return {
    ...layout,
    bytes: 65536 * pages,
    set(row, column, value) {
      values[place(row, column)] = value;
    },
    get: (row, column) => values[place(row, column)],
    addRows(rows, factors, sums) {
      for (let column = 0; column < size; column += TILE) {
        const count = Math.min(TILE, size - column);
        let k = 0;
        // Four rows at a time: the sums are loaded and stored once for all of them.
        for (; k + 4 <= rows.length; k += 4) {
          const a = place(rows[k], column), b = place(rows[k + 1], column);
          const c = place(rows[k + 2], column), d = place(rows[k + 3], column);
          const wa = factors[k], wb = factors[k + 1], wc = factors[k + 2], wd = factors[k + 3];
          addFour(values, a, b, c, d, wa, wb, wc, wd, sums, column, count);
        }
        for (; k < rows.length; k++) {
          const from = place(rows[k], column), factor = factors[k];
          for (let n = 0; n < count; n++) sums[column + n] += factor * values[from + n];
        }
      }
    },
  };
}

/** A function of its own, because V8 compiles the loop better so. */
function addFour(
  values: Float64Array,
  a: number,
  b: number,
  c: number,
  d: number,
  wa: number,
  wb: number,
  wc: number,
  wd: number,
  sums: Float64Array,
  at: number,
  count: number,
): void {
  for (let n = 0; n < count; n++) {
    sums[at + n] = sums[at + n] + wa * values[a + n] + wb * values[b + n] + wc * values[c + n] +
      wd * values[d + n];
  }
}

function take(size: number, pages: number): WebAssembly.Memory {
  try {
    // The module's declaration wants at least 4 pages, and this very maximum.
    return new WebAssembly.Memory({
      initial: Math.max(4, pages),
      maximum: MOST_PAGES,
      shared: true,
    });
  } catch {
    throw new RangeError(
      `Cannot hold a matrix of ${size} rows and columns: it takes ${
        Math.ceil(pages / 16)
      } MB, expected at most 4096 MB and as much free memory`,
    );
  }
}

/** Address of a tile, bytes. */
export function tileAddress(
  { tiles, threads }: Pick<TiledLayout, "tiles" | "threads">,
  row: number,
  column: number,
): number {
  return FIRST_BYTE + (2 + threads + row * tiles + column) * TILE_BYTES;
}

/** Address of a scratch tile, bytes: 0 holds the inverse of a factor, 1 the caller's, those from 2 up the threads'. */
export function scratchAddress(which: number): number {
  return FIRST_BYTE + which * TILE_BYTES;
}

/** The number of a thread that begins to work with the matrix: 0 for the caller, who begins anew, and from 1 up for the others. */
export function drawThread({ memory }: Pick<TiledLayout, "memory">, caller: boolean): number {
  const counter = new Int32Array(memory.buffer, COUNTER, 1);
  if (!caller) return Atomics.add(counter, 0, 1);
  Atomics.store(counter, 0, 1);
  return 0;
}
