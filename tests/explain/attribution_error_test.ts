import { strictEqual } from "node:assert/strict";
import { attributionError } from "../../src/explain/attribution_error.ts";

Deno.test("attributionError() is relative to the score, or to the parts when they cancel to 0", () => {
  strictEqual(attributionError(-4, [-1, -2]), 0.25);
  strictEqual(attributionError(0, [3, -2]), 0.2);
  strictEqual(attributionError(0, []), 0);
});

Deno.test("attributionError() is infinite when a number is NaN, so that no maximum passes over it", () => {
  strictEqual(attributionError(NaN, [1]), Infinity);
  strictEqual(attributionError(1, [NaN]), Infinity);
});
