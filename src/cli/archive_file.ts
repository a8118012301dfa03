import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { DownloadSink } from "../remote/download_file.ts";
import type { RandomAccess, UnpackTarget } from "../remote/unpack_archive.ts";
import { makeFolder, OutputError } from "./files.ts";

/** A file that a download is written to, bit by bit. */
export interface DownloadedFile extends DownloadSink, RandomAccess, Disposable {
  /** MD5 of what it holds, in hexadecimal digits. */
  md5(): Promise<string>;
}

/**
 * Opens a file that a download goes on with.
 *
 * @param path Where; what it holds already is taken for the beginning.
 * @returns The file; dispose of it.
 * @throws {OutputError} Where it cannot be opened; from its methods, where it cannot be written.
 */
export async function openDownload(path: string): Promise<DownloadedFile> {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw new OutputError(path, (cause as Error).message);
    }
  };
  const file = await attempt(() => Deno.open(path, { read: true, write: true, create: true }));
  let { size } = await file.stat();
  const read = async (offset: number, length: number) => {
    const bytes = new Uint8Array(Math.min(length, size - offset));
    await file.seek(offset, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) {
      const count = await file.read(bytes.subarray(at));
      if (count === null) return bytes.subarray(0, at);
      at += count;
    }
    return bytes;
  };
  return {
    name: path,
    get size() {
      return size;
    },
    append: (bytes) =>
      attempt(async () => {
        await file.seek(size, Deno.SeekMode.Start);
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
        size += bytes.length;
      }),
    clear: () =>
      attempt(async () => {
        await file.truncate(0);
        size = 0;
      }),
    read,
    async md5() {
      const hash = createHash("md5");
      for (let at = 0; at < size; at += BLOCK) hash.update(await read(at, BLOCK));
      return hash.digest("hex");
    },
    [Symbol.dispose]: () => file.close(),
  };
}

/** Bytes that are read at a time. */
const BLOCK = 1 << 20;

/**
 * A folder that an archive is unpacked into.
 *
 * @param folder Where; made when the first file comes.
 * @returns The target. No file in it is ever written over or followed through a link.
 */
export function folderTarget(folder: string): UnpackTarget {
  return {
    async create(path) {
      const place = `${folder}/${path}`;
      await makeFolder(dirname(place));
      const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
        try {
          return await work();
        } catch (cause) {
          throw new OutputError(place, (cause as Error).message);
        }
      };
      const file = await attempt(() => Deno.open(place, { write: true, createNew: true }));
      return {
        write: (bytes) =>
          attempt(async () => {
            for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
          }),
        close: () => file.close(),
      };
    },
  };
}
