import { efd } from "../../src/metrics/efd.ts";
import { ann, assertClose, context } from "./_worked.ts";

const discount = (rank: number) => 1 / Math.log2(rank + 1);
const ofFive = [1, 2, 3, 4, 5].reduce((sum, rank) => sum + discount(rank), 0);

Deno.test("efd discounts the bits of the hits", () => {
  // 4 and 3 of 26 ratings.
  const expected = (Math.log2(26 / 4) * discount(2) + Math.log2(26 / 3) * discount(4)) / ofFive;
  assertClose(efd.ofUser(ann, context), expected);
});

Deno.test("efd takes an item without a training rating for the rarest", () => {
  const list = { items: [9], relevant: new Map([[9, 1]]) };
  assertClose(efd.ofUser(list, context), Math.log2(26));
});
