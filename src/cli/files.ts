import { InputError, UsageError } from "../errors.ts";
import type { InputSource } from "../formats/input_source.ts";

/**
 * Opens a file for reading.
 *
 * @param path Where it is.
 * @returns Its bytes as a stream.
 * @throws {InputError} Where it cannot be opened.
 */
export async function openFile(path: string): Promise<InputSource> {
  try {
    const file = await Deno.open(path);
    if ((await file.stat()).isDirectory) {
      file.close();
      throw new InputError({ file: path }, "it is a folder, expected a file");
    }
    return { name: path, stream: file.readable };
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new InputError({ file: path }, "there is no such file");
    }
    if (cause instanceof InputError) throw cause;
    throw new InputError({ file: path }, (cause as Error).message);
  }
}

/**
 * Writes a file whole or not at all: a reader never sees half of it, and a full disk leaves the old one.
 *
 * @param path Where to write; its folder must exist.
 * @param content What to write, at once or chunk by chunk.
 */
export async function writeFile(
  path: string,
  content: string | Uint8Array | Iterable<string>,
): Promise<void> {
  const part = `${path}.part`;
  try {
    if (typeof content === "string") await Deno.writeTextFile(part, content);
    else if (content instanceof Uint8Array) await Deno.writeFile(part, content);
    else await Deno.writeTextFile(part, ReadableStream.from(content));
    await Deno.rename(part, path);
  } catch (cause) {
    await Deno.remove(part).catch(() => {});
    throw new UsageError(`Cannot write ${path}: ${(cause as Error).message}`);
  }
}

/**
 * Makes a folder and those above it, if need be.
 *
 * @param path Where.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (cause) {
    throw new UsageError(`Cannot make folder ${path}: ${(cause as Error).message}`);
  }
}
