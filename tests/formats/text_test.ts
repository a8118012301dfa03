import { rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { InputSource } from "../../src/formats/input_source.ts";
import { textChunks } from "../../src/formats/text.ts";
import { bytesOf, bytewise, gzip, sameAtEveryCut, source } from "./_sources.ts";

async function read(input: InputSource): Promise<string> {
  let text = "";
  for await (const piece of textChunks(input)) text += piece;
  return text;
}

Deno.test("textChunks() reads any UTF-8 text at any chunk boundary", async () => {
  // A zero byte is refused, and a byte order mark at the start is not part of the text.
  const texts = fc.string({ unit: "binary" }).filter((text) => !/^\ufeff|\0/.test(text));
  await fc.assert(fc.asyncProperty(texts, async (text) => {
    strictEqual(await read(bytewise("text", text)), text);
  }));
});

Deno.test("textChunks() drops a byte order mark at the start and keeps it elsewhere", async () => {
  strictEqual(await read(bytewise("text", "\ufeffa\ufeffb")), "a\ufeffb");
  strictEqual(await read(source("text", await gzip("\ufeffab"))), "ab");
});

Deno.test("textChunks() takes text that is not UTF-8 as windows-1252", async () => {
  const bytes = new Uint8Array([...bytesOf("Léon "), 0x4c, 0xe9, 0x6f, 0x6e, 0x20, 0x80, 0x92]);
  // The whole file decides, so the valid UTF-8 at its start is not read as such.
  await sameAtEveryCut("movies.dat", bytes, read, strictEqual);
  strictEqual(await read(source("movies.dat", bytes)), "LÃ©on Léon €’");
});

Deno.test("textChunks() takes UTF-8 that ends within a character as windows-1252", async () => {
  strictEqual(await read(source("text", bytesOf("Amé").slice(0, -1))), "AmÃ");
});

Deno.test("textChunks() says what the bytes are when they are not text", async () => {
  const cases: [number[], string][] = [
    [[0xff, 0xfe, 0x61, 0], "the text is UTF-16, expected UTF-8 or latin-1"],
    [[0xfe, 0xff, 0, 0x61], "the text is UTF-16, expected UTF-8 or latin-1"],
    [[0x50, 0x4b, 3, 4, 20, 0], "it is a ZIP archive, expected plain text or gzip"],
    [[0x61, 0x0a, 0x62, 0x63, 0x64, 0], "byte 6 is zero, expected text"],
  ];
  for (const [bytes, problem] of cases) {
    for (const make of [source, bytewise]) {
      await rejects(read(make("ratings.tsv", new Uint8Array(bytes))), {
        name: "InputError",
        message: `Cannot read ratings.tsv: ${problem}`,
      });
    }
  }
});
