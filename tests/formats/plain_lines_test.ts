/** Text without quotes takes a fast way through the readers; quoting one field sends it the other way, and nothing may differ. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parse } from "npm:csv-parse@7.0.3/sync";
import fc from "npm:fast-check@4.10.2";
import { readDelimited } from "../../src/formats/delimited.ts";
import { fieldTexts, scanPlainLines } from "../../src/formats/plain_lines.ts";
import { readRatings } from "../../src/formats/ratings.ts";
import { bytesOf, cutSource, source } from "./_sources.ts";

/** Chunks of a text, cut at given shares of its bytes. */
function* chunksOf(text: string, shares: readonly number[]): Generator<Uint8Array> {
  const bytes = bytesOf(text);
  const ends = [...shares.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b)];
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    if (end > start) yield bytes.slice(start, end);
    start = end;
  }
}

async function* later<T>(values: Iterable<T>): AsyncGenerator<T, void> {
  for (const value of values) yield await Promise.resolve(value);
}

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });

Deno.test("scanPlainLines() cuts text as csv-parse does, at any chunk boundary", async () => {
  const delimiter = fc.constantFrom("\t", "::", ",", "|", "é", ":::");
  const piece = fc.constantFrom("\n", "\r\n", "\r", "a", ":", "é", " ", "::", ",", "\t", "|", "7");
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  await fc.assert(fc.asyncProperty(text, delimiter, shares, async (text, delimiter, shares) => {
    const records: string[][] = [];
    const layout = { delimiter: bytesOf(delimiter), quotes: true };
    const rest = await scanPlainLines(later(chunksOf(text, shares)), layout, (record) => {
      records.push(fieldTexts(record));
    });
    strictEqual(rest, undefined);
    deepStrictEqual(
      records,
      parse(text, {
        delimiter,
        record_delimiter: ["\r\n", "\n"],
        relax_column_count: true,
        quote: false,
      }),
    );
  }));
});

Deno.test("scanPlainLines() stops before the line with the first quote and loses nothing", async () => {
  const text = fc.array(fc.constantFrom("\n", "a", ",", '"'), { maxLength: 30 }).map((parts) =>
    parts.join("")
  );
  await fc.assert(fc.asyncProperty(text, shares, async (text, shares) => {
    const chunks = later(chunksOf(text, shares));
    let lines = 0;
    const layout = { delimiter: bytesOf(","), quotes: true };
    const rest = await scanPlainLines(chunks, layout, () => lines++);
    if (!text.includes('"')) return strictEqual(rest, undefined);
    let left = new TextDecoder().decode(rest);
    for await (const chunk of chunks) left += new TextDecoder().decode(chunk);
    const start = text.lastIndexOf("\n", text.indexOf('"')) + 1;
    strictEqual(left, text.slice(start));
    strictEqual(lines, text.slice(0, start).split("\n").length - 1);
  }));
});

/** What reading gives, the error included. */
async function outcome(text: string, cuts: readonly number[]) {
  try {
    const { interactions, facts } = await readRatings(cutSource("r.csv", text, ...cuts));
    const { users, items, ratings, scale, timestamps } = interactions;
    return { users: users.ids, items: items.ids, ratings, scale, timestamps, facts };
  } catch (error) {
    return { message: (error as Error).message };
  }
}

Deno.test("readRatings() gives the same ratings and errors with and without quotes", async () => {
  const number = fc.oneof(
    fc.double({ min: -9, max: 9, noNaN: true }).map(String),
    fc.constantFrom(
      "5",
      "3.5",
      "0.1",
      ".5",
      "5.",
      "1e3",
      " 4",
      "1.",
      "+2",
      "007",
      "123456789012345678",
    ),
    fc.integer({ min: 0, max: 2 ** 40 }).map(String),
  );
  const odd = fc.constantFrom("", "x", "NaN", "é", "1,2", "4.4.4", "-");
  const field = (usual: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 60, arbitrary: usual }, { weight: 1, arbitrary: odd });
  const id = fc.constantFrom("ann", "bob", "7", "007", "été", "x y");
  const line = fc.tuple(field(id), field(id), field(number), field(number))
    .map((fields) => fields.join(","));
  const lines = fc.array(
    fc.oneof({ weight: 20, arbitrary: line }, { weight: 1, arbitrary: fc.constant(" ") }),
    {
      maxLength: 12,
    },
  );
  let errors = 0, successes = 0;
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom("\n", "\r\n"), fc.nat(99), async (lines, end, at) => {
      const rest = lines.map((line) => line + end).join("");
      const plain = await outcome(`user,item,rating,timestamp${end}${rest}`, [at]);
      deepStrictEqual(plain, await outcome(`"user",item,rating,timestamp${end}${rest}`, [at]));
      // The quote may also come late.
      const quoted = rest.replace(/(\w+),([^,\r\n]*)(\r?\n)$/, '$1,"$2"$3');
      deepStrictEqual(plain, await outcome(`user,item,rating,timestamp${end}${quoted}`, [at]));
      if ("message" in plain) errors++;
      else successes++;
    }),
    { numRuns: 200 },
  );
  ok(errors > 20 && successes > 20, `${errors} errors, ${successes} successes`);
});

Deno.test("readDelimited() goes on after a quote with the right line numbers", async () => {
  const lines: unknown[] = [];
  const text = '1,a\n\n2,b\n3,"c\nd"\n4,e\n';
  await readDelimited(source("x", text), { of: "things", minFields: 2 }, (fields, line) => {
    lines.push([line, ...fields]);
  });
  deepStrictEqual(lines, [[1, "1", "a"], [3, "2", "b"], [4, "3", "c\nd"], [6, "4", "e"]]);
});
