import { strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { parseDecimal } from "../../src/formats/number.ts";
import { plainNumber } from "../../src/formats/plain_number.ts";
import { bytesOf } from "./_sources.ts";

const read = (text: string) => plainNumber(bytesOf(`x${text}y`), 1, 1 + bytesOf(text).length);

Deno.test("plainNumber() gives the double that the text means, or leaves it to others", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789."), maxLength: 17 });
  fc.assert(
    fc.property(fc.oneof(digits, fc.double().map(String), fc.string()), (text) => {
      const number = read(text);
      if (!Number.isNaN(number)) strictEqual(number, parseDecimal(text));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("plainNumber() reads what ratings and times look like", () => {
  for (const text of ["0", "5", "3.5", "4.0", "5.", "978300760", "0.1", "1.23456789012345"]) {
    strictEqual(read(text), Number(text));
  }
  for (
    const text of ["", ".", ".5", "-1", "+1", "1e3", " 1", "1 ", "0x1", "1.2.3", "1234567890123456"]
  ) {
    strictEqual(read(text), NaN, text);
  }
});
