import { InputError } from "../errors.ts";

/** A table of typed columns, read group by group of rows. */
export interface ParquetTable {
  /** Names of the columns. */
  readonly names: readonly string[];
  /**
   * The rows of some columns.
   *
   * @param columns Indices of the columns.
   * @param signal Stops the reading between two groups.
   * @returns Groups of rows: the number of rows before it, and the cells of each column.
   */
  groups(columns: readonly number[], signal?: AbortSignal): AsyncGenerator<ParquetGroup, void>;
}

/** Some rows of a table. */
export interface ParquetGroup {
  /** Number of rows before these. */
  readonly start: number;
  /** Number of rows. */
  readonly rows: number;
  /** The cells of each column that was asked for, (rows). */
  readonly cells: readonly ArrayLike<unknown>[];
}

/**
 * Opens a Parquet file that lies in memory. Snappy, gzip, Brotli, Zstandard and LZ4 are unpacked; a moment becomes a Date, a whole number of 64
 * bits a bigint, a list an array.
 *
 * @param bytes The file.
 * @param file Its name, for messages.
 * @returns The table.
 * @throws {InputError} Where it is no Parquet, or damaged.
 */
export async function openParquet(bytes: Uint8Array, file: string): Promise<ParquetTable> {
  const [{ parquetMetadataAsync, parquetRead, parquetSchema }, { compressors }] = await Promise.all(
    [
      import("npm:hyparquet@1.33.0"),
      import("npm:hyparquet-compressors@1.1.2"),
    ],
  );
  const told = <T>(work: Promise<T>) =>
    work.catch((error: Error) => {
      throw new InputError(
        { file },
        `the Parquet data are damaged (${error.message}), expected intact data`,
      );
    });
  const buffer = wholeBuffer(bytes);
  const metadata = await told(parquetMetadataAsync(buffer));
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  return {
    names,
    async *groups(columns, signal) {
      const wanted = columns.map((column) => names[column]);
      let start = 0;
      for (const group of metadata.row_groups) {
        signal?.throwIfAborted();
        const rows = Number(group.num_rows);
        const parts = new Map<string, { at: number; cells: ArrayLike<unknown> }[]>();
        await told(parquetRead({
          file: buffer,
          metadata,
          compressors,
          columns: wanted,
          rowStart: start,
          rowEnd: start + rows,
          onChunk({ columnName, columnData, rowStart }) {
            const known = parts.get(columnName) ?? [];
            parts.set(columnName, [...known, { at: rowStart, cells: columnData }]);
          },
        }));
        yield { start, rows, cells: wanted.map((name) => joined(parts.get(name) ?? [])) };
        start += rows;
      }
    },
  };
}

function joined(parts: { at: number; cells: ArrayLike<unknown> }[]): ArrayLike<unknown> {
  if (parts.length === 1) return parts[0].cells;
  return parts.sort((a, b) => a.at - b.at).flatMap(({ cells }) => Array.from(cells));
}

function wholeBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  return byteOffset === 0 && byteLength === buffer.byteLength
    ? buffer as ArrayBuffer
    : buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
