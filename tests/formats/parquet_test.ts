import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "npm:hyparquet-writer@0.17.0";
import { formatNamed } from "../../src/formats/data_formats.ts";
import { readRatingTable } from "../../src/formats/rating_table.ts";
import { readRatings } from "../../src/formats/ratings.ts";
import { scanTriples } from "../../src/formats/triple_records.ts";
import { source } from "./_sources.ts";

type Columns = Parameters<typeof parquetWriteBuffer>[0]["columnData"];

const parquet = (columnData: Columns, options = {}) =>
  source("x.parquet", new Uint8Array(parquetWriteBuffer({ columnData, ...options })));

async function triples(columnData: Columns) {
  const found: string[][] = [];
  await scanTriples(parquet(columnData), {}, ({ subject, relation, object }) => {
    found.push([subject, relation, object]);
  });
  return found;
}

Deno.test("Parquet is read whatever its codec and the size of its groups", async () => {
  const users = Array.from({ length: 1000 }, (_, k) => `user ${k % 10}`);
  const columns: Columns = [
    { name: "item_id", data: users.map((_, k) => k), type: "INT32" },
    { name: "user_id", data: users, type: "STRING" },
    { name: "stars", data: users.map((_, k) => k % 5), type: "DOUBLE" },
    { name: "timestamp", data: users.map((_, k) => new Date(1000 * k)), type: "TIMESTAMP" },
  ];
  const compressors = {
    GZIP: (bytes: Uint8Array) => gzipSync(bytes),
    ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes),
  };
  const read = async (options: object) =>
    (await readRatings(parquet(columns, { compressors, ...options }))).interactions;
  const expected = await read({ codec: "UNCOMPRESSED" });
  deepStrictEqual(expected.users.ids, Array.from({ length: 10 }, (_, k) => `user ${k}`));
  deepStrictEqual([...expected.timestamps!.subarray(0, 3)], [0, 10, 20]);
  deepStrictEqual([...expected.ratings.values.subarray(100, 103)], [1, 1, 1]);
  for (const codec of ["SNAPPY", "GZIP", "ZSTD"]) {
    for (const rowGroupSize of [7, 1000]) {
      const { ratings, timestamps, users, items } = await read({ codec, rowGroupSize });
      deepStrictEqual([ratings, timestamps], [expected.ratings, expected.timestamps]);
      deepStrictEqual([users.ids, items.ids], [expected.users.ids, expected.items.ids]);
    }
  }
});

Deno.test("a Parquet table of items gives a relation for each column, and one value for each element of a list", async () => {
  deepStrictEqual(
    await triples([
      { name: "item", data: ["a", "b"], type: "STRING" },
      { name: "name", data: ["A", "B"], type: "STRING" },
      { name: "seen", data: [true, false], type: "BOOLEAN" },
      { name: "genre", data: ["x", ""], type: "STRING" },
    ]),
    [
      ["a", "seen", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'],
      ["a", "genre", "x"],
      ["b", "seen", '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'],
    ],
  );
});

Deno.test("Parquet without the columns that are wanted says which there are", async () => {
  const columns: Columns = [{ name: "a", data: ["1"], type: "STRING" }];
  await rejects(readRatings(parquet(columns)), {
    name: "InputError",
    message:
      "Cannot read x.parquet: no column is named like the user among 'a', expected such as 'user', or the column " +
      "to be given",
  });
  await rejects(triples(columns), /no column is named like the item among 'a'/);
  const none: Columns = ["user", "item"].map((name) => ({ name, data: [], type: "STRING" }));
  await rejects(readRatings(parquet(none)), /there are no rows, expected ratings/);
});

Deno.test("Parquet is written in several groups where there are many rows", async () => {
  const rows = 100_001;
  const text = Array.from({ length: rows }, (_, k) => `u${k % 7}\ti${k}\t${k % 5}\t${k}.5\n`).join(
    "",
  );
  const { table } = await readRatingTable(source("r.tsv", text));
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of formatNamed("parquet").ratings!.write!(table, {})) {
    chunks.push(piece as Uint8Array<ArrayBuffer>);
  }
  strictEqual(chunks.length, 3);
  const input = { name: "r.parquet", stream: new Blob(chunks).stream() };
  deepStrictEqual((await readRatingTable(input)).table.timestamp, table.timestamp);
});
