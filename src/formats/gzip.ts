import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../errors.ts";
import { byteChunks, type InputSource, withHead } from "./input_source.ts";

/**
 * The bytes of a source, unpacked where they are gzip, which their first two bytes tell, not the name.
 *
 * @param source Where to read.
 * @param signal Stops the reading between two chunks.
 * @returns The plain bytes, chunk by chunk.
 * @throws {InputError} Where gzip data are damaged or end too early.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const packed = new Blob(["ann\tHeat\t5\n"]).stream().pipeThrough(new CompressionStream("gzip"));
 * let text = "";
 * for await (const chunk of unpacked({ name: "ratings.tsv", stream: packed })) {
 *   text += new TextDecoder().decode(chunk);
 * }
 * strictEqual(text, "ann\tHeat\t5\n");
 * ```
 */
export async function* unpacked(
  source: InputSource,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const chunks = withHead(byteChunks(source, signal), 2);
  try {
    const { value: head } = await chunks.next();
    if (head === undefined) return;
    const isGzip = head[0] === 0x1f && head[1] === 0x8b;
    yield* isGzip ? gunzipped(prepended(head, chunks), source.name) : prepended(head, chunks);
  } finally {
    await chunks.return();
  }
}

async function* prepended(head: Uint8Array, rest: AsyncIterable<Uint8Array>) {
  yield head;
  yield* rest;
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>, name: string) {
  // Not DecompressionStream: it refuses files of several gzip members, which `cat a.gz b.gz` and bgzip make, and its
  // messages do not tell a file cut short from a damaged one.
  const gunzip = createGunzip({ chunkSize: 65536 });
  pipeline(Readable.from(chunks), gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === "Z_BUF_ERROR") {
      throw new InputError({ file: name }, "the gzip data end too early, expected the whole file");
    }
    if (typeof code === "string" && code.startsWith("Z_")) {
      const reason = (error as Error).message;
      throw new InputError(
        { file: name },
        `the gzip data are damaged (${reason}), expected intact data`,
      );
    }
    throw error;
  }
}
