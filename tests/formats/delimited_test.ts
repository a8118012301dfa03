import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type DelimitedOptions, readDelimited } from "../../src/formats/delimited.ts";
import type { InputSource } from "../../src/formats/input_source.ts";
import { bytewise, sameAtEveryCut, source } from "./_sources.ts";

type Records = [line: number, ...fields: string[]][];

async function read(input: InputSource, options: DelimitedOptions = {}): Promise<Records> {
  const records: Records = [];
  await readDelimited(input, { of: "ratings", minFields: 2 }, (fields, line) => {
    records.push([line, ...fields]);
  }, options);
  return records;
}

async function fails(text: string, message: string, options: DelimitedOptions = {}) {
  for (const make of [source, bytewise]) {
    await rejects(read(make("f.csv", text), options), { message: `Cannot read f.csv: ${message}` });
  }
}

const quoted = 'id,title\r\n1,"Postino, Il"\n\n2,"two\r\nlines\n""quoted"""\r\n   \n3,plain\n';

Deno.test("readDelimited() honours quotes and keeps line numbers right after them", async () => {
  deepStrictEqual(await read(source("f.csv", quoted)), [
    [1, "id", "title"],
    [2, "1", "Postino, Il"],
    [4, "2", 'two\r\nlines\n"quoted"'],
    [8, "3", "plain"],
  ]);
});

Deno.test("readDelimited() gives the same records wherever the chunks are cut", async () => {
  await sameAtEveryCut("f.csv", quoted, read, deepStrictEqual);
  await sameAtEveryCut("f.dat", "1::Ça::2\r\n2::b:c::3", read, deepStrictEqual);
});

Deno.test("readDelimited() takes quotes as they are between tabs, '|' and '::'", async () => {
  for (const delimiter of ["\t", "|", "::"]) {
    const text = `1${delimiter}"Heroes"_(album)\n2${delimiter}Ocean's,"Eleven\n`;
    deepStrictEqual(await read(source("f", text)), [[1, "1", '"Heroes"_(album)'], [
      2,
      "2",
      "Ocean's,\"Eleven",
    ]]);
  }
});

Deno.test("readDelimited() takes any run of spaces and tabs as one delimiter when that is a space", async () => {
  deepStrictEqual(await read(source("f", " 1  2 3\n4 \t5 6 \n")), [
    [1, "1", "2", "3"],
    [2, "4", "5", "6"],
  ]);
});

Deno.test("readDelimited() reads back any fields that are quoted as the standard says", async () => {
  const field = fc.string({
    unit: fc.constantFrom("a", "é", ",", '"', "\n", "\r", " ", "\t", ";"),
  });
  const table = fc.tuple(fc.constantFrom(",", ";"), fc.integer({ min: 2, max: 4 }))
    .chain(([delimiter, width]) =>
      fc.tuple(
        fc.constant(delimiter),
        fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1 }),
        fc.constantFrom("\n", "\r\n"),
      )
    );
  await fc.assert(fc.asyncProperty(table, async ([delimiter, rows, end]) => {
    const text = rows.map((fields) =>
      fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter) + end
    ).join("");
    let line = 1;
    const expected = rows.map((fields) => {
      const record = [line, ...fields];
      line += 1 + fields.join("").split("\n").length - 1;
      return record;
    });
    deepStrictEqual(await read(bytewise("f.csv", text), { delimiter }), expected);
  }));
});

Deno.test("readDelimited() says where a record has another number of fields", async () => {
  await fails(
    "a,b,c\n1,2,3\n1,2\n",
    'line 3, column 3: the line has 2 fields separated by ",", expected 3 as in the first line',
  );
  await fails(
    'a,"b\nb",c\n\n1,2,3,4\n',
    'line 4, column 4: the line has 4 fields separated by ",", expected 3 as in the first line',
  );
  await fails(
    "a\tb\nc\td\ne\n",
    'line 3, column 2: the line has 1 field separated by "\\t", expected 2 as in the first line',
  );
});

Deno.test("readDelimited() says that a given delimiter does not fit", async () => {
  await fails(
    "\na,b\n",
    'line 2, column 2: the line has 1 field separated by ";", expected 2 or more',
    { delimiter: ";" },
  );
});

Deno.test("readDelimited() says where a quote is out of place", async () => {
  await fails(
    'a,b\n\n1,2"3\n',
    "line 3, column 2: a quote stands inside an unquoted field, expected quotes around the whole field",
  );
  await fails(
    'a,b\n"1"x,3\n',
    "line 2, column 1: text follows a closing quote, expected a delimiter or the end of the line " +
      "(a quote inside quotes is doubled)",
  );
  await fails(
    'a,b\n1,"2\n3,4\n',
    "line 2, column 2: a quote opens here and is never closed, expected a closing quote",
  );
});

Deno.test("readDelimited() says that the file is empty when it has no text", async () => {
  for (const text of ["", "\n", " \r\n\t\n", "\ufeff"]) {
    await fails(text, "the file is empty, expected ratings");
  }
});

Deno.test("readDelimited() says that no delimiter fits when none does", async () => {
  await fails(
    "just\none\ncolumn\n",
    "no delimiter fits its first lines, expected 2 or more fields a line, separated by a tab, '::', ';', ',', '|' or spaces",
  );
});

Deno.test("readDelimited() refuses a delimiter that cannot be one", async () => {
  for (const delimiter of ["", "\n", 'a"']) {
    await rejects(read(source("f", "a,b"), { delimiter }), {
      name: "UsageError",
      message: /^Cannot read delimited text: the delimiter is ".*", expected/,
    });
  }
});

Deno.test("readDelimited() ends with what its sink throws, and cancels the stream", async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("1,2\n".repeat(9999))),
    cancel: () => void (cancelled = true),
  });
  const read = readDelimited({ name: "f", stream }, { of: "ratings", minFields: 2 }, () => {
    throw new Error("enough");
  });
  await rejects(read, /^Error: enough$/);
  strictEqual(cancelled, true);
});
