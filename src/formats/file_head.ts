import { type InputSource, joinBytes } from "./input_source.ts";
import { unpacked } from "./gzip.ts";

/** The beginning of a file, by which its format is recognised. */
export interface FileHead {
  /** The file's name in lower case, without the ending of gzip. */
  readonly name: string;
  /** The first bytes, unpacked: 64 KiB, or all there are. */
  readonly bytes: Uint8Array;
  /** Up to 20 whole lines that are not blank. */
  readonly lines: readonly string[];
}

const HEAD_BYTES = 65536, HEAD_LINES = 20;

/**
 * Reads the beginning of a source.
 *
 * @param source Where to read; gzip or plain.
 * @param signal Stops the reading.
 * @returns The beginning, and a source of the whole in plain bytes that takes the given one's place.
 * @throws {InputError} Where gzip data are damaged.
 */
export async function peek(
  source: InputSource,
  signal?: AbortSignal,
): Promise<{ head: FileHead; input: InputSource }> {
  const chunks = unpacked(source, signal);
  const read: Uint8Array[] = [];
  let length = 0, next = await chunks.next();
  while (!next.done) {
    read.push(next.value);
    length += next.value.length;
    if (length >= HEAD_BYTES) break;
    next = await chunks.next();
  }
  const bytes = joinBytes(read).subarray(0, HEAD_BYTES);
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  // A last line that may go on is no evidence, unless it is all there is.
  if (!next.done && lines.length > 1) lines.pop();
  return {
    head: {
      name: source.name.toLowerCase().replace(/\.gz$/, ""),
      bytes,
      lines: lines.filter((line) => line.trim() !== "").slice(0, HEAD_LINES),
    },
    input: { name: source.name, stream: streamOf(read, chunks) },
  };
}

/** The chunks that were read, and the rest as it is asked for; cancelling reaches the source even if nothing was asked for. */
function streamOf(
  read: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array, void>,
): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at < read.length) return controller.enqueue(read[at++]);
      const next = await rest.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await rest.return();
    },
  }, { highWaterMark: 0 });
}
