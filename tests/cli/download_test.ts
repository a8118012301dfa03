import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { type ArchiveServer, md5, serveArchives } from "../remote/_archive_server.ts";
import { zipOf } from "../remote/_archives.ts";
import { folderTest, program, run, runJson } from "./_program.ts";

const README = `Summary
=======

Made up.

Usage License
=============

The data may be used for tests.

Citation
========
`;

const RATINGS = "userId,movieId,rating,timestamp\n" +
  Array.from({ length: 3000 }, (_, k) => `${k % 50},${k % 71},${k % 5 + 1},${k * 7919 % 100003}\n`)
    .join("");

const archive = () =>
  zipOf([
    ["ml-latest-small/"],
    ["ml-latest-small/README.txt", README],
    ["ml-latest-small/ratings.csv", RATINGS],
    ["ml-latest-small/movies.csv", "movieId,title,genres\n1,Heat,Crime\n"],
  ]);

const served = async () => serveArchives(new Map([["ml-latest-small.zip", await archive()]]));

const flags = (server: ArchiveServer, folder: string, name = "ml-latest-small") => [
  ...["download", name, "--from", server.address, "--out", `${folder}/data`],
];

const listed = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

folderTest("download fetches, checks, unpacks, and shows the licence", async (folder) => {
  await using server = await served();
  const { code, stdout, stderr } = await run(flags(server, folder));
  strictEqual(code, 0, stderr);
  match(stderr, /^terms {8}MovieLens data are for research: /m);
  match(stderr, /^The data may be used for tests\.$/m);
  const sum = md5(server.files.get("ml-latest-small.zip")!);
  match(stdout, RegExp(`^checksum     MD5 ${sum}, as published beside it$`, "m"));
  deepStrictEqual(listed(`${folder}/data`), ["ml-latest-small"]);
  deepStrictEqual(listed(`${folder}/data/ml-latest-small`), [
    "README.txt",
    "movies.csv",
    "ratings.csv",
  ]);
  strictEqual(Deno.readTextFileSync(`${folder}/data/ml-latest-small/ratings.csv`), RATINGS);
  deepStrictEqual(server.asked, ["ml-latest-small.zip.md5", "ml-latest-small.zip"]);

  // A program that asks for JSON shows the licence to whoever runs it, too.
  const json = ["--out", `${folder}/more`, "--json"];
  match(
    (await run([...flags(server, folder), ...json])).stderr,
    /^The data may be used for tests\.$/m,
  );
  server.asked.length = 2;
  const nothing = await run(flags(server, folder, "ml-latest"));
  strictEqual(nothing.code, 1);
  deepStrictEqual(listed(`${folder}/data`), ["ml-latest-small"]);
  server.asked.length = 2;

  const again = await run(flags(server, folder));
  strictEqual(again.code, 1);
  match(again.stderr, /ml-latest-small: it is there already, expected to make it/);
  strictEqual(server.asked.length, 2);
});

folderTest(
  "download does without a checksum where none is published, and says so",
  async (folder) => {
    await using server = await served();
    server.files.set("ml-latest-small.zip.md5", new TextEncoder().encode("none\n"));
    const { code, stdout, stderr } = await run([...flags(server, folder), "--keep-archive"]);
    strictEqual(code, 0, stderr);
    match(stdout, /^checksum {5}none is published/m);
    deepStrictEqual(listed(`${folder}/data`), ["ml-latest-small", "ml-latest-small.zip"]);
  },
);

folderTest("download refuses an archive of another checksum and leaves nothing", async (folder) => {
  await using server = await served();
  // The sum of this one is known to the program.
  server.files.set("ml-100k.zip", server.files.get("ml-latest-small.zip")!);
  const known = await run(flags(server, folder, "ml-100k"));
  strictEqual(known.code, 1);
  match(
    known.stderr,
    /ml-100k\.zip: its MD5 is [\da-f]{32}, expected 0e33842e24a9c977be4e0107933c0723$/m,
  );
  server.files.set("ml-latest-small.zip.md5", new TextEncoder().encode("0".repeat(32)));
  const published = await run(flags(server, folder));
  match(published.stderr, /its MD5 is [\da-f]{32}, expected 0{32}$/m);
  deepStrictEqual(listed(`${folder}/data`), []);
});

for (
  const [what, entry, problem] of [
    ["leads out", ["../evil", "x"], /evil/],
    ["is a link", ["ml/link", "/etc/passwd", { unixMode: 0o120777 }], /'ml\/link' is a link/],
    ["is a bomb", ["ml/zeros", new Uint8Array(3_000_000)], /expected at most 100 times as many/],
  ] as const
) {
  folderTest(`download refuses an archive of which a file ${what}`, async (folder) => {
    const bytes = await zipOf([["ml/README.txt", README], entry]);
    await using server = serveArchives(new Map([["ml-latest-small.zip", bytes]]));
    const { code, stderr } = await run(flags(server, folder));
    strictEqual(code, 1);
    match(stderr, /^error: Cannot read .*ml-latest-small\.zip\.part: /m);
    match(stderr, problem);
    deepStrictEqual(listed(folder), ["data"]);
    deepStrictEqual(listed(`${folder}/data`), []);
  });
}

folderTest("download goes on after Ctrl-C where it stopped", async (folder) => {
  await using server = await served();
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  let reached = () => {};
  const halfway = new Promise<void>((resolve) => reached = resolve);
  const half = server.files.get("ml-latest-small.zip")!.length >> 1;
  server.pauseAfter = [half, () => (reached(), held)];
  const child = program(flags(server, folder)).spawn();
  const stdout = new Response(child.stdout).text(), stderr = new Response(child.stderr).text();
  await halfway;
  // What was sent must have arrived.
  const part = `${folder}/data/ml-latest-small.zip.part`;
  while ((await Deno.stat(part)).size < half) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill("SIGINT");
  const { code } = await child.status;
  release();
  strictEqual(code, 130, await stderr);
  match(
    await stderr,
    RegExp(`^${half} bytes are kept in .*; the same command goes on from there$`, "m"),
  );
  strictEqual(await stdout, "");

  server.pauseAfter = undefined;
  const rest = await runJson(flags(server, folder));
  strictEqual(rest.resumedFrom, half);
  ok(server.asked.includes(`ml-latest-small.zip bytes=${half}-`));
  strictEqual(Deno.readTextFileSync(`${folder}/data/ml-latest-small/ratings.csv`), RATINGS);
});

folderTest("download begins anew where the archive has changed since", async (folder) => {
  await using server = await served();
  Deno.mkdirSync(`${folder}/data`);
  Deno.writeTextFileSync(`${folder}/data/ml-latest-small.zip.part`, "bytes of an older archive");
  const { code, stderr } = await run(flags(server, folder));
  strictEqual(code, 0, stderr);
  match(stderr, /^note {9}the archive has changed since the last attempt/m);
  strictEqual(Deno.readTextFileSync(`${folder}/data/ml-latest-small/ratings.csv`), RATINGS);
});

folderTest("download names what it knows, and needs the network", async (folder) => {
  const unknown = await run(["download", "ml-2m", "--out", folder]);
  strictEqual(unknown.code, 2);
  match(unknown.stderr, /^error: Cannot download 'ml-2m', expected one of ml-100k, ml-1m, /);
  const offline = await run([
    "download",
    "ml-1m",
    "--from",
    "http://localhost:9/",
    "--out",
    folder,
  ]);
  strictEqual(offline.code, 2);
  match(offline.stderr, /deno task semauto-net download ml-1m --from /);
});
