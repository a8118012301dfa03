import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type ColumnRole, plainColumnName } from "../../src/formats/columns.ts";
import type { InputSource } from "../../src/formats/input_source.ts";
import { scanRatings } from "../../src/formats/rating_records.ts";
import {
  labelColumns,
  ratingBystanders,
  ratingColumns,
  ratingLayouts,
  tripleColumns,
} from "../../src/formats/registry.ts";
import { gzip, sameAtEveryCut, source } from "./_sources.ts";

type Row = [user: string, item: string, rating: number, timestamp: number | undefined];

async function read(input: InputSource) {
  const rows: Row[] = [];
  const facts = await scanRatings(
    input,
    {},
    (user, item, rating, time) => rows.push([user, item, rating, time]),
  );
  return { rows, facts };
}

for (const layout of ratingLayouts) {
  Deno.test(`ratingLayouts: "${layout.name}" is recognised from its example and read`, async () => {
    const { rows, facts } = await read(source("ratings", layout.example));
    strictEqual(facts.layout, layout.name);
    strictEqual(facts.rows, 2);
    const last = layout.example.trimEnd().split("\n").map((line) => Number(/\d+$/.exec(line)));
    const times = facts.timed ? last.slice(-2) : [undefined, undefined];
    deepStrictEqual(rows, [
      ["1", "10", facts.rated ? 5 : 1, times[0]],
      ["2", "20", facts.rated ? 3 : 1, times[1]],
    ]);
    strictEqual(facts.timed, /timestamp/.test(layout.description));
  });

  Deno.test(`ratingLayouts: "${layout.name}" reads the same however its bytes come`, async () => {
    await sameAtEveryCut("ratings", layout.example, read, deepStrictEqual);
    const expected = await read(source("ratings", layout.example));
    const windows = layout.example.replaceAll("\n", "\r\n");
    for (const content of [windows, `\ufeff${layout.example}`, layout.example.trimEnd()]) {
      deepStrictEqual(await read(source("ratings", content)), expected);
    }
    deepStrictEqual(await read(source("ratings", await gzip(layout.example))), expected);
  });
}

Deno.test("the tables of columns write names plainly, and none twice", () => {
  const tables: (readonly ColumnRole<string>[])[] = [ratingColumns, tripleColumns, labelColumns];
  for (const table of tables) {
    const names = table.flatMap((role) => role.names);
    deepStrictEqual(names.map(plainColumnName), names);
    strictEqual(new Set(names).size, names.length);
  }
  deepStrictEqual(ratingBystanders.map(plainColumnName), ratingBystanders);
});
