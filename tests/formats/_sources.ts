/** Sources of bytes for the tests of the readers. */
import type { InputSource } from "../../src/formats/input_source.ts";

/** The UTF-8 bytes of `content`, or the bytes themselves. */
export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

/** A source whose chunks end at the given positions of its bytes. */
export function cutSource(
  name: string,
  content: string | Uint8Array,
  ...cuts: number[]
): InputSource {
  const bytes = bytesOf(content);
  const ends = [...cuts, bytes.length];
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let start = 0;
      for (const end of ends) {
        controller.enqueue(bytes.slice(start, end));
        start = end;
      }
      controller.close();
    },
  });
  return { name, stream };
}

/** A source of a whole text, in one chunk. */
export function source(name: string, content: string | Uint8Array): InputSource {
  return cutSource(name, content);
}

/** A source of one byte a chunk. */
export function bytewise(name: string, content: string | Uint8Array): InputSource {
  const bytes = bytesOf(content);
  return cutSource(name, bytes, ...bytes.keys());
}

/** The content as a gzip file. */
export async function gzip(content: string | Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytesOf(content))]).stream();
  return await new Response(stream.pipeThrough(new CompressionStream("gzip"))).bytes();
}

/** What `read` makes of the content must not depend on where its bytes are cut: at every place, and everywhere at once. */
export async function sameAtEveryCut<T>(
  name: string,
  content: string | Uint8Array,
  read: (source: InputSource) => Promise<T>,
  same: (actual: T, expected: T) => void,
): Promise<void> {
  const bytes = bytesOf(content);
  const whole = await read(source(name, bytes));
  for (let cut = 1; cut < bytes.length; cut++) {
    same(await read(cutSource(name, bytes, cut)), whole);
  }
  same(await read(bytewise(name, bytes)), whole);
}
