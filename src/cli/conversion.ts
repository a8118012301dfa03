import type { DataFormat, Pieces } from "../formats/data_format.ts";
import type { DataKind } from "../formats/format_options.ts";
import type { InputSource } from "../formats/input_source.ts";
import { readItemLabels } from "../formats/item_labels.ts";
import { readRatingTable } from "../formats/rating_table.ts";
import type { TripleRecord } from "../formats/triple_stream.ts";
import { scanLinkedTriples } from "../formats/triples.ts";
import { UsageError } from "../errors.ts";
import { type AttributeFileOptions, readLink } from "./attribute_files.ts";
import { columnChoice } from "./data_options.ts";
import type { Session } from "./session.ts";

/** What the command line of `convert` says. */
export interface ConversionOptions extends AttributeFileOptions {
  readonly from: string;
  readonly to: string;
  readonly kind?: DataKind;
  readonly fromFormat?: string;
  readonly toFormat?: string;
  readonly columns?: readonly string[];
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly implicit?: boolean;
  readonly labelLanguage?: string;
  readonly base?: string;
  readonly gzip?: boolean;
  readonly json?: boolean;
}

/** Which columns there are to choose, in the order of --columns. */
const ROLES: Readonly<Record<DataKind, readonly string[]>> = {
  ratings: ["user", "item", "rating", "timestamp"],
  attributes: ["item", "relation", "value"],
  labels: ["item", "label"],
};

/**
 * Reads all data of one kind.
 *
 * @param source Where to read.
 * @param kind What to read.
 * @param target The format to write, which must take this kind.
 * @param options The command line.
 * @param context For progress and notes, and the format that was recognised.
 * @returns How many ratings, triples or labels there are, and the file to be.
 */
export async function readConversion(
  source: InputSource,
  kind: DataKind,
  target: DataFormat,
  options: ConversionOptions,
  { session, onNote, format }: {
    session: Session;
    onNote: (note: string) => void;
    format?: string;
  },
): Promise<{ records: number; pieces: Pieces }> {
  const roles = ROLES[kind];
  if (options.columns !== undefined && options.columns.length > roles.length) {
    throw new UsageError(
      `Cannot take '${options.columns}' as --columns, expected ${roles.join(",")}`,
    );
  }
  const columns = options.columns &&
    Object.fromEntries(options.columns.map((column, k) => [roles[k], columnChoice(column)]));
  const { delimiter, header } = options, { signal } = session;
  const common = { delimiter, header, columns, signal, onNote, format };
  const link = kind === "ratings" ? undefined : (await readLink(options, session))?.mapping.itemsOf;
  const writing = { base: options.base, onNote };
  if (kind === "ratings") {
    const { implicit } = options;
    const { table, facts } = await readRatingTable(source, { ...common, implicit });
    return { records: facts.rows, pieces: target.ratings!.write!(table, writing) };
  }
  if (kind === "labels") {
    const labels = await readItemLabels(source, {
      ...common,
      link,
      language: options.labelLanguage,
    });
    return { records: labels.size, pieces: target.labels!.write!(labels, writing) };
  }
  const triples: TripleRecord[] = [];
  const { minTaggings } = options;
  await scanLinkedTriples(
    source,
    { ...common, link, minTaggings },
    (triple) => triples.push(triple),
  );
  return { records: triples.length, pieces: target.attributes!.write!(triples, writing) };
}

async function* encoded(pieces: Pieces, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    yield typeof piece === "string" ? encoder.encode(piece) : piece;
  }
}

/**
 * The bytes of a file to be.
 *
 * @param pieces Its text or bytes.
 * @param gzip Whether to pack it.
 * @param signal Stops the writing between two pieces.
 * @returns The bytes as they are made.
 */
export function bytesOf(
  pieces: Pieces,
  gzip: boolean,
  signal?: AbortSignal,
): ReadableStream<Uint8Array> {
  const stream = ReadableStream.from(encoded(pieces, signal));
  return gzip
    ? stream.pipeThrough(
      new CompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>,
    )
    : stream;
}
