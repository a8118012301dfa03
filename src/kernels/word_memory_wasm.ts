/** Arrays start at lines of the processor's cache. */
const LINE_BYTES = 64;

/** Bytes that a page of WebAssembly memory has. */
const PAGE_BYTES = 65536;

/** WebAssembly's addresses take 32 bits, and the last page cannot be had. */
const MOST_BYTES = 2 ** 32 - PAGE_BYTES;

/**
 * A WebAssembly module of one's own, with room for arrays of four-byte elements one behind the other.
 *
 * @param code The module, as base64; it exports its memory.
 * @param firstByte Where the first array may start: what lies before belongs to the module.
 * @param words Elements of each array.
 * @param task What is wanted, for the error: "score in 8 networks at once".
 * @returns What the module exports, and the address of each array.
 * @throws {RangeError} Where the arrays take more than WebAssembly can address.
 */
export function openWords<Exports>(
  code: string,
  firstByte: number,
  words: readonly number[],
  task: string,
): Exports & { readonly memory: WebAssembly.Memory; readonly addresses: readonly number[] } {
  let end = firstByte;
  const addresses = words.map((count) => {
    const address = end;
    end += Math.ceil(4 * count / LINE_BYTES) * LINE_BYTES;
    return address;
  });
  if (end > MOST_BYTES) {
    throw new RangeError(`Cannot ${task}: they take ${end} bytes, expected at most ${MOST_BYTES}`);
  }
  const bytes = Uint8Array.from(atob(code), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const found = exports as unknown as Exports & { readonly memory: WebAssembly.Memory };
  const missing = end - found.memory.buffer.byteLength;
  if (missing > 0) found.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return { ...found, addresses };
}
