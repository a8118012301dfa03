import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { peek } from "../../src/formats/file_head.ts";
import { readBytes } from "../../src/formats/input_source.ts";
import { bytesOf, bytewise, gzip, source } from "./_sources.ts";

Deno.test("peek() shows the first lines and takes nothing away", async () => {
  const text = "a\r\n\nb\nc";
  for (const input of [source("X.TSV.gz", await gzip(text)), bytewise("X.TSV.gz", text)]) {
    const { head, input: again } = await peek(input);
    deepStrictEqual([head.name, head.lines], ["x.tsv", ["a", "b", "c"]]);
    deepStrictEqual(await readBytes(again), bytesOf(text));
  }
});

Deno.test("peek() reads no more of a long file than it needs, and only whole lines", async () => {
  const text = `${"x".repeat(40_000)}\n`.repeat(5);
  const { head, input } = await peek(bytewise("x", text.slice(0, 70_000)));
  strictEqual(head.lines.length, 1);
  strictEqual(head.bytes.length, 65536);
  strictEqual((await readBytes(input)).length, 70_000);
});

Deno.test("peek() of nothing is nothing, and a damaged file says so at once", async () => {
  const { head } = await peek(source("x", ""));
  deepStrictEqual([head.bytes.length, head.lines], [0, []]);
  const packed = await gzip("text");
  await rejects(peek(source("x", packed.subarray(0, packed.length - 4))), /end too early/);
});

Deno.test("what peek() gives can be cancelled, and then cancels the source", async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(40_000)),
    cancel() {
      cancelled = true;
    },
  });
  const { input } = await peek({ name: "x", stream });
  await input.stream.cancel();
  ok(cancelled);
});
