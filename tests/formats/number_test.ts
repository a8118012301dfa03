import { strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { parseDecimal } from "../../src/formats/number.ts";

Deno.test("parseDecimal() reads back every finite number that is printed", () => {
  fc.assert(fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
    strictEqual(parseDecimal(Object.is(value, -0) ? "-0" : String(value)), value);
  }));
});

Deno.test("parseDecimal() refuses what is not a finite decimal number", () => {
  for (const text of ["", " ", "five", "0x10", "Infinity", "NaN", "1e999", "3,5", "1 2", "4_0"]) {
    strictEqual(parseDecimal(text), undefined, text);
  }
});

Deno.test("parseDecimal() reads the ways in which files write numbers", () => {
  for (const text of ["5", " 5", "5 ", "+5", "5.", "05", "5.0", "50e-1", "0.5E1"]) {
    strictEqual(parseDecimal(text), 5, text);
  }
  strictEqual(parseDecimal(".5"), 0.5);
});
