import { type ComparableProfiles, NO_COLUMN } from "./comparable_profiles.ts";
import { PLAIN } from "./wasm/profile_similarity_bytes.ts";

/** Users whose cosines with a row are computed side by side: eight vectors of four. */
export const PANEL_USERS = 32;

/** Where the panel begins in the memory of the WebAssembly kernel. */
const PANEL = 1024;

/** Bytes of one entry of a row: the offset of its column's lanes in the panel, and the weight. */
const ENTRY_BYTES = 8;

/** Bytes of one column of the panel, and of one row of the result. */
const LANE_BYTES = 4 * PANEL_USERS;

/** Cosines of some users with some others, by WebAssembly with SIMD, in float32. */
export interface SimilarityKernel {
  /** Takes the profiles of users `first` .. `last` - 1 as the rows, normalised. */
  loadRows(first: number, last: number): void;
  /**
   * Cosines of each row from `row` on with the users `first` .. `first` + `users` - 1.
   *
   * @param row The first row wanted: a user between those of `loadRows`.
   * @param first The first user of the panel.
   * @param users At most `PANEL_USERS`.
   * @returns (rows from `row` on, PANEL_USERS), overwritten by the next call; lanes past `users` are 0.
   */
  similarities(row: number, first: number, users: number): Float32Array;
}

/**
 * Bytes that a kernel needs.
 *
 * @param columns Columns of the panel.
 * @param entries Most entries of the rows loaded at once.
 * @param rows Most rows loaded at once.
 * @returns Bytes of its memory.
 */
export function similarityKernelBytes(columns: number, entries: number, rows: number): number {
  return PANEL + (columns + rows) * LANE_BYTES + entries * ENTRY_BYTES + 4 * rows + 16;
}

/**
 * The twin of `profile_similarity.wgsl` for one core: cos(u, v) = sum_f (p_uf / |p_u|) (p_vf / |p_v|), 32 users u against
 * row after row v. The 32 users lie dense in a panel, (columns, 32), so that a nonzero of v costs one splat, eight loads,
 * eight multiplications and eight additions, and the sums of a row never leave the registers. Each sum runs over the
 * attributes in ascending order, one after another: the same bits in any panel and any chunk of rows. Errors are bounded by
 * `similarityError`. Fused multiply-add would give 10 % more speed and other bits on other machines, so it is not used.
 *
 * @param from The profiles.
 * @returns The kernel, with memory of its own; use one per thread.
 */
export function createSimilarityKernel(from: ComparableProfiles): SimilarityKernel {
  const { norms, column, columns, profiles: { indptr, indices, values } } = from;
  const bytes = Uint8Array.from(atob(PLAIN), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, dots } = exports as unknown as {
    memory: WebAssembly.Memory;
    dots(entries: number, ends: number, rows: number, panel: number, out: number): void;
  };
  const entries = PANEL + columns * LANE_BYTES;
  let ends = entries, out = entries, firstRow = 0, lastRow = 0;
  let words = new Uint32Array(memory.buffer), floats = new Float32Array(memory.buffer);

  const fit = (size: number) => {
    const missing = size - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / 65536));
    words = new Uint32Array(memory.buffer);
    floats = new Float32Array(memory.buffer);
  };
  /** Writes the users' weights, or 0 once they have been used, into their lanes. */
  const fill = (first: number, users: number, keep: number) => {
    for (let lane = 0; lane < users; lane++) {
      const u = first + lane, scale = norms[u] > 0 ? keep / norms[u] : 0;
      const place = PANEL / 4 + lane;
      for (let e = indptr[u]; e < indptr[u + 1]; e++) {
        const c = column[indices[e]];
        if (c !== NO_COLUMN) floats[place + c * PANEL_USERS] = values[e] * scale;
      }
    }
  };
  return {
    loadRows(first, last) {
      const most = indptr[last] - indptr[first];
      // Addresses of vectors are multiples of 16, which the processor likes.
      ends = Math.ceil((entries + most * ENTRY_BYTES) / 16) * 16;
      out = Math.ceil((ends + (last - first) * 4) / 16) * 16;
      fit(out + (last - first) * LANE_BYTES);
      firstRow = first;
      lastRow = last;
      let at = entries / 4;
      for (let v = first; v < last; v++) {
        const scale = norms[v] > 0 ? 1 / norms[v] : 0;
        for (let e = indptr[v]; e < indptr[v + 1]; e++) {
          const c = column[indices[e]];
          if (c === NO_COLUMN || values[e] === 0) continue;
          words[at] = c * LANE_BYTES;
          floats[at + 1] = values[e] * scale;
          at += 2;
        }
        words[ends / 4 + v - first] = at * 4;
      }
    },
    similarities(row, first, users) {
      const skipped = row - firstRow, rows = lastRow - row;
      fill(first, users, 1);
      const start = skipped === 0 ? entries : words[ends / 4 + skipped - 1];
      dots(start, ends + 4 * skipped, rows, PANEL, out);
      fill(first, users, 0);
      return floats.subarray(out / 4, out / 4 + rows * PANEL_USERS);
    },
  };
}
