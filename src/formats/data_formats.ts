import { UsageError } from "../errors.ts";
import type { DataFormat } from "./data_format.ts";
import type { DataKind, FormatOptions } from "./format_options.ts";
import { csv, tsv } from "./delimited_format.ts";
import { type FileHead, peek } from "./file_head.ts";
import type { InputSource } from "./input_source.ts";
import { movieLensMovies } from "./movielens_movies.ts";
import { movieLensTags } from "./movielens_tags.ts";
import { parquet } from "./parquet.ts";
import { nTriples, turtle } from "./rdf.ts";
import { recBole } from "./recbole.ts";
import { reviews } from "./reviews.ts";

/**
 * Every format of data files. A file is read by the first that recognises it; the last one takes any text.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const written = dataFormats.filter(({ attributes }) => attributes?.write).map(({ name }) => name);
 * deepStrictEqual(written, ["parquet", "n-triples", "turtle", "recbole", "tsv", "csv"]);
 * ```
 */
export const dataFormats: readonly DataFormat[] = [
  parquet,
  nTriples,
  turtle,
  recBole,
  reviews,
  movieLensMovies,
  movieLensTags,
  tsv,
  csv,
];

/** A source whose format was found. */
export interface FormattedInput {
  /** The format. */
  readonly format: DataFormat;
  /** The file's beginning. */
  readonly head: FileHead;
  /** The whole of the source in plain bytes. */
  readonly input: InputSource;
}

/**
 * Finds the format of a source.
 *
 * @param source Where to read; gzip or plain.
 * @param kind What is to be read from it; without it any format will do.
 * @param options The format where it is not to be recognised, and a signal to stop.
 * @returns The format, and the source again.
 * @throws {InputError} Where gzip data are damaged.
 * @throws {UsageError} Where the format is unknown or does not hold such data.
 */
export async function formatFor(
  source: InputSource,
  kind: DataKind | undefined,
  options: FormatOptions & { readonly signal?: AbortSignal; readonly columns?: unknown },
): Promise<FormattedInput> {
  const told = options.format === undefined ? undefined : formatNamed(options.format);
  const { head, input } = await peek(source, options.signal);
  const holds = (format: DataFormat) => kind === undefined || format[kind] !== undefined;
  const fits = (format: DataFormat) =>
    format.columns === "none" ||
    (holds(format) && !(format.columns === "fixed" && options.columns !== undefined));
  const format = told ?? dataFormats.find((format) => fits(format) && format.recognises(head))!;
  if (kind === undefined || holds(format)) return { format, head, input };
  await input.stream.cancel();
  const kinds = (["ratings", "attributes", "labels"] as const).filter((kind) => format[kind]);
  throw new UsageError(
    `Cannot read ${kind} from ${source.name}: it is ${format.description}, which holds ${
      kinds.join(" and ")
    }, expected a ` +
      "file of another format, or the format to be given",
  );
}

/**
 * The format of a name.
 *
 * @param name The name.
 * @returns The format.
 * @throws {UsageError} Where there is none of this name.
 */
export function formatNamed(name: string): DataFormat {
  const format = dataFormats.find((format) => format.name === name);
  if (format !== undefined) return format;
  throw new UsageError(
    `Cannot use the format '${name}', expected one of ${
      dataFormats.map(({ name }) => name).join(", ")
    }`,
  );
}

/**
 * The format that the ending of a file's name asks for.
 *
 * @param path The name; the ending of gzip is passed over.
 * @returns The format that can be written, or undefined where no ending fits.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(formatOfPath("kg.nt.gz")?.name, "n-triples");
 * strictEqual(formatOfPath("notes.txt"), undefined);
 * ```
 */
export function formatOfPath(path: string): DataFormat | undefined {
  const name = path.toLowerCase().replace(/\.gz$/, "");
  return dataFormats.find(({ endings, ratings, attributes, labels }) =>
    (ratings?.write ?? attributes?.write ?? labels?.write) !== undefined &&
    endings.some((ending) => name.endsWith(ending))
  );
}
