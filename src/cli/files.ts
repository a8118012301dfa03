import { dirname, resolve } from "node:path";
import { InputError, UsageError } from "../errors.ts";
import type { ProgressEvent } from "../events.ts";
import { type InputSource, withProgress } from "../formats/input_source.ts";

/** Something that cannot be written: a folder that is missing, a disk that is full. */
export class OutputError extends Error {
  /**
   * @param path What was to be written.
   * @param problem What stood in the way.
   */
  constructor(path: string, problem: string) {
    super(`Cannot write ${path}: ${problem}`);
    this.name = "OutputError";
  }
}

/** Whether standard input was opened; nothing is left of it for a second reader. */
let inputTaken = false;

/**
 * Makes sure that standard input is asked for once, before hours of work.
 *
 * @param paths What is going to be read; those undefined are none.
 * @throws {UsageError} Where - stands for several files.
 */
export function requireOneInput(paths: readonly (string | undefined)[]): void {
  if (paths.filter((path) => path === "-").length < 2) return;
  throw new UsageError("Cannot read standard input twice, expected - for one file only");
}

/**
 * Makes sure that a result does not take the place of what it is made from, in whatever way the two are named.
 *
 * @param out Where to write; undefined and - are no files.
 * @param inputs What is read.
 * @throws {UsageError} Where `out` is one of them.
 */
export async function requireOtherFile(
  out: string | undefined,
  inputs: readonly (string | undefined)[],
): Promise<void> {
  if (out === undefined || out === "-") return;
  const placeOf = (path: string) => Deno.realPath(path).catch(() => resolve(path));
  const place = await placeOf(out);
  for (const input of inputs) {
    if (input === undefined || input === "-" || await placeOf(input) !== place) continue;
    throw new UsageError(`Cannot write ${out}: it is one of the files in use, expected another`);
  }
}

/**
 * Opens a file for reading.
 *
 * @param path Where it is; - for standard input.
 * @param onProgress Called as a file is read; how long standard input is, nobody knows.
 * @returns Its bytes as a stream.
 * @throws {InputError} Where it cannot be opened.
 * @throws {UsageError} Where standard input is asked for twice.
 */
export async function openFile(
  path: string,
  onProgress?: (event: ProgressEvent) => void,
): Promise<InputSource> {
  if (path === "-") {
    if (inputTaken) requireOneInput([path, path]);
    inputTaken = true;
    return { name: "standard input", stream: Deno.stdin.readable };
  }
  try {
    const file = await Deno.open(path);
    const { isDirectory, isFile, size } = await file.stat();
    if (isDirectory) {
      file.close();
      throw new InputError({ file: path }, "it is a folder, expected a file");
    }
    const source = { name: path, stream: file.readable };
    return isFile && onProgress ? withProgress(source, size, onProgress) : source;
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
 * @param signal What the content's chunks stop at by throwing its reason.
 * @throws {OutputError} Where it cannot be written.
 * @throws The signal's reason, where the content stopped at it.
 */
export async function writeFile(
  path: string,
  content: FileContent,
  signal?: AbortSignal,
): Promise<void> {
  await writeFiles([[path, content]], signal);
}

/** What to write, at once or chunk by chunk. */
export type FileContent =
  | string
  | Uint8Array
  | ReadableStream<Uint8Array>
  | Iterable<string>
  | AsyncIterable<string>;

/**
 * Writes files that belong together. All are written in full beside their places before the first one is put there, so that
 * a full disk leaves the old ones. The last file stands for the whole: it is taken away first and put in its place last,
 * so where it is, the others are those that were written with it.
 *
 * @param files Path and content of each; their folders must exist.
 * @param signal What chunks of contents stop at by throwing its reason.
 * @throws {OutputError} Where one cannot be written.
 * @throws {UsageError} Where a content says that it cannot be made.
 * @throws The signal's reason, where a content stopped at it.
 */
export async function writeFiles(
  files: readonly (readonly [path: string, content: FileContent])[],
  signal?: AbortSignal,
): Promise<void> {
  let current = "";
  // A second Ctrl-C ends the process at once.
  const sweep = () => {
    for (const [path] of files) removePart(path);
  };
  addEventListener("unload", sweep);
  try {
    for (const [path, content] of files) {
      current = path;
      const part = partOf(path);
      if (typeof content === "string") await Deno.writeTextFile(part, content);
      else if (content instanceof Uint8Array || content instanceof ReadableStream) {
        await Deno.writeFile(part, content);
      } else await Deno.writeTextFile(part, ReadableStream.from(content));
    }
    if (files.length > 1) await Deno.remove(current).catch(() => {});
    for (const [path] of files) {
      current = path;
      await Deno.rename(partOf(path), path);
    }
  } catch (cause) {
    sweep();
    if (cause instanceof OutputError || (signal?.aborted && cause === signal.reason)) throw cause;
    // What was asked for cannot be written in this way, wherever it goes.
    if (cause instanceof UsageError) throw cause;
    throw new OutputError(current, (cause as Error).message);
  } finally {
    removeEventListener("unload", sweep);
  }
}

function removePart(path: string): void {
  try {
    Deno.removeSync(partOf(path));
  } catch {
    // It was not written, or is in its place already.
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}

/**
 * Makes sure that the folder of a file is there, before hours of work whose result goes into that file.
 *
 * @param path Where the file is to be written.
 * @throws {OutputError} Where its folder is missing, or a folder is in its place.
 */
export async function requireFolderOf(path: string): Promise<void> {
  const folder = dirname(path);
  const found = await Deno.stat(folder).catch(() => undefined);
  if (!found?.isDirectory) {
    throw new OutputError(path, `there is no folder ${folder}, expected it to exist`);
  }
  const inPlace = await Deno.stat(path).catch(() => undefined);
  if (inPlace?.isDirectory) throw new OutputError(path, "it is a folder, expected a file");
}

/**
 * Makes a folder and those above it, if need be.
 *
 * @param path Where.
 * @throws {OutputError} Where it cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (cause) {
    throw new OutputError(path, (cause as Error).message);
  }
}
