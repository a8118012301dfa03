import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { byteChunks, readBytes, withHead } from "../../src/formats/input_source.ts";
import { cutSource } from "./_sources.ts";

Deno.test("byteChunks() cancels the stream when its reader stops early", async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(4)),
    cancel: () => void (cancelled = true),
  });
  for await (const _ of byteChunks({ name: "endless", stream })) break;
  strictEqual(cancelled, true);
});

Deno.test("byteChunks() stops with the signal's reason when the signal is aborted", async () => {
  const controller = new AbortController();
  const stream = new ReadableStream<Uint8Array>({
    pull: (stream) => stream.enqueue(new Uint8Array(4)),
  });
  const read = async () => {
    for await (const _ of byteChunks({ name: "endless", stream }, controller.signal)) {
      controller.abort(new Error("enough"));
    }
  };
  await rejects(read, /^Error: enough$/);
});

Deno.test("readBytes() passes on the stream's own error", async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error("disk gone")),
  });
  await rejects(readBytes({ name: "ratings.tsv", stream }), /^Error: disk gone$/);
});

Deno.test("withHead() keeps the bytes and gives a first chunk of the size asked for", async () => {
  const cases = fc.tuple(
    fc.uint8Array({ maxLength: 12 }),
    fc.array(fc.nat(12), { maxLength: 4 }),
    fc.integer({ min: 1, max: 6 }),
  );
  await fc.assert(fc.asyncProperty(cases, async ([bytes, cuts, size]) => {
    const ends = cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b);
    const chunks: Uint8Array[] = [];
    for await (const chunk of withHead(byteChunks(cutSource("bytes", bytes, ...ends)), size)) {
      chunks.push(chunk);
    }
    deepStrictEqual(chunks.flatMap((chunk) => [...chunk]), [...bytes]);
    strictEqual((chunks[0]?.length ?? 0) >= Math.min(size, bytes.length), true);
  }));
});
