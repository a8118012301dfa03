import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { unpackArchive, type UnpackOptions } from "../../src/remote/unpack_archive.ts";
import { archiveOf, type EntryOptions, memoryTarget, zipOf } from "./_archives.ts";

/** The archive must be refused, with nothing written. */
async function refused(bytes: Uint8Array, problem: RegExp, options?: UnpackOptions) {
  const target = memoryTarget();
  await rejects(unpackArchive(archiveOf(bytes), target, options), (error) => {
    strictEqual((error as Error).constructor, InputError, String(error));
    match((error as Error).message, problem);
    return true;
  });
  deepStrictEqual([...target.files.keys()], []);
}

Deno.test("an archive is unpacked without the one folder that all is in", async () => {
  const text = "1::2::3\n".repeat(50_000);
  const bytes = await zipOf([["ml-1m/"], ["ml-1m/README", "Léon"], [
    "ml-1m/more/ratings.dat",
    text,
  ]]);
  const target = memoryTarget();
  const seen: number[] = [];
  const paths = await unpackArchive(archiveOf(bytes), target, {
    onProgress: ({ done, total }) => seen.push(done / total),
  });
  deepStrictEqual(paths, ["README", "more/ratings.dat"]);
  deepStrictEqual(Object.fromEntries(target.files), { README: "Léon", "more/ratings.dat": text });
  strictEqual(seen.at(-1), 1);
});

Deno.test("files of an archive without a common folder stay where they are; an empty one has none", async () => {
  const target = memoryTarget();
  const bytes = await zipOf([["a", "1"], ["b/c", ""]]);
  deepStrictEqual(await unpackArchive(archiveOf(bytes), target), ["a", "b/c"]);
  deepStrictEqual(Object.fromEntries(target.files), { a: "1", "b/c": "" });
  deepStrictEqual(await unpackArchive(archiveOf(await zipOf([])), memoryTarget()), []);
});

for (
  const [what, name] of [
    ["outside", "../evil.sh"],
    ["outside, further down", "ml/../../evil.sh"],
    ["at an absolute path", "/etc/cron.d/evil"],
    ["on a drive", "C:/evil"],
    ["outside, with backslashes", "..\\evil"],
    ["outside, as a folder", "../evil/"],
  ] as const
) {
  Deno.test(`a file ${what} is refused`, async () => {
    const evil = name.endsWith("/") ? [name] as const : [name, "x"] as const;
    await refused(
      await zipOf([["ml/README", "x"], evil]),
      /: the archive names ".*evil.*", expected names of files inside it$/,
    );
  });
}

for (
  const [what, options] of [
    ["link", { unixMode: 0o120777 }],
    ["special file", { unixMode: 0o010644 }],
  ] as const satisfies readonly (readonly [string, EntryOptions])[]
) {
  Deno.test(`a ${what} is refused`, async () => {
    await refused(
      await zipOf([["ml/a", "x"], ["ml/b", "/etc/passwd", options]]),
      RegExp(`'ml/b' is a ${what}`),
    );
  });
}

Deno.test("an encrypted file is refused", async () => {
  await refused(await zipOf([["ml/a", "secret", { password: "pw" }]]), /'ml\/a' is encrypted/);
});

Deno.test("the same name twice is refused, whatever its case", async () => {
  await refused(await zipOf([["ml/A", "1"], ["ml/a", "2"]]), /there twice/);
});

Deno.test("a bomb is refused by its ratio, by its size in all and by its number of files", async () => {
  const zeros = new Uint8Array(3_000_000);
  await refused(
    await zipOf([["ml/zeros", zeros]]),
    /'ml\/zeros' unpacks from \d+ to 3000000 bytes, expected at most 100 times as many$/,
  );
  const many = await zipOf([["ml/a", "12345"], ["ml/b", "67890"]]);
  await refused(many, /unpacks to more than 9 bytes/, { maxBytes: 9 });
  await refused(many, /has 2 entries, expected at most 1$/, { maxEntries: 1 });
});

Deno.test("a file that is larger than it announces, and one that does not agree with its checksum, are refused", async () => {
  const content = "some text that is long enough ".repeat(100);
  const bytes = await zipOf([["ml/a", content]]);
  const view = new DataView(bytes.buffer);
  // The central directory's record: signature PK\x01\x02, sizes and CRC-32 at fixed places behind it.
  let record = 0;
  while (view.getUint32(record, true) !== 0x02014b50) record++;
  const forged = (offset: number, value: number) => {
    const copy = bytes.slice();
    new DataView(copy.buffer).setUint32(record + offset, value, true);
    return copy;
  };
  for (const wrong of [forged(24, 10), forged(16, 12345)]) {
    await rejects(unpackArchive(archiveOf(wrong), memoryTarget()), InputError);
  }
});

Deno.test("what is no archive, or half of one, is refused", async () => {
  const bytes = await zipOf([["ml/a", "text ".repeat(1000)]]);
  await refused(
    bytes.slice(0, bytes.length >> 1),
    /^Cannot read test\.zip: it is no intact ZIP archive/,
  );
  await refused(new TextEncoder().encode("<html>404</html>"), /it is no intact ZIP archive/);
  await refused(new Uint8Array(), /it is no intact ZIP archive/);
});

Deno.test("what the target fails with comes through, and a signal stops", async () => {
  const bytes = await zipOf([["a", "1"], ["b", "2"]]);
  const full = new Error("no space left");
  await rejects(
    unpackArchive(archiveOf(bytes), {
      create: () => Promise.resolve({ write: () => Promise.reject(full), close: () => {} }),
    }),
    (error) => error === full,
  );
  await rejects(
    unpackArchive(archiveOf(bytes), { create: () => Promise.reject(full) }),
    (error) => error === full,
  );
  const signal = AbortSignal.abort(new DOMException("Interrupted", "AbortError"));
  await rejects(
    unpackArchive(archiveOf(bytes), memoryTarget(), { signal }),
    (error) => error === signal.reason,
  );
});
