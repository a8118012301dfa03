import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { table } from "../../src/cli/table.ts";

Deno.test("table() puts the first column to the left and the others to the right", () => {
  deepStrictEqual(table(["name", "P", "long header"], [["a", "0.123", "1"], ["bcdefg", "2", ""]]), [
    "name        P  long header",
    "a       0.123            1",
    "bcdefg      2",
  ]);
});

Deno.test("table() keeps only the header when there are no rows", () => {
  deepStrictEqual(table(["name", "n"], []), ["name  n"]);
});

Deno.test("table() leaves no spaces at the end of a line", () => {
  const lines = table(["  because", "part", "behind   "], [["a", "1", "   "], ["b", "", ""]]);
  for (const line of lines) strictEqual(line, line.trimEnd());
});
