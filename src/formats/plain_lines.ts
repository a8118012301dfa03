import { joinBytes } from "./input_source.ts";

/** The fields of a record as they stand in the file, in UTF-8. */
export interface ByteRecord {
  /** Bytes that hold the record, and others around it. */
  bytes: Uint8Array;
  /** Where each field starts and ends in `bytes`: two numbers for each. */
  bounds: Uint32Array;
  /** Number of fields. */
  fields: number;
}

/** How lines are cut into fields. */
export interface PlainLayout {
  /** What stands between two fields, in UTF-8. */
  readonly delimiter: Uint8Array;
  /** Whether a quote ends what this reader understands. */
  readonly quotes: boolean;
}

const LINE_FEED = 0x0a, CARRIAGE_RETURN = 0x0d, QUOTE = 0x22;

/**
 * Cuts text into lines, and lines into fields, as long as no field is quoted. It makes no strings, and so it is many times as fast as
 * a parser that does.
 *
 * @param chunks UTF-8 bytes.
 * @param layout The delimiter, and whether quotes mean anything.
 * @param onRecord Called for each line, blank ones included; the record is overwritten by the next one.
 * @returns What must be read by another parser: nothing where the end was reached, else the bytes from the start of the first line
 * with a quote as far as they have been taken off `chunks`.
 */
export async function scanPlainLines(
  chunks: AsyncIterator<Uint8Array, void>,
  { delimiter, quotes }: PlainLayout,
  onRecord: (record: ByteRecord) => void,
): Promise<Uint8Array | undefined> {
  const record: ByteRecord = { bytes: new Uint8Array(), bounds: new Uint32Array(64), fields: 0 };
  let pending: Uint8Array[] = [];
  // Not `for await`, which would close what another parser may have to go on with.
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const chunk = next.value;
    const quoteAt = quotes ? chunk.indexOf(QUOTE) : -1;
    const lastBreak = chunk.lastIndexOf(LINE_FEED, quoteAt < 0 ? chunk.length : quoteAt);
    if (lastBreak < 0) {
      pending.push(chunk);
    } else {
      const head = chunk.subarray(0, lastBreak + 1);
      const lines = pending.length === 0 ? head : joinBytes([...pending, head]);
      pending = lastBreak + 1 < chunk.length ? [chunk.subarray(lastBreak + 1)] : [];
      for (let start = 0; start < lines.length;) {
        const end = lines.indexOf(LINE_FEED, start);
        const bare = end > start && lines[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
        cut(record, lines, start, bare, delimiter);
        onRecord(record);
        start = end + 1;
      }
    }
    if (quoteAt >= 0) return joinBytes(pending);
  }
  if (pending.length === 0) return undefined;
  const last = joinBytes(pending);
  cut(record, last, 0, last.length, delimiter);
  onRecord(record);
}

function cut(
  record: ByteRecord,
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: Uint8Array,
): void {
  const first = delimiter[0], length = delimiter.length;
  const lastStart = end - length;
  let { bounds } = record;
  let count = 0;
  bounds[0] = start;
  for (let k = start; k <= lastStart; k++) {
    if (bytes[k] !== first || (length > 1 && !continues(bytes, k, delimiter))) continue;
    bounds[count + 1] = k;
    count += 2;
    if (count + 2 > bounds.length) {
      record.bounds = new Uint32Array(2 * bounds.length);
      record.bounds.set(bounds);
      bounds = record.bounds;
    }
    bounds[count] = k + length;
    k += length - 1;
  }
  bounds[count + 1] = end;
  record.bytes = bytes;
  record.fields = count / 2 + 1;
}

function continues(bytes: Uint8Array, at: number, delimiter: Uint8Array): boolean {
  for (let k = 1; k < delimiter.length; k++) if (bytes[at + k] !== delimiter[k]) return false;
  return true;
}

/** Text of bytes of UTF-8; a byte order mark inside a text belongs to it. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The fields of a record as strings.
 *
 * @param record The record.
 * @returns One string for each field.
 */
export function fieldTexts({ bytes, bounds, fields }: ByteRecord): string[] {
  const texts: string[] = [];
  for (let k = 0; k < fields; k++) {
    texts.push(decoder.decode(bytes.subarray(bounds[2 * k], bounds[2 * k + 1])));
  }
  return texts;
}
