import { joinBytes } from "./input_source.ts";

/** The delimiters that are tried, the least ambiguous first; spaces only where none of these fits all. */
const knownDelimiters: readonly string[] = ["\t", "::", ";", ",", "|"];

/** Whether a field may stand in quotes (RFC 4180). Elsewhere a quote is a character like any other, as in DBpedia's IRIs. */
export function honoursQuotes(delimiter: string): boolean {
  return delimiter === "," || delimiter === ";";
}

const sampleLines = 20;
const sampleBytes = 65536;

/** The first lines of a text, and the text again with those lines in front. */
export interface Sampled {
  /** Up to 20 lines that are not blank, of up to 64 KiB. */
  readonly sample: string;
  /** What was read to find them. */
  readonly read: readonly Uint8Array[];
}

/**
 * Reads the first lines. What is taken depends on the bytes alone, not on how they are cut into chunks.
 *
 * @param chunks UTF-8 bytes.
 * @returns The lines and the chunks that were taken off the front.
 */
export async function sampleText(chunks: AsyncIterator<Uint8Array>): Promise<Sampled> {
  const read: Uint8Array[] = [];
  let length = 0;
  while (true) {
    const next = await chunks.next();
    if (!next.done) {
      read.push(next.value);
      length += next.value.length;
    }
    const whole = next.done === true && length <= sampleBytes;
    const lines = firstLines(joinBytes(read).subarray(0, sampleBytes), whole);
    if (next.done || length >= sampleBytes || lines.length === sampleLines) {
      return { sample: lines.join("\n"), read };
    }
  }
}

function firstLines(bytes: Uint8Array, whole: boolean): string[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  // A last line that may go on is no evidence, unless it is all there is.
  if (!whole && lines.length > 1) lines.pop();
  return lines.filter((line) => line.trim() !== "").slice(0, sampleLines);
}

/**
 * The delimiter that cuts most of the lines into one same number of fields.
 *
 * @param sample The first lines of a text.
 * @param minFields Least number of fields that a line must have, at least 2.
 * @returns The delimiter, `" "` standing for any run of spaces and tabs, or undefined where none fits half of the
 * lines (spaces: all of them).
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(guessDelimiter("1::Rumble in the Bronx, 2::Action", 2), "::");
 * strictEqual(guessDelimiter('1,"Postino, Il",5\n2,Heat,4', 3), ",");
 * strictEqual(guessDelimiter("just words in a line\nand a second one", 2), undefined);
 * ```
 */
export function guessDelimiter(sample: string, minFields: number): string | undefined {
  let best: string | undefined, bestShare = 0;
  for (const delimiter of knownDelimiters) {
    const share = agreement(sample, delimiter, minFields);
    if (share >= 0.5 && share > bestShare) {
      best = delimiter;
      bestShare = share;
    }
  }
  // Titles and prose have spaces too, so for spaces every line must agree.
  return bestShare < 1 && agreement(sample, " ", minFields) === 1 ? " " : best;
}

/** The largest share of the lines that agree on a number of fields of at least `minFields`. */
function agreement(sample: string, delimiter: string, minFields: number): number {
  const lines = (honoursQuotes(delimiter) ? withoutQuoted(sample) : sample).split("\n");
  const counts = new Map<number, number>();
  for (const line of lines) {
    const fields = delimiter === " " ? line.trim().split(/[ \t]+/) : line.split(delimiter);
    if (fields.length >= minFields) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) / lines.length;
}

function withoutQuoted(sample: string): string {
  const bare = sample.replaceAll(/"[^"]*"/g, "");
  // A quote that is still open where the sample ends takes its record with it.
  const open = bare.indexOf('"');
  const start = open < 0 ? -1 : bare.lastIndexOf("\n", open);
  return start < 0 ? bare : bare.slice(0, start);
}
