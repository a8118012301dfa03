import { strictEqual } from "node:assert/strict";
import { parseTime } from "../../src/formats/time.ts";

Deno.test("parseTime() reads numbers as they are and dates as seconds since 1970, UTC unless told", () => {
  strictEqual(parseTime("1112486027"), 1112486027);
  strictEqual(parseTime("2005-04-02"), 1112400000);
  strictEqual(parseTime("2005-04-02 23:53:47"), 1112486027);
  strictEqual(parseTime("2005-04-02T23:53:47.5Z"), 1112486027.5);
  strictEqual(parseTime("2005-04-03T01:53:47+02:00"), 1112486027);
  strictEqual(parseTime("2005-04-03T01:53:47+0200"), 1112486027);
  for (const text of ["", "soon", "Apr 2, 2005", "2005-13-01", "02/04/2005", "2005-04-02T99:00"]) {
    strictEqual(parseTime(text), undefined, text);
  }
});
