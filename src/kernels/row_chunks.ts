/** A row of a product as a range of what is added up: edges, or parts of the row that another dispatch leaves. */
export interface RowRange {
  /** First edge or part. */
  readonly first: number;
  /** The one after the last. */
  readonly last: number;
  /** The row. */
  readonly row: number;
}

/** What one dispatch does of the rows of a product. */
export interface CutRows {
  /** Four words for each chunk: first and last edge (or part), row (or slot of a part), and 1 where the chunk is all of its row. */
  readonly chunks: Uint32Array<ArrayBuffer>;
  /** Parts that are left to be added. */
  readonly slots: number;
  /** The rows that are in parts, as ranges of slots. */
  readonly longer: readonly RowRange[];
}

/** Edges of a chunk at most where both matrices are dense: a longer row is cut, so that no invocation works alone. */
export const CHUNK_EDGES = 128;

/** Words of a chunk. */
export const CHUNK_WORDS = 4;

/**
 * Cuts rows so that no invocation of a shader has a long one to itself.
 *
 * @param rows The rows.
 * @param most Edges of a chunk at most, at least 2.
 * @returns Chunks in the order of the rows, and what is left to do.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const { chunks, slots, longer } = cutRows([{ first: 0, last: 3, row: 7 }], 2);
 * deepStrictEqual([...chunks], [0, 2, 0, 0, 2, 3, 1, 0]);
 * deepStrictEqual([slots, longer], [2, [{ first: 0, last: 2, row: 7 }]]);
 * ```
 */
export function cutRows(rows: readonly RowRange[], most: number): CutRows {
  const chunks: number[] = [], longer: RowRange[] = [];
  let slots = 0;
  for (const { first, last, row } of rows) {
    if (last - first <= most) {
      chunks.push(first, last, row, 1);
      continue;
    }
    const before = slots;
    for (let at = first; at < last; at += most) {
      chunks.push(at, Math.min(at + most, last), slots++, 0);
    }
    longer.push({ first: before, last: slots, row });
  }
  return { chunks: Uint32Array.from(chunks), slots, longer };
}

/**
 * All rows of a sparse matrix as ranges of its edges.
 *
 * @param edges Number of rows, and where each starts.
 * @returns One range for each row.
 */
export function rowRanges(
  { rows, start }: { readonly rows: number; readonly start: Uint32Array },
): RowRange[] {
  return Array.from({ length: rows }, (_, row) => ({
    first: start[row],
    last: start[row + 1],
    row,
  }));
}

/**
 * Parts in which a dispatch leaves long rows.
 *
 * @param edges Number of rows, and where each starts.
 * @param most Edges of a chunk at most.
 * @returns Number of parts: `slots` of `cutRows`.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(countParts({ rows: 2, start: Uint32Array.of(0, 2, 5) }, 2), 2);
 * ```
 */
export function countParts(
  { rows, start }: { readonly rows: number; readonly start: Uint32Array },
  most: number,
): number {
  let parts = 0;
  for (let r = 0; r < rows; r++) {
    const edges = start[r + 1] - start[r];
    if (edges > most) parts += Math.ceil(edges / most);
  }
  return parts;
}
