import { InputError } from "../errors.ts";
import { unpacked } from "./gzip.ts";
import { type InputSource, withHead } from "./input_source.ts";

/**
 * The text of a source as UTF-8 bytes without a byte order mark, unpacked where it is gzip. Text that is not valid UTF-8
 * is taken as windows-1252, the superset of latin-1 in which the older MovieLens files are written. The file as a whole
 * decides between the two, so that the result does not depend on how the bytes arrive: from the first byte that the two
 * encodings read differently on, everything is held in memory until the end is seen.
 *
 * @param source Where to read.
 * @param signal Stops the reading between two chunks.
 * @returns UTF-8 bytes, chunk by chunk; a character may lie across two chunks.
 * @throws {InputError} Where the bytes are not text: a ZIP archive, UTF-16, a zero byte, damaged gzip data.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const latin1 = new Uint8Array([0x4c, 0xe9, 0x6f, 0x6e]);
 * const decoder = new TextDecoder();
 * let text = "";
 * for await (const chunk of utf8Chunks({ name: "movies.dat", stream: new Blob([latin1]).stream() })) {
 *   text += decoder.decode(chunk, { stream: true });
 * }
 * strictEqual(text, "Léon");
 * ```
 */
export async function* utf8Chunks(
  source: InputSource,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const held: Uint8Array[] = [];
  let offset = 0;
  for await (const chunk of withHead(unpacked(source, signal), 4)) {
    const text = offset === 0 ? withoutMark(chunk, source.name) : chunk;
    rejectZeroByte(chunk, offset, source.name);
    offset += chunk.length;
    if (held.length === 0 && isAscii(text)) yield text;
    else held.push(text);
  }
  if (isUtf8(held)) yield* held;
  else yield* fromWindows1252(held);
}

/**
 * The text of a source, chunk by chunk, decoded as {@link utf8Chunks} says.
 *
 * @param source Where to read.
 * @param signal Stops the reading between two chunks.
 * @returns Pieces of the text, cut anywhere between two characters.
 * @throws {InputError} Where the bytes are not text.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * let text = "";
 * const source = { name: "titles.txt", stream: new Blob(["\ufeffAmélie"]).stream() };
 * for await (const piece of textChunks(source)) text += piece;
 * strictEqual(text, "Amélie");
 * ```
 */
export async function* textChunks(
  source: InputSource,
  signal?: AbortSignal,
): AsyncGenerator<string, void> {
  // The mark at the start is gone already; one that stands later belongs to the text.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for await (const chunk of utf8Chunks(source, signal)) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
}

function withoutMark(head: Uint8Array, name: string): Uint8Array {
  const startsWith = (...bytes: number[]) => bytes.every((byte, k) => head[k] === byte);
  if (startsWith(0xff, 0xfe) || startsWith(0xfe, 0xff)) {
    throw new InputError({ file: name }, "the text is UTF-16, expected UTF-8 or latin-1");
  }
  if (startsWith(0x50, 0x4b, 0x03, 0x04)) {
    throw new InputError({ file: name }, "it is a ZIP archive, expected plain text or gzip");
  }
  return startsWith(0xef, 0xbb, 0xbf) ? head.subarray(3) : head;
}

/** No text holds a zero byte, and attributes are keyed by one, so it must not come through. */
function rejectZeroByte(chunk: Uint8Array, offset: number, name: string): void {
  const at = chunk.indexOf(0);
  if (at < 0) return;
  throw new InputError({ file: name }, `byte ${offset + at + 1} is zero, expected text`);
}

function isAscii(chunk: Uint8Array): boolean {
  for (let k = 0; k < chunk.length; k++) if (chunk[k] > 0x7f) return false;
  return true;
}

function isUtf8(chunks: readonly Uint8Array[]): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (const chunk of chunks) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

function* fromWindows1252(chunks: readonly Uint8Array[]): Generator<Uint8Array, void> {
  const decoder = new TextDecoder("windows-1252");
  const encoder = new TextEncoder();
  for (const chunk of chunks) yield encoder.encode(decoder.decode(chunk));
}
