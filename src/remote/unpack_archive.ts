import { InputError } from "../errors.ts";
import type { ProgressEvent } from "../events.ts";

/** Bytes that can be read anywhere: a ZIP archive is read from its end. */
export interface RandomAccess {
  /** Name of the file, for messages. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** Reads `length` bytes from `offset` on. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file that is being written. */
export interface UnpackedFile {
  /** Adds bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends it, whole or not. */
  close(): void;
}

/** Takes the files of an archive. */
export interface UnpackTarget {
  /** Opens a file for writing; `path` is relative, with slashes, and stays below the target. */
  create(path: string): Promise<UnpackedFile>;
}

/** What an archive may hold. */
export interface UnpackOptions {
  /** Most bytes in all, unpacked (default 16 GB). */
  readonly maxBytes?: number;
  /** Most bytes unpacked for each packed one, in files of more than a megabyte (default 100). */
  readonly maxRatio?: number;
  /** Most entries (default 1,000). */
  readonly maxEntries?: number;
  /** Called as bytes are written. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Stops the work between two pieces. */
  readonly signal?: AbortSignal;
}

/** Below this size no ratio is suspicious. */
const SMALL = 1e6;

/**
 * Unpacks a ZIP archive of plain files. The whole list of its entries is looked at before the first one is written: an archive that
 * names files outside, links, devices or the same file twice, is encrypted, or would grow beyond measure is refused as a whole; what a
 * file holds is measured against its checksum, and never exceeds the size that was announced.
 *
 * @param archive The archive.
 * @param target Where the files go. Where all lie in one folder, that folder is left out.
 * @param options What it may hold.
 * @returns Paths of the files that were written.
 * @throws {InputError} Where the archive is damaged or refused.
 * @throws The signal's reason.
 */
export async function unpackArchive(
  archive: RandomAccess,
  target: UnpackTarget,
  options: UnpackOptions = {},
): Promise<string[]> {
  const { signal } = options;
  const zip = await import("npm:@zip.js/zip.js@2.24.0");
  // One archive at a time: Workers would cost more than they bring.
  zip.configure({ useWebWorkers: false });
  const refuse = (problem: string): never => {
    throw new InputError({ file: archive.name }, problem);
  };
  // What the target fails with is not the archive's fault.
  let targetError: unknown;
  const outside = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error) => {
      throw targetError = error;
    });
  class Bytes extends zip.Reader<RandomAccess> {
    override size = archive.size;
    override readUint8Array(offset: number, length: number) {
      return archive.read(offset, length) as Promise<Uint8Array<ArrayBuffer>>;
    }
  }
  const reader = new zip.ZipReader(new Bytes(archive));
  try {
    const entries = await reader.getEntries({ filenameValidation: "strict" });
    checkEntries(entries, options, refuse);
    const files = entries.filter((entry) => !entry.directory);
    const top = commonFolder(files.map(({ filename }) => filename));
    const total = files.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    let done = 0;
    const paths: string[] = [];
    for (const entry of files) {
      signal?.throwIfAborted();
      const path = entry.filename.slice(top.length);
      const file = await outside(target.create(path));
      let size = 0;
      const writable = new WritableStream<Uint8Array>({
        async write(chunk) {
          size += chunk.length;
          if (size > entry.uncompressedSize) {
            refuse(
              `'${entry.filename}' holds more than the ${entry.uncompressedSize} bytes it announces`,
            );
          }
          await outside(file.write(chunk));
          done += chunk.length;
          options.onProgress?.({ stage: "unpack", done, total, unit: "bytes" });
        },
      });
      try {
        await entry.getData(writable, { signal, checkSignature: true });
      } finally {
        file.close();
      }
      paths.push(path);
    }
    return paths;
  } catch (error) {
    signal?.throwIfAborted();
    if (targetError !== undefined) throw targetError;
    if (error instanceof InputError) throw error;
    const { filename, message } = error as Error & { readonly filename?: string };
    if (filename !== undefined) refuse(unsafeName(filename));
    return refuse(`it is no intact ZIP archive (${message}), expected one`);
  } finally {
    await reader.close().catch(() => {});
  }
}

/** What the checks ask of an entry. */
interface EntryFacts {
  readonly filename: string;
  readonly directory: boolean;
  readonly encrypted: boolean;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly unixMode?: number;
}

function checkEntries(
  entries: readonly EntryFacts[],
  { maxBytes = 16e9, maxRatio = 100, maxEntries = 1000 }: UnpackOptions,
  refuse: (problem: string) => never,
): void {
  if (entries.length > maxEntries) {
    refuse(`the archive has ${entries.length} entries, expected at most ${maxEntries}`);
  }
  const seen = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    const { filename, compressedSize, uncompressedSize } = entry;
    // On other systems these lead elsewhere.
    // deno-lint-ignore no-control-regex
    if (/[\u0000-\u001f\\:]/.test(filename)) refuse(unsafeName(filename));
    // Bits of the file type: 0 where the archive was made without them, else a plain file or a folder.
    const type = (entry.unixMode ?? 0) & 0o170000;
    if (![0, 0o100000, 0o040000].includes(type)) {
      refuse(
        `'${filename}' is a ${type === 0o120000 ? "link" : "special file"}, expected plain files`,
      );
    }
    if (entry.encrypted) refuse(`'${filename}' is encrypted, expected plain files`);
    const same = filename.toLowerCase().replace(/\/$/, "");
    if (seen.has(same)) refuse(`'${filename}' is there twice, expected each file once`);
    seen.add(same);
    total += uncompressedSize;
    if (total > maxBytes) {
      refuse(`the archive unpacks to more than ${maxBytes} bytes, expected at most so many`);
    }
    if (uncompressedSize > SMALL && uncompressedSize > maxRatio * Math.max(1, compressedSize)) {
      refuse(
        `'${filename}' unpacks from ${compressedSize} to ${uncompressedSize} bytes, expected at most ${maxRatio} ` +
          "times as many",
      );
    }
  }
}

function unsafeName(name: string): string {
  return `the archive names ${JSON.stringify(name)}, expected names of files inside it`;
}

/** The one folder that all lie in, with its slash, or nothing. */
function commonFolder(paths: readonly string[]): string {
  const folder = /^[^/]+\//.exec(paths[0] ?? "")?.[0] ?? "";
  return paths.every((path) => path.startsWith(folder)) ? folder : "";
}
