import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { packArrays, type PackedArray, unpackArrays } from "../../src/report/array_pack.ts";
import { decodeIndexRows, encodeIndexRows } from "../../src/report/index_coding.ts";
import { bytesToText, textToBytes } from "../../src/report/text_pack.ts";

Deno.test("decodeIndexRows() gives back what encodeIndexRows() was given", () => {
  const row = fc.uniqueArray(fc.nat(2 ** 32 - 1)).map((row) => row.sort((a, b) => a - b));
  fc.assert(fc.property(fc.array(row), (rows) => {
    const indptr = new Uint32Array(rows.length + 1);
    rows.forEach((row, k) => indptr[k + 1] = indptr[k] + row.length);
    const indices = Uint32Array.from(rows.flat());
    const coded = encodeIndexRows({ indptr, indices });
    deepStrictEqual(decodeIndexRows(coded, rows.length), { indptr, indices });
  }));
});

Deno.test("unpackArrays() gives back what packArrays() was given, whatever the lengths", () => {
  const array: fc.Arbitrary<PackedArray> = fc.oneof(
    fc.uint8Array(),
    fc.uint32Array(),
    fc.float32Array(),
    fc.float64Array(),
  ) as fc.Arbitrary<PackedArray>;
  const named = fc.dictionary(fc.string(), array, { noNullPrototype: true });
  fc.assert(fc.property(named, fc.string(), (given, text) => {
    const { json, arrays } = unpackArrays(packArrays({ text }, given));
    deepStrictEqual(json, { text });
    deepStrictEqual(Object.fromEntries(arrays), given);
  }));
});

Deno.test("textToBytes() gives back what bytesToText() was given", async () => {
  for (const length of [0, 1, 2, 3, 32768, 100_003]) {
    const bytes = Uint8Array.from({ length }, (_, k) => (k * 2654435761) >>> 13);
    const text = await bytesToText(bytes);
    ok(/^[A-Za-z0-9+/]+=*$/.test(text));
    deepStrictEqual(await textToBytes(text), bytes);
  }
});
