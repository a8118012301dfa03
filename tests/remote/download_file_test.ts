import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { downloadFile, type DownloadSink } from "../../src/remote/download_file.ts";
import { createPoliteClient } from "../../src/remote/polite_client.ts";
import { RemoteError } from "../../src/remote/remote_error.ts";
import { serveArchives } from "./_archive_server.ts";

const CONTENT = Uint8Array.from({ length: 20_000 }, (_, k) => k * k % 251);

function memorySink(start: Uint8Array = new Uint8Array()): DownloadSink & { bytes: Uint8Array } {
  return {
    bytes: start,
    get size() {
      return this.bytes.length;
    },
    append(more) {
      this.bytes = Uint8Array.from([...this.bytes, ...more]);
      return Promise.resolve();
    },
    clear() {
      this.bytes = new Uint8Array();
      return Promise.resolve();
    },
  };
}

/** Waits take no time. */
const clock = { now: () => 0, wait: () => Promise.resolve() };

const served = () => serveArchives(new Map([["a.zip", CONTENT], ["empty", new Uint8Array()]]));

for (const ranges of [true, false]) {
  Deno.test(`a file comes whole, and goes on after what is there, from a server ${ranges ? "with" : "without"} ranges`, async () => {
    await using server = served();
    server.ranges = ranges;
    for (const there of [0, 1, 12_345]) {
      const sink = memorySink(CONTENT.slice(0, there));
      const facts = await downloadFile(createPoliteClient(), `${server.address}a.zip`, sink);
      deepStrictEqual(sink.bytes, CONTENT);
      deepStrictEqual(facts, { resumedFrom: ranges ? there : 0, size: CONTENT.length });
    }
    deepStrictEqual(server.asked, ["a.zip", "a.zip bytes=1-", "a.zip bytes=12345-"]);
  });

  Deno.test(`a connection that is lost midway is taken up again, from a server ${ranges ? "with" : "without"} ranges`, async () => {
    await using server = served();
    server.ranges = ranges;
    server.breakAfter = 9000;
    const sink = memorySink(), client = createPoliteClient({ clock });
    await downloadFile(client, `${server.address}a.zip`, sink);
    deepStrictEqual(sink.bytes, CONTENT);
    deepStrictEqual([client.requests, client.retries], [2, 1]);
  });
}

Deno.test("what is there in full already is not downloaded again, and what is longer is from the beginning", async () => {
  await using server = served();
  const whole = memorySink(CONTENT);
  await downloadFile(createPoliteClient(), `${server.address}a.zip`, whole);
  deepStrictEqual(whole.bytes, CONTENT);
  const longer = memorySink(new Uint8Array(CONTENT.length + 1));
  await downloadFile(createPoliteClient({ clock }), `${server.address}a.zip`, longer);
  deepStrictEqual(longer.bytes, CONTENT);
});

Deno.test("an empty file and one byte are files too", async () => {
  await using server = served();
  server.files.set("one", new Uint8Array([7]));
  for (const [name, size] of [["empty", 0], ["one", 1]] as const) {
    const sink = memorySink();
    await downloadFile(createPoliteClient({ clock }), `${server.address}${name}`, sink);
    strictEqual(sink.size, size);
  }
});

Deno.test("a part other than the one asked for is not taken", async () => {
  await using server = served();
  let wrong = true;
  const client = createPoliteClient({
    clock,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (!wrong) return response;
      wrong = false;
      await response.body?.cancel();
      return new Response("other", {
        status: 206,
        headers: { "content-range": "bytes 0-4/20000" },
      });
    },
  });
  const sink = memorySink(CONTENT.slice(0, 100));
  await downloadFile(client, `${server.address}a.zip`, sink);
  deepStrictEqual(sink.bytes, CONTENT);
});

Deno.test("a file that is not there is an error, and a signal keeps what has come", async () => {
  await using server = served();
  await rejects(
    downloadFile(createPoliteClient(), `${server.address}none.zip`, memorySink()),
    (error) => error instanceof RemoteError && error.status === 404,
  );
  const controller = new AbortController(), sink = memorySink();
  const reason = new DOMException("Interrupted", "AbortError");
  const client = createPoliteClient({ signal: controller.signal });
  await rejects(
    downloadFile(client, `${server.address}a.zip`, sink, ({ done }) => {
      if (done > 5000) controller.abort(reason);
    }),
    (error) => error === reason,
  );
  deepStrictEqual(sink.bytes, CONTENT.slice(0, sink.size));
  strictEqual(sink.size > 5000 && sink.size < CONTENT.length, true);
});
