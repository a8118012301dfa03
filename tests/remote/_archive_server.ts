import { createHash } from "node:crypto";

/** A server of one folder of files, as archives are published. */
export interface ArchiveServer extends AsyncDisposable {
  readonly address: string;
  /** Requests so far: path, and range where one was asked for. */
  readonly asked: string[];
  /** Names and contents. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Whether it honours ranges. */
  ranges: boolean;
  /** After how many bytes of a file it loses the connection, once. */
  breakAfter?: number;
  /** Called when so many bytes were sent; the rest follows when it has resolved. */
  pauseAfter?: readonly [bytes: number, reached: () => Promise<void>];
}

/** Serves files, with the MD5 sum of each beside it as GroupLens writes it, unless there is another `.md5` already. */
export function serveArchives(files: Map<string, Uint8Array<ArrayBuffer>>): ArchiveServer {
  const asked: string[] = [];
  const http = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request): Response => {
      const name = new URL(request.url).pathname.replace(/^.*\//, "");
      const range = request.headers.get("range");
      asked.push(range ? `${name} ${range}` : name);
      const content = files.get(name) ?? sumOf(files, name);
      if (!content) return new Response("not found", { status: 404 });
      const start = range && server.ranges ? Number(/^bytes=(\d+)-$/.exec(range)![1]) : 0;
      if (start >= content.length) {
        return new Response(null, {
          status: 416,
          headers: { "content-range": `bytes */${content.length}` },
        });
      }
      const headers = new Headers({ "content-length": String(content.length - start) });
      if (start > 0) {
        headers.set("content-range", `bytes ${start}-${content.length - 1}/${content.length}`);
      }
      return new Response(bodyOf(content.subarray(start)), {
        status: start > 0 ? 206 : 200,
        headers,
      });
    },
  );
  const bodyOf = (content: Uint8Array<ArrayBuffer>) => {
    const { breakAfter, pauseAfter } = server;
    server.breakAfter = undefined;
    let at = 0;
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        const limits = [breakAfter, pauseAfter?.[0]].filter((limit) =>
          limit !== undefined && limit > at
        );
        const end = Math.min(content.length, at + 4096, ...limits as number[]);
        if (end > at) controller.enqueue(content.slice(at, end));
        at = end;
        if (at === breakAfter) return controller.error(new Error("lost"));
        if (at === pauseAfter?.[0]) await pauseAfter[1]();
        if (at === content.length) controller.close();
      },
    });
  };
  const server: ArchiveServer = {
    address: `http://127.0.0.1:${http.addr.port}/datasets/movielens/`,
    asked,
    files,
    ranges: true,
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
  return server;
}

function sumOf(files: Map<string, Uint8Array<ArrayBuffer>>, name: string) {
  const content = files.get(name.replace(/\.md5$/, ""));
  if (!content || !name.endsWith(".md5")) return undefined;
  return new TextEncoder().encode(`MD5 (${name.slice(0, -4)}) = ${md5(content)}\n`);
}

/** MD5 in hexadecimal digits. */
export function md5(content: Uint8Array): string {
  return createHash("md5").update(content).digest("hex");
}
