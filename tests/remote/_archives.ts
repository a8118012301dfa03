import * as zip from "npm:@zip.js/zip.js@2.24.0";
import type { RandomAccess, UnpackTarget } from "../../src/remote/unpack_archive.ts";

zip.configure({ useWebWorkers: false });

/** Options of one entry of a test archive. */
export type EntryOptions = zip.ZipWriterAddDataOptions;

/** A ZIP archive of the entries: name, content (undefined for a folder) and what zip.js can be told of them. */
export async function zipOf(
  entries:
    readonly (readonly [name: string, content?: string | Uint8Array, options?: EntryOptions])[],
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new zip.ZipWriter(new zip.Uint8ArrayWriter());
  for (const [name, content, options] of entries) {
    const reader = content === undefined
      ? undefined
      : typeof content === "string"
      ? new zip.TextReader(content)
      : new zip.Uint8ArrayReader(content);
    await writer.add(name, reader, { ...options, directory: content === undefined });
  }
  return await writer.close() as Uint8Array<ArrayBuffer>;
}

/** The archive as bytes that can be read anywhere. */
export function archiveOf(bytes: Uint8Array): RandomAccess {
  return {
    name: "test.zip",
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
  };
}

/** A target that keeps the files in memory. */
export function memoryTarget(): UnpackTarget & { readonly files: Map<string, string> } {
  const files = new Map<string, string>();
  return {
    files,
    create(path) {
      files.set(path, "");
      const decoder = new TextDecoder();
      return Promise.resolve({
        write: (bytes) => {
          files.set(path, files.get(path)! + decoder.decode(bytes, { stream: true }));
          return Promise.resolve();
        },
        close: () => {},
      });
    },
  };
}
