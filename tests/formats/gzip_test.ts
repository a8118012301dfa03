import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { unpacked } from "../../src/formats/gzip.ts";
import { type InputSource, joinBytes } from "../../src/formats/input_source.ts";
import { bytesOf, bytewise, cutSource, gzip, sameAtEveryCut, source } from "./_sources.ts";

const text = "ann\tHeat\t5\n".repeat(9);

async function unpack(input: InputSource): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of unpacked(input)) chunks.push(chunk);
  return new TextDecoder().decode(joinBytes(chunks));
}

Deno.test("unpacked() recognises gzip by its bytes, whatever the name", async () => {
  strictEqual(await unpack(source("ratings.tsv", await gzip(text))), text);
  strictEqual(await unpack(source("ratings.tsv.gz", text)), text);
});

Deno.test("unpacked() gives the same bytes wherever the chunks are cut", async () => {
  await sameAtEveryCut("ratings.tsv.gz", await gzip(text), unpack, strictEqual);
});

Deno.test("unpacked() reads all members of a file that has several", async () => {
  const two = joinBytes([await gzip(text), await gzip("bob\tAli\t1\n")]);
  strictEqual(await unpack(source("ratings.tsv.gz", two)), `${text}bob\tAli\t1\n`);
});

Deno.test("unpacked() gives nothing when there is nothing", async () => {
  strictEqual(await unpack(source("empty.tsv", "")), "");
  strictEqual(await unpack(source("one.tsv", "\x1f")), "\x1f");
});

Deno.test("unpacked() says that the file is cut short wherever it is cut", async () => {
  const packed = await gzip(text);
  for (let length = 2; length < packed.length; length++) {
    await rejects(unpack(source("ratings.tsv.gz", packed.slice(0, length))), {
      name: "InputError",
      message: "Cannot read ratings.tsv.gz: the gzip data end too early, expected the whole file",
    });
  }
});

Deno.test("unpacked() says that the data are damaged when a byte is changed", async () => {
  const packed = await gzip(text);
  for (const at of [2, 14, packed.length - 7, packed.length - 3]) {
    const damaged = packed.slice();
    damaged[at] ^= 0x55;
    await rejects(unpack(bytewise("ratings.tsv.gz", damaged)), (error) => {
      ok(error instanceof InputError, String(error));
      deepStrictEqual(error.position, { file: "ratings.tsv.gz" });
      return /the gzip data (are damaged|end too early)/.test(error.message);
    });
  }
});

Deno.test("unpacked() passes on the stream's own error in the middle of gzip data", async () => {
  const packed = await gzip(text);
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(packed.slice(0, 12)),
    pull: (controller) => controller.error(new Error("disk gone")),
  });
  await rejects(unpack({ name: "ratings.tsv.gz", stream }), /^Error: disk gone$/);
});

Deno.test("unpacked() cancels the stream when its reader stops early", async () => {
  for (const head of [await gzip(text), bytesOf(text)]) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(head),
      pull: async (controller) => {
        await new Promise((resume) => setTimeout(resume));
        controller.enqueue(new Uint8Array(1));
      },
      cancel: () => resolve(),
    });
    for await (const _ of unpacked({ name: "ratings", stream })) break;
    await promise;
  }
});

Deno.test("unpacked() takes a first chunk of one byte", async () => {
  strictEqual(await unpack(cutSource("ratings.gz", await gzip(text), 1)), text);
});
