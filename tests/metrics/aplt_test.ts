import { strictEqual } from "node:assert/strict";
import { aplt } from "../../src/metrics/aplt.ts";
import { ann, bob, context } from "./_worked.ts";

Deno.test("aplt has the item that reaches 80 % of the ratings in the head", () => {
  // 9 + 4 + 4 + 3 = 20 are less than 20.8, so item 4 is in the head; item 5, rated as often, comes after it.
  strictEqual(aplt.ofUser(ann, context), 0);
  strictEqual(aplt.ofUser(bob, context), 1 / 2);
});
