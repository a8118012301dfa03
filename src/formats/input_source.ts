import type { ProgressEvent } from "../events.ts";

/** Bytes to read, and the name to call them by in messages. */
export interface InputSource {
  /** Name of the file or stream, as the user knows it. */
  readonly name: string;
  /** The bytes. Reading them uses the stream up; it is cancelled where reading stops early. */
  readonly stream: ReadableStream<Uint8Array>;
}

/**
 * The bytes of a source, chunk by chunk as they arrive.
 *
 * @param source Where to read.
 * @param signal Stops the reading between two chunks.
 * @returns Chunks of at least one byte.
 * @throws The signal's reason, or what the stream itself fails with.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * let length = 0;
 * const source = { name: "ratings.tsv", stream: new Blob(["ann\tHeat\t5\n"]).stream() };
 * for await (const chunk of byteChunks(source)) length += chunk.length;
 * strictEqual(length, 11);
 * ```
 */
export async function* byteChunks(
  source: InputSource,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of source.stream) {
    signal?.throwIfAborted();
    if (chunk.length > 0) yield chunk;
  }
}

/**
 * All bytes of a source at once.
 *
 * @param source Where to read.
 * @param signal Stops the reading between two chunks.
 * @returns The bytes, in memory of their own.
 * @throws The signal's reason, or what the stream itself fails with.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stream = new Blob([new Uint8Array([1, 2, 3])]).stream();
 * deepStrictEqual([...await readBytes({ name: "model.safetensors", stream })], [1, 2, 3]);
 * ```
 */
export async function readBytes(source: InputSource, signal?: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of byteChunks(source, signal)) chunks.push(chunk);
  return joinBytes(chunks);
}

/** The chunks one after the other, in memory of their own. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/**
 * The same bytes, with a first chunk long enough to tell by its first bytes what it is.
 *
 * @param chunks The bytes.
 * @param size Least length of the first chunk; it is shorter only where there are fewer bytes in all.
 * @returns The chunks; none where there are no bytes.
 */
export async function* withHead(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void> {
  const head: Uint8Array[] = [];
  let missing = size;
  for await (const chunk of chunks) {
    if (missing <= 0) {
      yield chunk;
      continue;
    }
    head.push(chunk);
    missing -= chunk.length;
    if (missing <= 0) yield joinBytes(head);
  }
  if (missing > 0 && head.length > 0) yield joinBytes(head);
}

/**
 * The same source, which tells how far it has been read, in megabytes of the file as it is stored.
 *
 * @param source Where to read.
 * @param size Length of the stream in bytes.
 * @param onProgress Called for each chunk that arrives.
 * @returns A source that takes the given one's place.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * let share = 0;
 * const source = { name: "ratings.tsv", stream: new Blob(["ann\tHeat\t5\n"]).stream() };
 * await readBytes(withProgress(source, 11, (event) => share = event.share!));
 * strictEqual(share, 1);
 * ```
 */
export function withProgress(
  { name, stream }: InputSource,
  size: number,
  onProgress: (event: ProgressEvent) => void,
): InputSource {
  let bytes = 0;
  const total = Math.ceil(size / 1e6);
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      controller.enqueue(chunk);
      onProgress({
        stage: `read ${name}`,
        done: bytes >= size ? total : Math.floor(bytes / 1e6),
        total,
        unit: "MB",
        share: Math.min(1, bytes / size),
      });
    },
  });
  return { name, stream: stream.pipeThrough(counter) };
}
