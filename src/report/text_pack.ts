/**
 * Bytes as text that HTML can hold: gzip, then base64. The page unpacks it with what browsers bring.
 *
 * @module
 */

/**
 * Packs bytes.
 *
 * @param bytes Any bytes.
 * @returns Letters, digits, `+`, `/` and `=`.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(await textToBytes(await bytesToText(Uint8Array.of(1, 2, 3))), Uint8Array.of(1, 2, 3));
 * ```
 */
export async function bytesToText(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = await through(bytes, new CompressionStream("gzip"));
  let binary = "";
  // As many at a time as a call may have arguments.
  for (let at = 0; at < packed.length; at += 32768) {
    binary += String.fromCharCode(...packed.subarray(at, at + 32768));
  }
  return btoa(binary);
}

/** Unpacks what `bytesToText` packed. */
export async function textToBytes(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const binary = atob(text);
  const packed = new Uint8Array(binary.length);
  for (let k = 0; k < binary.length; k++) packed[k] = binary.charCodeAt(k);
  return await through(packed, new DecompressionStream("gzip"));
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const changed = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(changed).arrayBuffer());
}
