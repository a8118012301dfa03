import { drawThread, scratchAddress, tileAddress, type TiledLayout } from "./tiled_matrix.ts";
import { PLAIN } from "./wasm/cholesky_tiles_bytes.ts";

/** Some rows of tiles for a thread: of a column, or of the product. */
export interface TileJob {
  /** The column that is eliminated, or undefined for the product. */
  readonly column?: number;
  /** First row of tiles. */
  readonly first: number;
  /** The row after the last. */
  readonly last: number;
}

/**
 * The inversion of a symmetric positive definite matrix A, tile by tile, in place. Below A stands the unit matrix, and the elimination of a column
 * treats the rows of both alike:
 *
 *     A = L L^T      L_rk = (A_rk - sum over j < k of L_rj L_kj^T) L_kk^-T                 rows r > k
 *     M = L^-T       M_rk = (I_rk - sum over r <= j < k of M_rj L_kj^T) L_kk^-T            rows r <= k
 *     A^-1 = M M^T   (A^-1)_rs = sum over k >= r of M_rk M_sk^T                            s <= r
 *
 * M_rk takes the place of A's upper triangle and the product that of L, so that nothing but a few scratch tiles is needed beside A.
 */
export interface CholeskyTiles {
  /**
   * Finishes the diagonal tile of a column; rows of the columns before must be finished.
   *
   * @param k The column.
   * @throws {RangeError} Where the matrix is not positive definite.
   */
  diagonal(k: number): void;
  /** Rows of a column whose diagonal is finished, or of the product once all columns are. */
  rows(job: TileJob): void;
  /** Copies the lower triangle to the upper one. */
  mirror(): void;
}

/**
 * A thread's hold on a matrix.
 *
 * @param layout The matrix.
 * @param caller Whether it is the thread that starts the others; it comes first.
 * @returns What it can do.
 */
export function choleskyTiles(layout: TiledLayout, caller: boolean): CholeskyTiles {
  const bytes = Uint8Array.from(atob(PLAIN), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory: layout.memory },
  });
  const { multiply, factor, transpose, assign } = exports as unknown as {
    multiply(c: number, a: number, b: number, sign: number): void;
    factor(d: number, inverse: number): number;
    transpose(to: number, from: number): void;
    assign(to: number, from: number): void;
  };
  const { tiles } = layout;
  const at = (row: number, column: number) => tileAddress(layout, row, column);
  const inverse = scratchAddress(0), scratch = scratchAddress(1 + drawThread(layout, caller));
  const eliminate = (row: number, k: number) => {
    const tile = at(row, k);
    if (row < k) assign(tile, 0);
    for (let j = row < k ? row : 0; j < k; j++) multiply(tile, at(row, j), at(k, j), -1);
    assign(scratch, 0);
    multiply(scratch, tile, inverse, 1);
    assign(tile, scratch);
  };
  const product = (row: number) => {
    // The diagonal comes last: its tile of M is still needed by those before it.
    for (let other = 0; other <= row; other++) {
      assign(scratch, 0);
      for (let k = row; k < tiles; k++) multiply(scratch, at(row, k), at(other, k), 1);
      assign(at(row, other), scratch);
    }
  };
  return {
    diagonal(k) {
      const tile = at(k, k);
      for (let j = 0; j < k; j++) multiply(tile, at(k, j), at(k, j), -1);
      if (factor(tile, inverse) >= 0) {
        throw new RangeError(
          "Cannot invert a matrix: it is not positive definite, expected a larger value on its diagonal",
        );
      }
      transpose(tile, inverse);
    },
    rows({ column, first, last }) {
      for (let row = first; row < last; row++) {
        if (column === undefined) product(row);
        else if (row !== column) eliminate(row, column);
      }
    },
    mirror() {
      for (let row = 1; row < tiles; row++) {
        for (let column = 0; column < row; column++) transpose(at(column, row), at(row, column));
      }
    },
  };
}
