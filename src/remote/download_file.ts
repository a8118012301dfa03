import type { ProgressEvent } from "../events.ts";
import type { PoliteClient } from "./polite_client.ts";
import { RemoteError } from "./remote_error.ts";

/** Where the bytes of a download go. */
export interface DownloadSink {
  /** Bytes that are there already, of an earlier attempt too. */
  readonly size: number;
  /** Adds bytes at the end. */
  append(bytes: Uint8Array): Promise<void>;
  /** Takes all bytes away, because the server gives the file from the beginning. */
  clear(): Promise<void>;
}

/** How a download went. */
export interface DownloadFacts {
  /** Bytes that were there before. */
  readonly resumedFrom: number;
  /** Bytes in all. */
  readonly size: number;
}

/**
 * Downloads a file, on from where an earlier attempt stopped where the server can (RFC 9110, section 14), from the beginning where it
 * cannot. A connection that is lost midway is taken up again.
 *
 * @param client What sends the requests.
 * @param url What to download.
 * @param sink Where the bytes go; on an error it keeps what it has.
 * @param onProgress Called as bytes arrive, where the server says how many there are.
 * @returns How it went.
 * @throws {RemoteError} Where the server was given up.
 * @throws The signal's reason.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { createPoliteClient } from "./polite_client.ts";
 *
 * let text = "Hel";
 * const sink = {
 *   get size() {
 *     return text.length;
 *   },
 *   append: (bytes: Uint8Array) => (text += new TextDecoder().decode(bytes), Promise.resolve()),
 *   clear: () => (text = "", Promise.resolve()),
 * };
 * const headers = { "content-range": "bytes 3-4/5" };
 * const client = createPoliteClient({ fetch: () => Promise.resolve(new Response("lo", { status: 206, headers })) });
 * await downloadFile(client, "https://example.org/hello.txt", sink);
 * strictEqual(text, "Hello");
 * ```
 */
export async function downloadFile(
  client: PoliteClient,
  url: string,
  sink: DownloadSink,
  onProgress: (event: ProgressEvent) => void = () => {},
): Promise<DownloadFacts> {
  const before = sink.size;
  let resumedFrom = before;
  const request = () => ({
    url,
    // Compression on the way would make ranges and lengths those of something else.
    init: {
      headers: {
        "accept-encoding": "identity",
        ...sink.size > 0 ? { range: `bytes=${sink.size}-` } : {},
      },
    },
  });
  await client.send(request, async (response, alive) => {
    const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(
      response.headers.get("content-range") ?? "",
    );
    if (response.status === 416) {
      await response.body?.cancel();
      if (Number(range?.[2]) === sink.size) return;
      // What is there is not the beginning of this file.
      await sink.clear();
      throw new RemoteError(url, "busy", "it has no bytes from there on", { retryAfter: 0 });
    }
    const resumed = response.status === 206 && Number(range?.[1]) === sink.size;
    if (!resumed) {
      if (response.status === 206) {
        await response.body?.cancel();
        await sink.clear();
        throw new RemoteError(url, "busy", "it gives another part than was asked for", {
          retryAfter: 0,
        });
      }
      resumedFrom = 0;
      await sink.clear();
    }
    const total = resumed
      ? Number(range![2])
      : Number(response.headers.get("content-length") ?? NaN);
    for await (const chunk of response.body ?? []) {
      alive();
      await sink.append(chunk);
      if (total > 0) onProgress({ stage: "download", done: sink.size, total, unit: "bytes" });
    }
    if (total >= 0 && sink.size !== total) {
      throw new RemoteError(url, "busy", `it breaks off after ${sink.size} of ${total} bytes`);
    }
  }, [416]);
  return { resumedFrom, size: sink.size };
}
