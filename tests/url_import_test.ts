import { match, ok, strictEqual } from "node:assert/strict";
import { readmeExamples } from "./_readme.ts";

const ROOT = new URL("../", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  ".ts": "application/typescript",
  ".wgsl": "text/plain",
  ".json": "application/json",
};

/** Serves the project's own files, as a URL import needs them, and notes what was asked for. */
function serveProject(asked: string[]) {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = new URL(request.url).pathname.slice(1);
    asked.push(path);
    try {
      const body = await Deno.readFile(new URL(path, ROOT));
      const type = TYPES[path.slice(path.lastIndexOf("."))] ?? "application/octet-stream";
      return new Response(body, { headers: { "content-type": type } });
    } catch {
      return new Response("not found", { status: 404 });
    }
  });
}

Deno.test("the README's examples work with mod.ts imported from a URL", async () => {
  const asked: string[] = [];
  await using server = serveProject(asked);
  const origin = `127.0.0.1:${server.addr.port}`;
  const examples = readmeExamples();
  strictEqual(examples.length, 2);
  const folder = await Deno.makeTempDir();
  try {
    // Away from the project: nothing of it but the URL can be found, not even deno.json.
    for (const name of ["ratings.tsv", "attributes.tsv"]) {
      await Deno.mkdir(`${folder}/data`, { recursive: true });
      await Deno.copyFile(new URL(`data/${name}`, ROOT), `${folder}/data/${name}`);
    }
    for (const example of examples) {
      match(example, /from "\.\/mod\.ts"/);
      await Deno.writeTextFile(
        `${folder}/example.ts`,
        example.replace(`"./mod.ts"`, `"http://${origin}/mod.ts"`),
      );
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-prompt", "--check", "--reload=http://" + origin]
          .concat([`--allow-import=${origin}`, "--allow-read=data", "example.ts"]),
        cwd: folder,
        env: { NO_COLOR: "1", XDG_RUNTIME_DIR: folder },
      }).output();
      strictEqual(code, 0, new TextDecoder().decode(stderr));
      match(new TextDecoder().decode(stdout), /^Recommended because /m);
    }
    ok(asked.includes("shaders/personal_autoencoder.wgsl"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
