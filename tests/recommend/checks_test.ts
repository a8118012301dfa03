import { throws } from "node:assert/strict";
import { checkIndex, checkProfiles, checkSize } from "../../src/recommend/checks.ts";
import { matrixOf } from "./_profiles.ts";

Deno.test("checkProfiles() passes finite weights of any sign and stops at the first other one", () => {
  checkProfiles("test", matrixOf(2, [0, -1], [], [1e38, undefined]));
  throws(() => checkProfiles("test", matrixOf(2, [1, 1], [undefined, -Infinity])), {
    name: "RangeError",
    message: "Cannot test: user 1's weight of attribute 1 is -Infinity, expected a finite number",
  });
});

Deno.test("checkIndex() passes 0 to count - 1 only", () => {
  checkIndex("test", "user", 0, 2);
  checkIndex("test", "user", 1, 2);
  for (const index of [-1, 2, 0.5, NaN]) {
    throws(() => checkIndex("test", "user", index, 2), {
      name: "RangeError",
      message: `Cannot test: the user's index is ${index}, expected an integer from 0 to 1`,
    });
  }
  throws(() => checkIndex("test", "user", 0, 0), /expected none, for there is no user$/);
});

Deno.test("checkSize() passes equal sizes only", () => {
  checkSize("test", "the length", 0, 0);
  throws(() => checkSize("test", "the length", 1, 0), {
    name: "RangeError",
    message: "Cannot test: the length is 1, expected 0",
  });
});
