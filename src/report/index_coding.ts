/** The cells of a sparse matrix without their values. */
export interface IndexRows {
  /** Where each row starts in `indices`, (rows + 1). */
  readonly indptr: Uint32Array<ArrayBuffer>;
  /** Columns, ascending within a row, (cells). */
  readonly indices: Uint32Array<ArrayBuffer>;
}

/**
 * Writes ascending rows small: for each row its length and the steps from one index to the next, each in as many bytes of seven bits as it
 * needs. Most steps take one byte, and equal steps make a general compressor's work easy.
 *
 * @param rows The rows.
 * @returns The bytes.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 *
 * const rows = { indptr: Uint32Array.of(0, 2, 3), indices: Uint32Array.of(5, 300, 7) };
 * strictEqual(encodeIndexRows(rows).length, 6);
 * deepStrictEqual(decodeIndexRows(encodeIndexRows(rows), 2), rows);
 * ```
 */
export function encodeIndexRows(
  rows: { readonly indptr: Uint32Array; readonly indices: Uint32Array },
): Uint8Array<ArrayBuffer> {
  const { indptr, indices } = rows;
  // Five bytes hold 35 bits.
  const bytes = new Uint8Array(5 * (indptr.length + indices.length));
  let at = 0;
  const write = (value: number) => {
    for (; value > 127; value >>>= 7) bytes[at++] = (value & 127) | 128;
    bytes[at++] = value;
  };
  for (let row = 0; row + 1 < indptr.length; row++) {
    write(indptr[row + 1] - indptr[row]);
    let last = 0;
    for (let k = indptr[row]; k < indptr[row + 1]; k++) {
      write(indices[k] - last);
      last = indices[k];
    }
  }
  return bytes.slice(0, at);
}

/**
 * Reads what `encodeIndexRows` wrote.
 *
 * @param bytes The bytes.
 * @param rows Number of rows.
 * @returns The rows.
 */
export function decodeIndexRows(bytes: Uint8Array, rows: number): IndexRows {
  const indptr = new Uint32Array(rows + 1);
  const indices = new Uint32Array(bytes.length);
  let at = 0, count = 0;
  const read = () => {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  for (let row = 0; row < rows; row++) {
    const length = read();
    let last = 0;
    for (let k = 0; k < length; k++) indices[count++] = last += read();
    indptr[row + 1] = count;
  }
  return { indptr, indices: indices.slice(0, count) };
}
