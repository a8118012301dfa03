import { InputError, UsageError } from "../errors.ts";
import { guessDelimiter, honoursQuotes, sampleText } from "./delimiter.ts";
import type { InputSource } from "./input_source.ts";
import { type ByteRecord, fieldTexts, scanPlainLines } from "./plain_lines.ts";
import { utf8Chunks } from "./text.ts";

/** What the readers of delimited text have in common. */
export interface DelimitedOptions {
  /** What stands between two fields, `" "` for any run of spaces and tabs. By default the first lines tell. */
  readonly delimiter?: string;
  /** Stops the reading. */
  readonly signal?: AbortSignal;
}

/** What a caller of {@link readDelimited} expects of the file. */
export interface DelimitedContent {
  /** What the records are, in the plural, for messages: `ratings`. */
  readonly of: string;
  /** Least number of fields that a record needs, at least 2. */
  readonly minFields: number;
}

/** What was found out about a delimited file. */
export interface DelimitedFacts {
  /** What stands between two fields. */
  readonly delimiter: string;
  /** Number of fields of every record. */
  readonly fields: number;
}

/** Takes one record: its fields, and the line where it starts, from 1. */
export type RecordSink = (fields: readonly string[], line: number) => void;

/**
 * Takes one record as bytes, for readers of files of many millions of lines. It returns false where it does not understand the record,
 * which then goes to the {@link RecordSink}, and it must do to others what that one would do. The record is overwritten by the next.
 */
export type ByteRecordSink = (record: ByteRecord) => boolean;

/**
 * Reads delimited text, record by record. Every record must have as many fields as the first; blank lines are passed
 * over; lines end with LF or CRLF. Comma and semicolon files may quote fields (RFC 4180, line breaks included); with any
 * other delimiter a quote is a character like any other.
 *
 * @param source Where to read; gzip and latin-1 are recognised.
 * @param content What the file should hold.
 * @param onRecord Called for each record in order; what it throws ends the reading.
 * @param options The delimiter, and a signal to stop.
 * @param onBytes Offered each record that is not quoted before `onRecord` is; without it that one takes all.
 * @returns What was found out about the file.
 * @throws {InputError} Where the file is empty, no delimiter is found, a record has another number of fields, or a quote
 * is out of place.
 * @throws {UsageError} Where the delimiter cannot be one.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stream = new Blob(['1,"Postino, Il"\n\n2,Heat\n']).stream();
 * const records: unknown[] = [];
 * await readDelimited({ name: "movies.csv", stream }, { of: "titles", minFields: 2 }, (fields, line) => {
 *   records.push([line, ...fields]);
 * });
 * deepStrictEqual(records, [[1, "1", "Postino, Il"], [3, "2", "Heat"]]);
 * ```
 */
export async function readDelimited(
  source: InputSource,
  content: DelimitedContent,
  onRecord: RecordSink,
  options: DelimitedOptions = {},
  onBytes?: ByteRecordSink,
): Promise<DelimitedFacts> {
  if (options.delimiter !== undefined) checkDelimiter(options.delimiter);
  const chunks = utf8Chunks(source, options.signal);
  try {
    const { sample, read } = await sampleText(chunks);
    if (sample === "") {
      throw new InputError({ file: source.name }, `the file is empty, expected ${content.of}`);
    }
    const delimiter = options.delimiter ?? guessDelimiter(sample, content.minFields);
    if (delimiter === undefined) {
      throw new InputError(
        { file: source.name },
        `no delimiter fits its first lines, expected ${content.minFields} or more fields a line, separated by ` +
          `a tab, '::', ';', ',', '|' or spaces`,
      );
    }
    const sieve = sieveRecords(source.name, delimiter, content.minFields, onRecord, onBytes);
    const all = concatenated(read, chunks);
    const rest = delimiter === " " ? new Uint8Array() : await scanPlainLines(all, {
      delimiter: new TextEncoder().encode(delimiter),
      quotes: honoursQuotes(delimiter),
    }, sieve.takeBytes);
    if (rest !== undefined) await parse([[rest], all], delimiter, sieve);
    return { delimiter, fields: sieve.fields() };
  } finally {
    await chunks.return();
  }
}

async function* concatenated(
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  yield* first;
  yield* rest;
}

function checkDelimiter(delimiter: string): void {
  if (delimiter !== "" && !/["\r\n]/.test(delimiter)) return;
  throw new UsageError(
    `Cannot read delimited text: the delimiter is ${
      JSON.stringify(delimiter)
    }, expected one or more characters ` +
      `other than quotes and line ends`,
  );
}

/** Numbers the lines, drops blank ones and checks the number of fields. */
interface Sieve {
  take(fields: readonly string[]): void;
  takeBytes(record: ByteRecord): void;
  /** Turns what the parser says of misplaced quotes into an error with the place. */
  reject(error: unknown): never;
  fields(): number;
}

function sieveRecords(
  file: string,
  delimiter: string,
  minFields: number,
  onRecord: RecordSink,
  onBytes: ByteRecordSink = () => false,
): Sieve {
  const quotes = honoursQuotes(delimiter);
  let line = 1;
  let expected = 0;
  const checkCount = (count: number, start: number) => {
    if (expected === 0 && count >= minFields) expected = count;
    if (count === expected) return;
    const wanted = expected === 0 ? `${minFields} or more` : `${expected} as in the first line`;
    const column = expected === 0 ? count : Math.min(count, expected);
    throw new InputError(
      { file, line: start, column: column + 1 },
      `the line has ${count} field${count === 1 ? "" : "s"} separated by ` +
        `${JSON.stringify(delimiter)}, expected ${wanted}`,
    );
  };
  return {
    take(record) {
      const fields = delimiter === " " ? record.filter((field) => field !== "") : record;
      const start = line;
      line += 1 + (quotes ? lineBreaks(fields) : 0);
      if (fields.length === 0 || (fields.length === 1 && fields[0].trim() === "")) return;
      checkCount(fields.length, start);
      onRecord(fields, start);
    },
    takeBytes(record) {
      const start = line++;
      if (record.fields === 1 && fieldTexts(record)[0].trim() === "") return;
      if (record.fields !== expected) checkCount(record.fields, start);
      if (!onBytes(record)) onRecord(fieldTexts(record), start);
    },
    reject(error) {
      const { code, column } = error as { code?: string; column?: number };
      const problem = code === undefined ? undefined : quoteProblems[code];
      if (problem === undefined) throw error;
      throw new InputError({ file, line, column: (column ?? 0) + 1 }, problem);
    },
    fields: () => expected,
  };
}

const quoteProblems: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: "a quote opens here and is never closed, expected a closing quote",
  CSV_INVALID_CLOSING_QUOTE:
    "text follows a closing quote, expected a delimiter or the end of the line (a quote inside quotes is doubled)",
  INVALID_OPENING_QUOTE:
    "a quote stands inside an unquoted field, expected quotes around the whole field",
};

function lineBreaks(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    for (let at = field.indexOf("\n"); at >= 0; at = field.indexOf("\n", at + 1)) count++;
  }
  return count;
}

async function parse(
  parts: readonly (Iterable<Uint8Array> | AsyncIterable<Uint8Array>)[],
  delimiter: string,
  sieve: Sieve,
): Promise<void> {
  const csv = await import("npm:csv-parse@7.0.3/stream");
  const writer = csv.parse({
    delimiter: delimiter === " " ? [" ", "\t"] : delimiter,
    quote: honoursQuotes(delimiter) ? '"' : false,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
    on_record: (record: string[]) => {
      sieve.take(record);
      // Nothing is queued: the records went to the sink.
      return null;
    },
  }).writable.getWriter();
  try {
    for (const part of parts) for await (const chunk of part) await writer.write(chunk);
    // close() on a stream that has failed does not tell why; closed does.
    await (writer.desiredSize === null ? writer.closed : writer.close());
  } catch (error) {
    sieve.reject(error);
  }
}
