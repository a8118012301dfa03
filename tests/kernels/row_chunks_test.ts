import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { CHUNK_WORDS, countParts, cutRows, rowRanges } from "../../src/kernels/row_chunks.ts";

Deno.test("cutRows() takes each edge of each row once and in order, in no chunk more than asked", () => {
  fc.assert(fc.property(
    fc.array(fc.nat(40), { maxLength: 30 }),
    fc.integer({ min: 2, max: 9 }),
    (lengths, most) => {
      const start = new Uint32Array(lengths.length + 1);
      lengths.forEach((length, r) => start[r + 1] = start[r] + length);
      const rows = { rows: lengths.length, start };
      const { chunks, slots, longer } = cutRows(rowRanges(rows), most);
      strictEqual(slots, countParts(rows, most));
      const found: [number, number][] = lengths.map((_, r) => [start[r], start[r]]);
      const rowOfSlot = longer.flatMap(({ first, last, row }) => Array(last - first).fill(row));
      strictEqual(rowOfSlot.length, slots);
      for (let k = 0; k < chunks.length; k += CHUNK_WORDS) {
        const [first, last, place, whole] = chunks.subarray(k, k + CHUNK_WORDS);
        ok(last - first <= most);
        const row = whole ? place : rowOfSlot[place];
        strictEqual(found[row][1], first);
        found[row][1] = last;
      }
      deepStrictEqual(found, lengths.map((_, r) => [start[r], start[r + 1]]));
    },
  ));
});
